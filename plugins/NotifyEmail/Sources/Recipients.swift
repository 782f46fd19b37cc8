import StepKit

/// One address or a list of them.
struct Recipients: Codable, Sendable, FieldValue {
    static var fieldType: FieldType { .any }

    let addresses: [String]
    private let isList: Bool

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let one = try? container.decode(String.self) {
            addresses = [one]
            isList = false
        } else {
            addresses = try container.decode([String].self)
            isList = true
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if isList {
            try container.encode(addresses)
        } else {
            try container.encode(addresses.first ?? "")
        }
    }
}
