/// Why a catalogue cannot be read, or has no model for a call.
public struct ModelCatalogueError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Raw values are stable.
    public enum Code: String, Sendable {
        case invalidCatalogue = "invalid_catalogue"
        /// No model and no role of that name, or none named and no rule that matches.
        case unknownModel = "unknown_model"
        /// The model cannot do what is asked, such as looking at images.
        case notAble = "model_not_able"
        /// The provider's endpoint or key is not set.
        case notConfigured = "model_not_configured"
    }

    public let code: Code
    /// One sentence without a full stop.
    public let message: String
    /// Where in the catalogue's JSON, as a JSON pointer; `nil` for the whole.
    public let place: String?

    init(_ code: Code, _ message: String, at place: String? = nil) {
        self.code = code
        self.message = message
        self.place = place
    }

    public var description: String { place.map { "\(message) (at \($0))" } ?? message }
}
