import StepKit

/// Whom a message is for, as a path of the service.
struct Recipient: Sendable {
    let path: String

    init(_ input: NotifySignalRStep.Input) throws(StepFailure) {
        let isName = input.hub.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        guard isName, input.hub.first?.isLetter == true else {
            throw StepFailure(.invalidPayload, "`hub` is not a letter, then letters, digits and underscores")
        }
        let place: String
        switch (input.user, input.group) {
        case (let user?, nil): place = "users/" + (try Self.encode(user))
        case (nil, let group?): place = "groups/" + (try Self.encode(group))
        default: throw StepFailure(.invalidPayload, "a message is for a `user` or for a `group`, one of them")
        }
        path = "/api/hubs/\(input.hub)/\(place)/:send"
    }

    /// Only what no URL parser ever touches stays as it is: the address is signed.
    private static func encode(_ name: String) throws(StepFailure) -> String {
        // As parts of a path these lead elsewhere, percent-encoded or not.
        guard !["", ".", ".."].contains(name) else {
            throw StepFailure(.invalidPayload, "`\(name)` is no name of a user or a group")
        }
        return name.utf8.map { byte in
            let letter = Character(Unicode.Scalar(byte))
            let isPlain = byte < 0x80 && (letter.isLetter || letter.isNumber || "-._~".contains(letter))
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(letter) : "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }
}
