/// Thrown by ``eventually(_:timeout:_:)`` when it gives up.
public struct NeverHappened: Error, CustomStringConvertible {
    public let what: String
    public var description: String { "this never happened: \(what)" }
}

/// Returns as soon as `condition` holds, letting others run in between.
///
/// The bound is real time and only there to end a test that hangs: nothing depends on its length, and it is long
/// because a busy machine may hold a test up for a minute.
/// - Throws: ``NeverHappened``, or what `condition` throws.
public func eventually(
    _ what: String, timeout: Duration = .seconds(180), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + timeout
    var tries = 0
    while try await !condition() {
        guard ContinuousClock.now < deadline else { throw NeverHappened(what: what) }
        tries += 1
        // Hundreds of tests that all yield in a loop would starve the ones they wait for: soon leave the processor.
        if tries < 20 { await Task.yield() } else { try await Task.sleep(for: .milliseconds(min(tries / 10, 20))) }
    }
}
