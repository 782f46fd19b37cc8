/// How long, how slow, how large and how fast a transfer may be.
public struct TransferLimits: Sendable, Hashable {
    /// Less than `bytesPerSecond` on average for all of `duration` fails with `too_slow`.
    /// Time in which the reader itself lags does not count. Whole seconds, rounded up.
    public struct MinimumSpeed: Sendable, Hashable {
        public var bytesPerSecond: Int
        public var duration: Duration

        public init(bytesPerSecond: Int, for duration: Duration) {
            self.bytesPerSecond = bytesPerSecond
            self.duration = duration
        }
    }

    /// From the start to the end of name lookup, TCP and TLS together. Default 10 s.
    public var connectTimeout: Duration
    /// From the start to the last byte, redirects included. `nil`, the default: none.
    public var totalTimeout: Duration?
    /// `nil`, the default: none.
    public var minimumSpeed: MinimumSpeed?
    /// Larger bodies fail with `too_large`, by `Content-Length` or while streaming. `nil`, the default: no limit.
    public var maxResponseBytes: Int64?
    /// Receives no faster than this. `nil`, the default: as fast as it goes.
    public var maxBytesPerSecond: Int64?

    public init(
        connectTimeout: Duration = .seconds(10), totalTimeout: Duration? = nil, minimumSpeed: MinimumSpeed? = nil,
        maxResponseBytes: Int64? = nil, maxBytesPerSecond: Int64? = nil
    ) {
        self.connectTimeout = connectTimeout
        self.totalTimeout = totalTimeout
        self.minimumSpeed = minimumSpeed
        self.maxResponseBytes = maxResponseBytes
        self.maxBytesPerSecond = maxBytesPerSecond
    }

    func validate(place: String) throws(OutboundHTTPError) {
        let durations = [connectTimeout, totalTimeout, minimumSpeed?.duration].compactMap { $0 }
        let counts = [minimumSpeed.map { Int64($0.bytesPerSecond) }, maxBytesPerSecond].compactMap { $0 }
        guard durations.allSatisfy({ $0 > .zero }), counts.allSatisfy({ $0 > 0 }), maxResponseBytes ?? 0 >= 0 else {
            throw OutboundHTTPError(.requestInvalid, "Timeouts and speeds must be greater than zero.", place: place)
        }
    }
}

extension Duration {
    /// Rounded up; never 0, which libcurl reads as "none", and never more than 24 days.
    var curlMilliseconds: Int { clamped(millisecondsPerUnit: 1) }

    var curlSeconds: Int { clamped(millisecondsPerUnit: 1000) }

    private func clamped(millisecondsPerUnit: Int64) -> Int {
        let limit = Duration.milliseconds(Int64(Int32.max))
        let (seconds, attoseconds) = Swift.min(self, limit).components
        let milliseconds = seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
        return Int(Swift.max(1, (milliseconds + millisecondsPerUnit - 1) / millisecondsPerUnit))
    }
}
