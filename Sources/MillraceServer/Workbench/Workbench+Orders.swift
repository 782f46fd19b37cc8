import Broker
import HTTPTypes
package import JSONModel
import PipelineRuntime

extension Workbench {
    /// Tries dead letters again. Acts on exactly those the order names, and answers for each.
    package func redrive(_ body: JSONValue) async throws -> JSONValue {
        let order = try RedriveOrder(body, at: now)
        let locks = try await chosen(order.choice)
        if order.payload != nil, locks.count != 1 {
            throw Problem(
                status: .unprocessableContent, code: "one_letter_needed",
                detail: "a payload is for exactly one dead letter; these are \(locks.count)", pointer: "/payload")
        }
        var plan: [(lock: Lock, redrive: Redrive?, refusal: LetterOutcome?)] = []
        let now = self.now
        for (place, lock) in locks.enumerated() {
            var redrive = Redrive(lock: lock, start: order.start, payload: order.payload)
            redrive.notBefore = order.rate.map { now + $0.delay(of: place) }
            let refusal = order.needsLetters ? try await fit(&redrive, to: order) : nil
            plan.append((lock, refusal == nil ? redrive : nil, refusal))
        }
        var results = try await inBatches(plan.compactMap(\.redrive)) { await broker.redrive($0, at: now) }[...]
        var outcomes: [LetterOutcome] = []
        for item in plan {
            if let refusal = item.refusal {
                outcomes.append(refusal)
            } else if let result = results.popFirst() {
                outcomes.append(try await outcome(of: item.lock, .redriven, result.map { _ in () }))
            }
        }
        return LetterOutcome.report(outcomes)
    }

    /// Gives dead letters up. Acts on exactly those the order names, and answers for each.
    package func discard(_ body: JSONValue) async throws -> JSONValue {
        let locks = try await chosen(LetterChoice(ObjectBody(body, known: LetterChoice.fields), at: now))
        let now = self.now
        let results = try await inBatches(locks) { await broker.discard($0, at: now) }
        var outcomes: [LetterOutcome] = []
        for (lock, result) in zip(locks, results) { outcomes.append(try await outcome(of: lock, .discarded, result)) }
        return LetterOutcome.report(outcomes)
    }

    /// Others write between the batches.
    private func inBatches<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ write: ([Item]) async -> [Result<Value, BrokerError>]
    ) async throws -> [Result<Value, BrokerError>] {
        var results: [Result<Value, BrokerError>] = []
        for start in stride(from: 0, to: items.count, by: 250) {
            let batch = Array(items[start..<min(start + 250, items.count)])
            let answers = await write(batch)
            guard answers.count == batch.count else { throw BrokerError(.storage, "the store gave no answer") }
            results += answers
        }
        return results
    }

    private func outcome(
        of lock: Lock, _ done: LetterOutcome.Word, _ result: Result<Void, BrokerError>
    ) async throws -> LetterOutcome {
        guard case .failure(let error) = result else { return LetterOutcome(lock: lock, word: done) }
        guard error.code == .notFound else {
            return LetterOutcome(lock: lock, word: .refused, problem: Problem(error))
        }
        let isThere = try await letter(lock.deliveryID) != nil
        return LetterOutcome(lock: lock, word: isThere ? .moved : .gone, problem: Problem(error))
    }

    /// Gives a redrive its definition, and checks that the payload it will run with fits that.
    /// - Returns: why it cannot be redriven so.
    private func fit(_ redrive: inout Redrive, to order: RedriveOrder) async throws -> LetterOutcome? {
        let lock = redrive.lock
        guard let letter = try await letter(lock.deliveryID) else {
            return LetterOutcome(lock: lock, word: .gone, problem: Problem(BrokerError.noLetter(lock)))
        }
        if order.pipeline == .current {
            guard let hash = project.currentDefinition(letter.subscription) else {
                let detail = "no route is in force for subscription `\(letter.subscription)`"
                let problem = Problem(BrokerError(.unknownSubscription, detail))
                return LetterOutcome(lock: lock, word: .refused, problem: problem)
            }
            redrive.definition = hash
        }
        guard let definition = try await broker.definition(redrive.definition ?? letter.definition) else { return nil }
        let violations = project.violations(definition, order.payload ?? letter.payload)
        guard !violations.isEmpty else { return nil }
        let misfit = SubmissionError.invalidPayload(pipeline: definition.name, violations)
        let problem = Problem(misfit, place: "/payload")
        // The one payload in the body is wrong: so is the request.
        if order.payload != nil { throw problem }
        return LetterOutcome(lock: lock, word: .refused, problem: problem)
    }
}
