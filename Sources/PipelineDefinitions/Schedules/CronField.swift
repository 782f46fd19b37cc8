/// The numbers one field of a cron expression names: a set of at most 60.
struct CronField: Sendable, Hashable {
    private var bits: UInt64 = 0
    /// Whether `*` or `*/n` is among its parts.
    var isWildcard = false

    init() {}

    init(only number: Int) {
        insert(number)
    }

    mutating func insert(_ number: Int) { bits |= 1 << UInt64(number) }

    func contains(_ number: Int) -> Bool { bits & 1 << UInt64(number) != 0 }

    /// The least number that is not below this one.
    func first(from number: Int) -> Int? {
        let rest = bits >> UInt64(number)
        return rest == 0 ? nil : number + rest.trailingZeroBitCount
    }
}
