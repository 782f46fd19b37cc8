import Foundation

/// The living processes of a group, by `/proc`: zombies nobody has asked for are dead.
func processes(ofGroup group: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap(Int32.init).filter { id in
        guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
            let end = status.lastIndex(of: ")")
        else { return false }
        let fields = status[end...].split(separator: " ")
        return fields.count > 3 && fields[1] != "Z" && Int32(fields[3]) == group
    }
}
