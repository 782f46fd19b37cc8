import StepKit

/// What closes the gap between a field's declared key and the key its type decodes.
extension StepPromise {
    static let examples = [
        shownExamples, validExamples, matchingKeys, everyFieldArrives, requiredFields, optionalFields, unknownKeys,
    ]

    static let shownExamples = StepPromise("it shows an example if it has fields") { step in
        step.examples.isEmpty ? "there is none, so its fields cannot be tried" : nil
    }

    static let validExamples = StepPromise("its examples fit its fields and decode") { step in
        for example in step.examples {
            let value = step.completed(example)
            if let problem = step.description.problems(in: value).first { return "\(example): \(problem.message)" }
            if let reason = step.refusal(of: value) { return "\(example): \(reason)" }
        }
        return nil
    }

    static let matchingKeys = StepPromise("its examples, decoded and encoded again, keep their keys") { step in
        for example in step.examples {
            if let place = step.drift(of: step.completed(example)) {
                return "\(example): the declared fields and the type differ at \(place)"
            }
        }
        return nil
    }

    static let everyFieldArrives = StepPromise("every field reaches its property") { step in
        for example in step.examples.prefix(1) {
            for field in step.description.fields where example[field.name] == nil {
                // A made-up value may be refused by the type; a value taken in and lost is what breaks the promise.
                let value = step.completed(example.setting(field.name, to: field.sample))
                if let place = step.drift(of: value) { return "the value of `\(field.name)` is lost at \(place)" }
            }
        }
        return nil
    }

    static let requiredFields = StepPromise("a required field that is missing is refused") { step in
        for example in step.examples {
            for field in step.description.fields where field.isRequired && example[field.name] != nil {
                let value = step.completed(example.setting(field.name, to: nil))
                guard step.description.problems(in: value).contains(where: { $0.kind == .missingField }) else {
                    return "the check takes \(value)"
                }
                guard step.refusal(of: value) != nil else { return "`\(field.name)` is required, but the type is not" }
            }
        }
        return nil
    }

    static let optionalFields = StepPromise("a field that may be left out is not missed") { step in
        for example in step.examples where step.refusal(of: step.completed(example)) == nil {
            for field in step.description.fields where !field.isRequired {
                let value = step.completed(example.setting(field.name, to: nil))
                if let reason = step.refusal(of: value) { return "without `\(field.name)`: \(reason)" }
            }
        }
        return nil
    }

    static let unknownKeys = StepPromise("an unknown key is refused") { step in
        for example in step.examples {
            let value = step.completed(example.setting("no_such_field_", to: true))
            guard step.description.problems(in: value).contains(where: { $0.kind == .unknownField }) else {
                return "the check takes \(value)"
            }
        }
        return nil
    }
}

extension StepProbe {
    /// Why the input type does not take the value; `nil` if it does.
    fileprivate func refusal(of value: JSONValue) -> String? {
        do {
            _ = try roundTripInput(value)
            return nil
        } catch let error as DecodingError {
            return "\(error.sentence) at \(error.pointer)"
        } catch {
            return "\(error)"
        }
    }

    fileprivate func drift(of value: JSONValue) -> JSONPointer? {
        guard let again = try? roundTripInput(value) else { return nil }
        return FieldType.object(description.fields).driftedKey(from: value, to: again)
    }
}

extension JSONValue {
    fileprivate func setting(_ key: String, to value: JSONValue?) -> JSONValue {
        var members = objectValue ?? [:]
        members[key] = value
        return .object(members)
    }
}
