import Foundation

/// Real image files, made by ffmpeg.
enum TestImages {
    static let red = make("color=red:s=320x180")
    static let blue = make("color=blue:s=320x180")
    static let night = make("color=0x0a0a0a:s=320x180")
    static let snow = make("color=white:s=320x180")
    static let redJPEG = make("color=red:s=320x180", codec: "mjpeg")
    /// Black on the left, white on the right.
    static let gradient = make("gradients=s=320x180:c0=black:c1=white:x0=0:y0=0:x1=319:y1=0:n=2")

    static func dataURL(_ image: [UInt8], type: String = "image/png") -> String {
        "data:\(type);base64,\(Data(image).base64EncodedString())"
    }

    private static func make(_ source: String, codec: String = "png") -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1", "-f", "image2pipe",
            "-c:v", codec, "pipe:1",
        ]
        let output = Pipe()
        process.standardOutput = output
        guard (try? process.run()) != nil else { return [] }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return [UInt8](data)
    }
}
