import OutboundHTTP
import Synchronization
import Testing

/// Every address that a socket was wanted for, and whether one was opened.
final class SocketWitness: Sendable {
    struct Decision: Sendable, Hashable {
        let endpoint: Endpoint?
        let isAllowed: Bool
    }

    private let seen = Mutex<[Decision]>([])

    var decisions: [Decision] { seen.withLock { $0 } }
    var opened: [Decision] { decisions.filter(\.isAllowed) }

    func note(_ endpoint: Endpoint?, _ isAllowed: Bool) {
        seen.withLock { $0.append(Decision(endpoint: endpoint, isAllowed: isAllowed)) }
    }
}

extension AddressPolicy {
    static var loopbackOnly: AddressPolicy {
        get throws { try AddressPolicy.publicOnly.allowing(cidrs: ["127.0.0.0/8", "::1"]) }
    }
}

extension OutboundHTTPClient {
    /// Allowed to reach the loopback server and nothing else of ours.
    static func forLoopback(
        pinned: [String] = [], witness: SocketWitness = SocketWitness()
    ) throws -> OutboundHTTPClient {
        OutboundHTTPClient(addressPolicy: try .loopbackOnly, pinnedNames: pinned) { witness.note($0, $1) }
    }
}

/// The code of the error that `work` throws; `nil` and an issue when it throws none.
func failure(of work: () async throws -> Void) async -> OutboundHTTPError? {
    await #expect(throws: OutboundHTTPError.self) { try await work() }
}
