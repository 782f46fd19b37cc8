/// What is known of a value before an expression runs.
///
/// Gradual: where something is not known, ``any`` stands for it, and nothing is said about what is done with it.
public indirect enum StaticType: Sendable, Hashable {
    /// Nobody knows.
    case any
    case null
    case bool
    case int
    case uint
    case double
    /// An int or a double: what JSON calls a number.
    case number
    /// One of these texts; `nil` means any text.
    case string(among: Set<String>?)
    case bytes
    case timestamp
    case duration
    case type
    /// `atMost` is the greatest number of items, if there is one.
    case list(StaticType, atMost: Int?)
    case map(StaticType, StaticType)
    case object(ObjectShape)
    case optional(StaticType)

    /// Any text.
    public static let string = StaticType.string(among: nil)
}

/// The members of an object as far as they are declared.
public struct ObjectShape: Sendable, Hashable {
    /// What a sentence calls the object: "`http.download`", "`input`".
    public var name: String
    public var members: [String: Member]
    /// Whether it may have members beyond the declared ones.
    public var isOpen: Bool

    public struct Member: Sendable, Hashable {
        public var type: StaticType
        /// Why it may be missing, as the rest of a sentence: "`approve` runs only when `input.big`"; `nil` if it is
        /// always there.
        public var absence: String?

        public init(_ type: StaticType, absence: String? = nil) {
            self.type = type
            self.absence = absence
        }
    }

    public init(name: String, members: [String: Member], isOpen: Bool = false) {
        self.name = name
        self.members = members
        self.isOpen = isOpen
    }
}
