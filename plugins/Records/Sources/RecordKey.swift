import StepKit

/// What names may look like: they are keys in the store and, later, parts of addresses.
enum RecordKey {
    static func check(collection: String, id: String) throws {
        guard isName(collection) else {
            throw StepFailure(.invalidPayload, "`\(collection)` is not a collection name such as video_analysis")
        }
        guard !["contacts", "webhook_state"].contains(collection) else {
            throw StepFailure(
                .invalidPayload,
                "`\(collection)` holds addresses and secrets: contacts.find reads it, the API writes it")
        }
        guard !id.isEmpty, id.utf8.count <= 256, !id.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw StepFailure(.invalidPayload, "a record's id has 1 to 256 bytes and no control characters")
        }
    }

    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64 && text.first?.isLetter == true
            && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
    }
}
