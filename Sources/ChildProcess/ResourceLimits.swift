import Foundation

/// Limits the kernel keeps for each process of a child. A limit that is `nil` is not set.
public struct ResourceLimits: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case cpuTime = "cpu_time"
        case fileSize = "file_size"
    }

    /// Seconds on a processor; SIGXCPU at the limit, SIGKILL a second later.
    public var cpuSeconds: Int?

    /// Bytes of address space; an allocation beyond it fails.
    public var addressSpace: Int?

    /// Bytes of the largest file that may be written; SIGXFSZ beyond it.
    public var fileSize: Int?

    /// Files open at once.
    public var openFiles: Int?

    /// Processes and threads of the user, not of the child alone. The kernel does not hold root to it.
    public var processes: Int?

    public init(
        cpuSeconds: Int? = nil, addressSpace: Int? = nil, fileSize: Int? = nil, openFiles: Int? = nil,
        processes: Int? = nil
    ) {
        self.cpuSeconds = cpuSeconds
        self.addressSpace = addressSpace
        self.fileSize = fileSize
        self.openFiles = openFiles
        self.processes = processes
    }
}

extension ResourceLimits {
    var isEmpty: Bool { self == ResourceLimits() }

    /// Arguments of `prlimit`. A limit also stops core dumps: they would land in the child's folder.
    var prlimitArguments: [String] {
        let plain = [("as", addressSpace), ("fsize", fileSize), ("nofile", openFiles), ("nproc", processes)]
        return ["--core=0"]
            + (cpuSeconds.map { ["--cpu=\($0):\($0 &+ 1)"] } ?? [])
            + plain.compactMap { name, value in value.map { "--\(name)=\($0)" } }
    }

    func validate() throws(ChildProcessError) {
        for value in [cpuSeconds, addressSpace, fileSize, openFiles, processes] {
            guard let value, !(1..<Int.max).contains(value) else { continue }
            throw ChildProcessError(.invalidArgument, at: "limits", "A limit of \(value) is not possible.")
        }
    }

    func reached(by status: ExitStatus) -> Kind? {
        switch status {
        case .signalled(SIGXCPU) where cpuSeconds != nil: .cpuTime
        case .signalled(SIGXFSZ) where fileSize != nil: .fileSize
        default: nil
        }
    }
}
