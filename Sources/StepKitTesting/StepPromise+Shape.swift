import StepKit

/// What holds for the declaration as a whole.
extension StepPromise {
    static let shape = [closedSchema, fittingDefaults, decodedOutputs]

    static let closedSchema = StepPromise("its input schema is an object that is closed to unknown keys") { step in
        let schema = step.description.inputSchema
        guard schema["type"] == "object", schema["additionalProperties"] == false else {
            return "the schema is \(schema)"
        }
        let names = Set(schema["properties"]?.objectValue?.keys.map { $0 } ?? [])
        return names == Set(step.description.fields.map(\.name)) ? nil : "its properties are \(names.sorted())"
    }

    static let fittingDefaults = StepPromise("its defaults and field examples fit their own fields") { step in
        for field in step.description.fields {
            for value in [field.defaultValue, field.example].compactMap({ $0 }) {
                // Checked in company of the other fields, whose problems do not count.
                let problem = step.description.problems(in: .object([field.name: value])).first {
                    $0.pointer.tokens.first == field.name
                }
                if let problem { return problem.message }
            }
        }
        return nil
    }

    static let decodedOutputs = StepPromise("its outputs are the keys its output type writes") { step in
        let outputs = step.description.outputs
        let sample = FieldDescription.sample(of: outputs)
        do {
            let again = try step.roundTripOutput(sample)
            return FieldType.object(outputs).driftedKey(from: sample, to: again).map {
                "the declared outputs and the type differ at \($0)"
            }
        } catch DecodingError.keyNotFound(let key, _) {
            return "the output type has `\(key.stringValue)`, which is not declared"
        } catch {
            // A type with rules of its own may refuse a made-up value; that says nothing about its keys.
            return nil
        }
    }
}
