import Foundation

/// Who is still there of a process group.
public enum ProcessGroup {
    /// Whether no process of the group runs any more; those that only wait to be reaped do not count.
    public static func isEmpty(_ group: Int32) throws -> Bool {
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int32($0) != nil }
        return !processes.contains { process in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let nameEnd = text.lastIndex(of: ")")
            else { return false }
            // State, parent, group.
            let words = text[text.index(after: nameEnd)...].split(separator: " ")
            return words.count > 2 && words[0] != "Z" && Int32(words[2]) == group
        }
    }
}
