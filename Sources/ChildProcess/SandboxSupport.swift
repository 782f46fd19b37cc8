import Foundation

/// What this machine offers for a ``Sandbox``.
public struct SandboxSupport: Sendable, Hashable {
    public enum Availability: Sendable, Hashable {
        case available
        case unavailable(reason: String)

        public var isAvailable: Bool { self == .available }
    }

    /// A whole sandbox.
    public let bubblewrap: Availability

    /// An own network namespace with `unshare`: the fallback of ``Sandbox/Policy/preferred``.
    public let networkNamespace: Availability

    /// How `unshare` makes one here.
    let unshareArguments: [String]

    init(bubblewrap: Availability, networkNamespace: Availability, unshareArguments: [String] = []) {
        self.bubblewrap = bubblewrap
        self.networkNamespace = networkNamespace
        self.unshareArguments = unshareArguments
    }
}

extension Sandbox {
    /// Whether sandboxes work here. Tries it once per process, by running `true` in one.
    public static func probe() async -> SandboxSupport {
        await probing.value
    }

    // Not a child of the first task that asks: its cancellation must not decide for all others.
    private static let probing = Task { await SandboxSupport.measure() }
}

extension SandboxSupport {
    /// Root needs no user namespace for a network namespace; others do.
    private static let waysToUnshare = [["--net"], ["--user", "--map-current-user", "--net"]]

    static func measure() async -> SandboxSupport {
        let bubblewrap = await attempt(SandboxSupport(bubblewrap: .available, networkNamespace: .available))
        var reason = Availability.unavailable(reason: "unshare is missing")
        for arguments in waysToUnshare {
            reason = await attempt(
                SandboxSupport(
                    bubblewrap: .unavailable(reason: "not asked"), networkNamespace: .available,
                    unshareArguments: arguments))
            guard !reason.isAvailable else {
                return SandboxSupport(bubblewrap: bubblewrap, networkNamespace: reason, unshareArguments: arguments)
            }
        }
        return SandboxSupport(bubblewrap: bubblewrap, networkNamespace: reason)
    }

    private static func attempt(_ support: SandboxSupport) async -> Availability {
        let command = ChildCommand("true", environment: ["PATH": "/usr/bin:/bin"], sandbox: Sandbox(.preferred))
        do {
            let result = try await command.run(support: support)
            if result.status.isSuccess { return .available }
            return .unavailable(reason: "\(result.status): \(result.errorText)")
        } catch {
            return .unavailable(reason: String(describing: error))
        }
    }
}
