import Testing

@testable import OutboundHTTP

@Suite("Exchange state")
struct ExchangeStateTests {
    private let lost = OutboundHTTPError(.connectionBroken, "lost")
    private let cancelled = OutboundHTTPError(.cancelled, "cancelled")

    private func receive(_ count: Int, into state: inout ExchangeState) -> ExchangeState.Receipt {
        [UInt8](repeating: 1, count: count).withUnsafeBytes { state.receive($0) }
    }

    @Test("a full window pauses; taking the bytes resumes once")
    func window() {
        var state = ExchangeState()
        #expect(receive(ExchangeState.window, into: &state) == .stored)
        #expect(receive(1, into: &state) == .paused)
        guard case .chunk(let bytes, resumes: true) = state.nextChunk() else {
            Issue.record("expected a chunk that resumes")
            return
        }
        #expect(bytes.count == ExchangeState.window)
        #expect(receive(1, into: &state) == .stored)
        guard case .chunk([1], resumes: false) = state.nextChunk() else {
            Issue.record("expected a chunk that does not resume")
            return
        }
        guard case .wait = state.nextChunk() else {
            Issue.record("expected to wait")
            return
        }
    }

    @Test("bytes before a break are still read, then the error")
    func brokenAfterBytes() {
        var state = ExchangeState()
        _ = receive(3, into: &state)
        state.end(lost)
        state.end(nil)
        guard case .chunk([1, 1, 1], resumes: false) = state.nextChunk(), case .failed(lost) = state.nextChunk() else {
            Issue.record("expected the bytes, then the error")
            return
        }
        #expect(receive(1, into: &state) == .refused)
    }

    @Test("a reader that leaves forgets the bytes; only the first end counts")
    func abandoned() {
        var state = ExchangeState()
        _ = receive(3, into: &state)
        let wasOpen = [state.abandon(cancelled), state.abandon(lost)]
        #expect(wasOpen == [true, false])
        state.end(nil)
        guard case .failed(cancelled) = state.nextChunk(), case .failed(cancelled) = state.nextHead() else {
            Issue.record("expected the cancellation")
            return
        }
    }

    @Test("nothing is left to close after a whole body")
    func whole() {
        var state = ExchangeState()
        state.receive(ResponseHead(status: 204, headers: [:], url: "http://a.test/"))
        state.end(nil)
        let wasOpen = state.abandon(cancelled)
        #expect(!wasOpen)
        guard case .head(let head) = state.nextHead(), case .finished = state.nextChunk() else {
            Issue.record("expected the head, then the end")
            return
        }
        #expect(head.isSuccess)
    }
}
