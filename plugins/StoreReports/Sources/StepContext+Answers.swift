import StepKit

extension StepContext {
    /// The store's answer, an item for each of something.
    func answers<Item: Decodable>(to question: StoreQuestion, as type: Item.Type) async throws -> [Item] {
        try abort.throwIfAborted()
        let answer = try await ask(question)
        do {
            return try JSONValueDecoder().decode([Item].self, from: answer)
        } catch {
            throw StepFailure(.unexpected, "the store's answer is not as expected: \(error)")
        }
    }
}

extension Array {
    /// Never traps: sums beyond what fits stay at the most.
    func total(_ amount: (Element) -> Int) -> Int {
        reduce(0) { sum, item in
            let (total, isTooMuch) = sum.addingReportingOverflow(amount(item))
            return isTooMuch ? .max : total
        }
    }
}
