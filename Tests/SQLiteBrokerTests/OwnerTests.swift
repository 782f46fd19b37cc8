import Broker
import Foundation
import SQLiteBroker
import Testing

@Suite("The owner of a store")
struct OwnerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("keeps a second opening in the same process away, under any name of the file")
    func sameProcess() async throws {
        let broker = try folder.open()
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link.db", withDestinationPath: folder.store)
        for name in ["millrace.db", "link.db", "../\(URL(filePath: folder.path).lastPathComponent)/millrace.db"] {
            let error = try #require(try folder.refusal(name))
            #expect(error.code == .owned)
            #expect(error.message.contains("process \(ProcessInfo.processInfo.processIdentifier) "))
        }
        await broker.close()
        await (try folder.open()).close()
    }

    @Test("keeps this process away while another one has the store")
    func otherProcess() async throws {
        try await folder.makeStore()
        let holder = try Holder(of: folder.store + ".owner")
        let error = try #require(try folder.refusal())
        #expect(error.code == .owned)
        #expect(error.message.contains("process 4711 "))
        #expect(SQLiteBroker.owner(of: folder.store) == StoreOwner(pid: 4711, address: "http://127.0.0.1:1"))
        holder.end()
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
        await (try folder.open()).close()
    }

    @Test("says who it is and where it listens, for as long as it holds the store")
    func announcement() async throws {
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
        let broker = try folder.open()
        let pid = ProcessInfo.processInfo.processIdentifier
        #expect(SQLiteBroker.owner(of: folder.store) == StoreOwner(pid: pid, address: nil))
        try broker.announce(address: "http://127.0.0.1:8117")
        #expect(SQLiteBroker.owner(of: folder.store) == StoreOwner(pid: pid, address: "http://127.0.0.1:8117"))
        try broker.announce(address: "x")
        #expect(SQLiteBroker.owner(of: folder.store)?.address == "x")
        await broker.close()
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
        #expect(throws: BrokerError.closed) { try broker.announce(address: "y") }
    }

    @Test("a file somebody left behind is no owner")
    func leftBehind() throws {
        try "99\nhttp://127.0.0.1:2\n".write(toFile: folder.store + ".owner", atomically: false, encoding: .utf8)
        #expect(SQLiteBroker.owner(of: folder.store) == nil)
    }
}

/// Another process that holds a lock until told to end.
private final class Holder {
    private let process = Process()
    private let input = Pipe()

    init(of path: String) throws {
        let output = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "exec 9<>\"$1\" && flock -n 9 && printf '4711\\nhttp://127.0.0.1:1\\n' >&9 && echo held && read end",
            "holder", path,
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        #expect(output.fileHandleForReading.availableData == Data("held\n".utf8))
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
