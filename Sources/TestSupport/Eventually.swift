/// Thrown by ``eventually(_:timeout:_:)`` when it gives up.
public struct NeverHappened: Error, CustomStringConvertible {
    public let what: String
    public var description: String { "this never happened: \(what)" }
}

/// Returns as soon as `condition` holds, letting others run in between.
///
/// The bound is real time and only there to end a test that hangs; nothing should depend on its length.
/// - Throws: ``NeverHappened``, or what `condition` throws.
public func eventually(
    _ what: String, timeout: Duration = .seconds(30), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    var tries = 0
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        tries += 1
        // What runs on a thread of its own is not helped by a yield: leave it the processor after a while.
        if tries < 200 { await Task.yield() } else { try await Task.sleep(for: .milliseconds(1)) }
    }
}
