import Foundation
import JSONModel

/// Standard output carries data and nothing else; messages and progress go to standard error.
enum Console {
    static func data(_ text: String) { write(text + "\n", to: .standardOutput) }

    static func data(_ value: JSONValue) { data(value.text(pretty: true)) }

    static func note(_ text: String) { write(text + "\n", to: .standardError) }

    static func error(_ text: String) {
        write(Style.standardError.paint("error", .red) + ": \(text)\n", to: .standardError)
    }

    static func raw(_ text: String) { write(text, to: .standardError) }

    /// A reader that has gone away is not worth a word: there is nobody to read it.
    private static func write(_ text: String, to handle: FileHandle) {
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// Colours, where a person looks: not through a pipe, with `NO_COLOR` or on a dumb terminal.
struct Style {
    enum Colour: Int { case red = 31, green = 32, yellow = 33, blue = 34, grey = 90 }

    let isTerminal: Bool
    let hasColours: Bool

    static let standardError = Style(descriptor: STDERR_FILENO)
    static let standardOutput = Style(descriptor: STDOUT_FILENO)

    private init(descriptor: Int32) {
        let environment = ProcessInfo.processInfo.environment
        let isDumb = environment["TERM"] == nil || environment["TERM"] == "dumb"
        isTerminal = isatty(descriptor) == 1 && !isDumb
        hasColours = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    func paint(_ text: String, _ colour: Colour) -> String {
        hasColours ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Columns of the terminal; 80 when nobody knows.
    var width: Int {
        if let columns = ProcessInfo.processInfo.environment["COLUMNS"].flatMap({ Int($0) }), columns > 0 {
            return columns
        }
        var size = winsize()
        return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}
