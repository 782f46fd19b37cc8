public import Broker
public import Expressions
import JSONModel

/// One entry of a subscription's `limits:`: what may run for each key apart.
public struct LimitDefinition: Sendable {
    /// Reads `message` alone.
    public let key: Expression
    /// How many attempts of one key may run at once; `nil` means any number.
    public let concurrency: Int?
    /// How often attempts of one key may start; `nil` means as often as one likes.
    public let rate: KeyLimit.Rate?

    public init(key: Expression, concurrency: Int? = nil, rate: KeyLimit.Rate? = nil) {
        self.key = key
        self.concurrency = concurrency
        self.rate = rate
    }

    /// The limit as a broker applies it.
    public var keyLimit: KeyLimit {
        KeyLimit(text: key.source, concurrency: concurrency, rate: rate) { [key] attributes in
            Self.text(of: try? key.evaluate(["message": CELValue(.object(attributes))]))
        }
    }

    /// A text, a whole number or a truth value names a key; nothing else does, nor does an error.
    private static func text(of value: CELValue?) -> String? {
        switch value {
        case .string(let text): text
        case .int(let number): String(number)
        case .uint(let number): String(number)
        case .bool(let value): String(value)
        default: nil
        }
    }
}
