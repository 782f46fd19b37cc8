import Foundation

/// How a child ended, and what it wrote.
public struct ChildResult: Sendable, Hashable {
    public let status: ExitStatus

    /// Standard output as ``ChildOutput`` kept it; empty for lines and discarded output.
    public let output: [UInt8]

    /// Standard error as ``ChildOutput`` kept it; empty for lines and discarded output.
    public let errorOutput: [UInt8]

    /// The limit that ended the child, where its signal tells.
    public let limitReached: ResourceLimits.Kind?

    /// What held the child.
    public let confinement: Confinement

    /// ``output`` as text; bytes that are not UTF-8 become U+FFFD.
    public var text: String { String(decoding: output, as: UTF8.self) }

    /// ``errorOutput`` as text; bytes that are not UTF-8 become U+FFFD.
    public var errorText: String { String(decoding: errorOutput, as: UTF8.self) }
}

/// The end of a process.
public enum ExitStatus: Sendable, Hashable {
    /// It ended by itself, with this code.
    case exited(Int32)
    /// This signal ended it.
    case signalled(Int32)

    public var isSuccess: Bool { self == .exited(0) }

    /// bubblewrap reports a signal as the shell does: 128 + its number.
    var fromShellConvention: ExitStatus {
        guard case .exited(let code) = self, (129...159).contains(code) else { return self }
        return .signalled(code - 128)
    }
}

/// What held a child.
public struct Confinement: Sendable, Hashable {
    public enum Isolation: String, Sendable {
        /// Own namespaces, named folders only, no network.
        case bubblewrap
        /// Own network namespace without any interface up, nothing else.
        case networkNamespace = "network_namespace"
        /// Limits at most.
        case none
    }

    public let isolation: Isolation

    /// Whether the system kills the child when this process dies. It covers the child's own children only with
    /// ``Isolation-swift.enum/bubblewrap``; for others see ``endChildren(ofOwner:)``.
    public let endsWithParent: Bool
}
