import Foundation

/// Who is still there of a process group, by `/proc`.
public enum ProcessGroup {
    /// The processes that run; those that only wait to be reaped do not count.
    public static func members(of group: Int32) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap(Int32.init).filter { process in
            guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let nameEnd = text.lastIndex(of: ")")
            else { return false }
            // State, parent, group.
            let words = text[text.index(after: nameEnd)...].split(separator: " ")
            return words.count > 2 && words[0] != "Z" && Int32(words[2]) == group
        }
    }

    public static func isEmpty(_ group: Int32) -> Bool { members(of: group).isEmpty }
}
