public import StepKit

/// Something every kind of step keeps, whoever wrote it. A plugin's tests run all of them:
///
///     @Test(arguments: StepPromise.all)
///     func promises(promise: StepPromise) async throws { try await promise.check(MyStep.self) }
public struct StepPromise: Sendable, CustomStringConvertible {
    /// One sentence, shown as the test's name.
    public let description: String
    private let breach: @Sendable (StepProbe) async throws -> String?

    /// - Parameter breach: says how a step breaks the promise; `nil` if it keeps it.
    init(_ description: String, _ breach: @escaping @Sendable (StepProbe) async throws -> String?) {
        self.description = description
        self.breach = breach
    }

    /// Every promise, in the order they are best repaired.
    public static let all: [StepPromise] = words + shape + examples + endings

    /// - Parameter environment: what the plugin's initialiser needs; default: nothing.
    /// - Throws: ``BrokenPromise`` that says what is wrong; or what the plugin's initialiser throws.
    public func check<S: Step>(_ step: S.Type, environment: StepEnvironment = StepEnvironment()) async throws {
        let probe = StepProbe(step, environment: environment)
        if let reason = try await breach(probe) {
            throw BrokenPromise(promise: description, step: probe.description.name, reason: reason)
        }
    }
}

/// How a step breaks a promise.
public struct BrokenPromise: Error, Sendable, Hashable, CustomStringConvertible {
    /// The promise's ``StepPromise/description``.
    public let promise: String
    /// The plugin's name.
    public let step: String
    public let reason: String

    public var description: String { "\(step) breaks the promise “\(promise)”: \(reason)" }
}
