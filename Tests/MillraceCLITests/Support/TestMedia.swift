import Foundation
import TestSupport

/// Small files made by ffmpeg, each once for all tests.
enum TestMedia {
    struct NotMade: Error {}

    /// 4 s at 25 frames per second: red, then from 2 s on a test picture.
    static let twoScenes = Result {
        try make(
            ["-f", "lavfi", "-i", "color=c=red:s=160x120:r=25:d=2", "-f", "lavfi", "-i", "testsrc=s=160x120:r=25:d=2"]
                + ["-filter_complex", "[0][1]concat=n=2:v=1", "-pix_fmt", "yuv420p"], "video.mp4")
    }

    static let soundAlone = Result { try make(["-f", "lavfi", "-i", "sine=d=1"], "sound.m4a") }

    private static func make(_ arguments: [String], _ name: String) throws -> [UInt8] {
        let folder = try TemporaryFolder("media")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["ffmpeg", "-v", "error", "-nostdin"] + arguments + [folder.path(name)]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0, let data = FileManager.default.contents(atPath: folder.path(name)) else {
            throw NotMade()
        }
        return Array(data)
    }
}

extension ScriptedConnection {
    /// A whole file with its length.
    func reply(file: [UInt8], mediaType: String = "video/mp4") -> ScriptedServer.Next {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: \(mediaType)\r\nContent-Length: \(file.count)\r\n\r\n"
        return send(head) && send(file) ? .keepAlive : .close
    }
}
