import HTTPTypes
import Hummingbird
import NIOCore

/// Server-Sent Events: each event holds whole messages, their separators included.
struct EventStream: Sendable {
    let carrier: Carrier

    func response(to request: Request) -> Response {
        let body = ResponseBody { writer in
            defer { carrier.detach() }
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                try await withThrowingDiscardingTaskGroup { group in
                    group.addTask {
                        // A client that has stopped reading holds up a write: only closing its channel ends that.
                        await carrier.waitForAbort()
                        if !Task.isCancelled { HubChannel.current?.close(promise: nil) }
                    }
                    while let bytes = await carrier.next() {
                        try await writer.write(Self.event(bytes))
                    }
                    group.cancelAll()
                }
            }
            try await writer.finish(nil)
        }
        var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-cache, no-store"]
        // nginx would hold events back until it has a page full.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Response(status: .ok, headers: headers, body: body)
    }

    /// JSON text has no line ends of its own.
    private static func event(_ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer(string: "data: ")
        buffer.writeBytes(bytes)
        buffer.writeString("\n\n")
        return buffer
    }
}
