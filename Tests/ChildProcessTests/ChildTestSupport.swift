import ChildProcess
import Foundation
import Synchronization
import TestSupport
import Testing

/// Runs shell text with the given arguments as `$1`, `$2`, ….
func shell(_ script: String, _ arguments: [String] = []) -> ChildCommand {
    var command = ChildCommand("/bin/sh", ["-c", script, "sh"] + arguments)
    command.grace = .milliseconds(50)
    return command
}

/// Collects lines from concurrent handlers.
final class Lines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }

    func append(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}

/// The child that `onStart` told about.
final class Started: Sendable {
    private let value = Mutex<(child: RunningChild, group: Int32?)?>(nil)

    var child: RunningChild? { value.withLock { $0?.child } }
    var group: Int32? { value.withLock { $0?.group } }

    /// Whether it ran and nothing of its group runs any more.
    var isGone: Bool { group.map { !hasRunningMembers($0) } ?? false }

    func note(_ child: RunningChild) {
        value.withLock { $0 = (child, child.processGroup) }
    }
}

/// Whether a process exists and runs; a zombie that nobody has asked for does not.
func isRunning(_ id: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return false }
    return !(status.components(separatedBy: ") ").last ?? "").hasPrefix("Z")
}

/// Whether a group has a running member, asked without the code under test.
func hasRunningMembers(_ group: Int32) -> Bool {
    guard kill(-group, 0) == 0 else { return false }
    let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap { Int32($0) } ?? []
    return ids.contains { getpgid($0) == group && isRunning($0) }
}

/// Waits; its bound only ends a test that hangs.
func waitUntil(_ condition: () -> Bool) async -> Bool {
    (try? await eventually("what this test waits for", condition)) != nil
}

/// Makes a folder for one test and removes it afterwards.
func withTemporaryFolder(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/child-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
}
