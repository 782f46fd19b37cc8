/// The plugins of a program: an immutable value, made once in `main` from lists of step types.
public struct StepRegistry: Sendable {
    private let stepTypes: [String: any Step.Type]
    private let described: [String: StepDescription]

    /// - Throws: ``StepRegistryError`` for a name that is not legal or is registered twice.
    public init(_ steps: [any Step.Type]) throws(StepRegistryError) {
        var stepTypes: [String: any Step.Type] = [:]
        var described: [String: StepDescription] = [:]
        for step in steps {
            let description = step.description
            let name = description.name
            guard Self.isLegal(name) else { throw .illegalName(name) }
            guard stepTypes.updateValue(step, forKey: name) == nil else { throw .duplicateName(name) }
            described[name] = description
        }
        self.init(stepTypes: stepTypes, described: described)
    }

    /// Two or more words of lower-case letters, digits and `_`, each beginning with a letter, with dots between; at
    /// most 64 bytes.
    package static func isLegal(_ name: String) -> Bool {
        let words = name.split(separator: ".", omittingEmptySubsequences: false)
        return words.count > 1 && name.utf8.count <= 64
            && words.allSatisfy { word in
                word.first?.isLetter == true
                    && word.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
            }
    }

    /// What each plugin says of itself, sorted by name.
    package var descriptions: [StepDescription] {
        described.values.sorted { $0.name < $1.name }
    }

    /// `nil` if no plugin has that name.
    package func description(of name: String) -> StepDescription? { described[name] }

    /// The registry without some plugins, for a restricted program.
    package func without(_ names: String...) -> StepRegistry {
        StepRegistry(
            stepTypes: stepTypes.filter { !names.contains($0.key) },
            described: described.filter { !names.contains($0.key) })
    }

    private init(stepTypes: [String: any Step.Type], described: [String: StepDescription]) {
        self.stepTypes = stepTypes
        self.described = described
    }

    /// One instance of every plugin.
    package func makeInstances(environment: StepEnvironment) throws -> [String: StepInstance] {
        try stepTypes.mapValues { try $0.makeInstance(environment: environment) }
    }
}

/// Why a registry could not be made.
public enum StepRegistryError: Error, Sendable, Hashable, CustomStringConvertible {
    case illegalName(String)
    case duplicateName(String)

    public var description: String {
        switch self {
        case .illegalName(let name): "`\(name)` is not a plugin name such as video.keyframes"
        case .duplicateName(let name): "two plugins are called `\(name)`"
        }
    }
}

/// A plugin ready to run, without its Swift types.
package struct StepInstance: Sendable {
    package let description: StepDescription
    /// Decodes the input, runs the step and encodes its output.
    package let run: @Sendable (JSONValue, StepContext) async throws -> JSONValue

    package init(
        description: StepDescription, run: @escaping @Sendable (JSONValue, StepContext) async throws -> JSONValue
    ) {
        self.description = description
        self.run = run
    }
}

extension Step {
    package static var description: StepDescription { descriptor.description }

    /// One instance of this plugin.
    package static func makeInstance(environment: StepEnvironment) throws -> StepInstance {
        let step = try Self(environment: environment)
        return StepInstance(description: description) { value, context in
            let input: Input
            do {
                input = try JSONValueDecoder().decode(Input.self, from: value)
            } catch let error as DecodingError {
                throw StepFailure(
                    .invalidPayload, "\(error.sentence) at \(error.pointer)",
                    details: ["pointer": .string(error.pointer.description)])
            } catch let failure as StepFailure {
                throw failure
            } catch {
                // A decoder of the author's own: trying the same input again cannot help.
                throw StepFailure(.invalidPayload, "the input cannot be read: \(error)")
            }
            return try JSONValueEncoder().encode(try await step.run(input, in: context))
        }
    }
}
