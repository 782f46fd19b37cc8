/// The process that has a store open.
public struct StoreOwner: Sendable, Hashable {
    public let pid: Int32
    /// Where its server listens; `nil` if it has none or has not said so yet.
    public let address: String?

    public init(pid: Int32, address: String?) {
        self.pid = pid
        self.address = address
    }

    /// Two lines: the process id, the address.
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard let first = lines.first, let pid = Int32(first) else { return nil }
        self.init(pid: pid, address: lines.dropFirst().first.flatMap { $0.isEmpty ? nil : String($0) })
    }

    var text: String { "\(pid)\n\(address ?? "")\n" }
}
