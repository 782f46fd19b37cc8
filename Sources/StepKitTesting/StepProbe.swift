import StepKit

/// A step type as the promises see it, without its Swift types.
struct StepProbe: Sendable {
    let description: StepDescription
    /// Decodes an input and encodes it again; throws what the decoder throws.
    let roundTripInput: @Sendable (JSONValue) throws -> JSONValue
    /// The same for an output.
    let roundTripOutput: @Sendable (JSONValue) throws -> JSONValue
    /// Runs the step with this input, aborted before it begins; throws what the plugin's initialiser throws.
    let runAborted: @Sendable (JSONValue) async throws -> StepOutcome.Result

    init<S: Step>(_ step: S.Type, environment: StepEnvironment) {
        description = S.descriptor.description
        roundTripInput = { try JSONValueEncoder().encode(JSONValueDecoder().decode(S.Input.self, from: $0)) }
        roundTripOutput = { try JSONValueEncoder().encode(JSONValueDecoder().decode(S.Output.self, from: $0)) }
        runAborted = { input in
            _ = try S(environment: environment)
            let harness = try StepHarness(environment: environment)
            harness.abort(.cancelled)
            return await harness.run(S.self, with: input).result
        }
    }

    /// The examples; a step without fields needs none to be tried.
    var examples: [JSONValue] {
        description.examples.isEmpty && description.fields.isEmpty ? [[:]] : description.examples
    }

    func completed(_ value: JSONValue) -> JSONValue { description.applyingDefaults(to: value) }
}

extension FieldDescription {
    /// A value this field takes: its example, its default, or one made up from its type.
    var sample: JSONValue {
        if let example { return example }
        if let defaultValue, !defaultValue.isNull { return defaultValue }
        if let first = allowed.first {
            if case .list = type { return [.string(first)] }
            return .string(first)
        }
        return type.sample(atLeast: minimum ?? maximum ?? 1)
    }

    /// An object with a value for every field.
    static func sample(of fields: [FieldDescription]) -> JSONValue {
        .object(Dictionary(fields.map { ($0.name, $0.sample) }, uniquingKeysWith: { $1 }))
    }
}

extension FieldType {
    fileprivate func sample(atLeast number: Double) -> JSONValue {
        switch self {
        case .string, .any: "text"
        case .integer: .int(Int64(exactly: number.rounded(.up)) ?? 1)
        case .number: .double(number)
        case .boolean: true
        case .duration: .string(Duration.seconds(min(max(number, 0), 1e9)).shortText)
        case .size: .int(Int64(exactly: number.rounded(.up)) ?? 1)
        case .artifact:
            ["path": "/a", "sha256": .string(String(repeating: "0", count: 64)), "media_type": "text/plain", "size": 0]
        case .list(let element): [element.sample(atLeast: 1)]
        case .map(let element): ["key": element.sample(atLeast: 1)]
        case .object(let fields): FieldDescription.sample(of: fields)
        }
    }

    /// Where `after`, made from `before` by decoding and encoding, has another set of declared keys; `nil` if nowhere.
    func driftedKey(from before: JSONValue, to after: JSONValue, at pointer: JSONPointer = .root) -> JSONPointer? {
        switch (self, before, after) {
        case (.object(let fields), .object(let old), .object(let new)):
            let types = Dictionary(fields.map { ($0.name, $0.type) }, uniquingKeysWith: { $1 })
            if let stranger = new.keys.filter({ types[$0] == nil }).min() { return pointer.appending(stranger) }
            return types.sorted { $0.key < $1.key }.lazy.compactMap { name, type in
                guard let value = old[name], !value.isNull else { return nil }
                guard let kept = new[name] else { return pointer.appending(name) }
                return type.driftedKey(from: value, to: kept, at: pointer.appending(name))
            }.first
        case (.list(let element), .array(let old), .array(let new)):
            return zip(old, new).enumerated().lazy.compactMap { index, pair in
                element.driftedKey(from: pair.0, to: pair.1, at: pointer.appending(index))
            }.first
        case (.map(let element), .object(let old), .object(let new)):
            return old.sorted { $0.key < $1.key }.lazy.compactMap { key, value in
                new[key].flatMap { element.driftedKey(from: value, to: $0, at: pointer.appending(key)) }
            }.first
        default: return nil
        }
    }
}
