import Foundation

/// What this process holds in memory, in bytes; zero where the system does not say it as Linux does.
struct ProcessMemory {
    let resident: Int
    /// Without what is mapped from files, such as the program itself.
    let anonymous: Int

    static var now: ProcessMemory {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").compactMap { Int($0) }
        guard pages.count > 2 else { return ProcessMemory(resident: 0, anonymous: 0) }
        let size = sysconf(Int32(_SC_PAGESIZE))
        return ProcessMemory(resident: pages[1] * size, anonymous: (pages[1] - pages[2]) * size)
    }
}
