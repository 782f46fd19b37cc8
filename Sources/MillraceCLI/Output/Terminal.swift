import Foundation

/// The person at the terminal.
enum Terminal {
    /// Whether somebody reads the question and can answer it.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Only a clear yes is one.
    static func ask(_ question: String) -> Bool {
        Console.raw("\(question) [y/N] ")
        let answer = readLine()?.trimmingCharacters(in: .whitespaces).lowercased()
        return answer == "y" || answer == "yes"
    }

    /// The command as it was typed with further words, fit for a shell.
    static func commandLine(adding words: [String]) -> String {
        (["millrace"] + CommandLine.arguments.dropFirst() + words).map(quoted).joined(separator: " ")
    }

    static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@%+,".contains($0)) }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
