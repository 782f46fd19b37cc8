import Expressions
import JSONModel
import Testing

/// What the analysis says of filters is held against what evaluating them gives.
@Suite("The analysis of filters agrees with their evaluation")
struct AttributeFilterPropertyTests {
    private func filters(_ count: Int, seed: UInt64) throws -> [AttributeFilter] {
        var random = RandomFilters(seed: seed)
        return try (0..<count).map { _ in
            let when = random.next() % 8 == 0 ? nil : try Expression(parsing: random.filter())
            return AttributeFilter(match: random.match(), when: when)
        }
    }

    private func messages(_ count: Int, seed: UInt64) -> [[String: JSONValue]] {
        var random = RandomFilters(seed: seed)
        return (0..<count).map { _ in random.attributes() }
    }

    private func text(_ filter: AttributeFilter) -> String { "\(filter.match) \(filter.when?.source ?? "")" }

    @Test("a filter that can never match matches none of 10,000 messages; an example matches", arguments: 1...2)
    func satisfiability(seed: UInt64) throws {
        let messages = messages(10_000, seed: seed &+ 100)
        var (never, examples) = (0, 0)
        for filter in try filters(60, seed: seed) {
            switch filter.satisfiability {
            case .never:
                never += 1
                let contradiction = messages.first(where: filter.matches)
                #expect(contradiction == nil, "\(text(filter))")
                #expect(!filter.conflict.isEmpty)
            case .example(let attributes):
                examples += 1
                #expect(filter.matches(attributes), "\(text(filter))")
                #expect(filter.conflict.isEmpty)
            case .unknown: continue
            }
        }
        #expect(never > 1 && examples > 20)
    }

    @Test("a filter that is wholly understood is never left unknown", arguments: 1...2)
    func completeness(seed: UInt64) throws {
        let understood = try filters(200, seed: seed).filter { !($0.when?.source.contains("size(") ?? false) }
        for filter in understood where filter.satisfiability == .unknown { Issue.record("\(text(filter))") }
        #expect(understood.count > 50)
    }

    @Test("what holds of two filters holds of all messages", arguments: 1...2)
    func pairs(seed: UInt64) throws {
        let messages = messages(500, seed: seed &+ 200)
        let filters = try filters(60, seed: seed &+ 300)
        var (apart, together, implied) = (0, 0, 0)
        for (one, other) in zip(filters, filters.dropFirst()) {
            switch one.overlap(with: other) {
            case .never:
                apart += 1
                #expect(!messages.contains { one.matches($0) && other.matches($0) }, "\(text(one)) / \(text(other))")
            case .example(let attributes):
                together += 1
                #expect(one.matches(attributes) && other.matches(attributes))
            case .unknown: break
            }
            let found = messages.contains { one.matches($0) && !other.matches($0) }
            switch one.implies(other) {
            case true?:
                implied += 1
                #expect(!found, "\(text(one)) / \(text(other))")
            case false?, nil: break
            }
        }
        #expect(apart > 3 && together > 5 && implied > 0)
    }

    @Test("every filter implies itself, unless nobody knows", arguments: 1...2)
    func reflexive(seed: UInt64) throws {
        for filter in try filters(60, seed: seed &+ 500) { #expect(filter.implies(filter) != false, "\(text(filter))") }
    }
}
