import ChildProcess
public import StepKit

/// Limits the kernel keeps for each process of a program. What is left out is not limited.
public struct ProcessLimits: Codable, Sendable, FieldObject {
    var cpuSeconds: Int?
    var memory: ByteCount?
    var fileSize: ByteCount?
    var openFiles: Int?
    var processes: Int?

    private enum CodingKeys: String, CodingKey {
        case memory, processes
        case cpuSeconds = "cpu_seconds"
        case fileSize = "file_size"
        case openFiles = "open_files"
    }

    public static var fields: [FieldDescription] {
        Field("cpu_seconds", \ProcessLimits.cpuSeconds, "Seconds on a processor.").range(1...1_000_000)
        Field("memory", \ProcessLimits.memory, "Address space.")
            .range(.megabytes(1)...ByteCount(bytes: 1 << 50))
        Field("file_size", \ProcessLimits.fileSize, "The largest file it may write.")
            .range(ByteCount(bytes: 1)...ByteCount(bytes: 1 << 50))
        Field("open_files", \ProcessLimits.openFiles, "Files open at once.").range(8...1_000_000)
        Field("processes", \ProcessLimits.processes, "Processes and threads of the user, not of the program alone.")
            .range(1...1_000_000)
    }

    var resources: ResourceLimits {
        ResourceLimits(
            cpuSeconds: cpuSeconds, addressSpace: memory.map { Int($0.bytes) },
            fileSize: fileSize.map { Int($0.bytes) },
            openFiles: openFiles, processes: processes)
    }
}
