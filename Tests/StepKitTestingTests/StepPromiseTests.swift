import StepKit
import Testing

@testable import StepKitTesting

@Suite("The promises of steps", .timeLimit(.minutes(10)))
struct StepPromiseTests {
    struct Breach: Sendable, CustomTestStringConvertible {
        let step: any Step.Type
        let broken: [String]
        /// Part of what is said.
        let reason: String
        var testDescription: String { "\(step)" }

        init(_ step: any Step.Type, _ broken: StepPromise..., reason: String) {
            self.step = step
            self.broken = broken.map(\.description)
            self.reason = reason
        }
    }

    private func breaches<S: Step>(of step: S.Type) async throws -> [BrokenPromise] {
        var breaches: [BrokenPromise] = []
        for promise in StepPromise.all {
            do {
                try await promise.check(step)
            } catch let broken as BrokenPromise {
                breaches.append(broken)
            }
        }
        return breaches
    }

    @Test("a good step keeps them all")
    func good() async throws {
        #expect(try await breaches(of: Good.self) == [])
    }

    @Test(
        "a step that is wrong in one thing breaks that promise and no other",
        arguments: [
            Breach(OneWordName.self, .legalName, reason: "`sample`"),
            Breach(NoPeriod.self, .summary, reason: "Does something"),
            Breach(CamelField.self, .fieldWords, reason: "`someText` is not snake case"),
            Breach(NoFieldPeriod.self, .fieldWords, reason: "`note`"),
            Breach(NoOutputPeriod.self, .outputWords, reason: "`text`"),
            Breach(CamelCode.self, .failureCodes, reason: "`noInk` is not snake case"),
            Breach(UnexplainedCode.self, .failureCodes, reason: "without a period"),
            Breach(UnfitExample.self, .fittingDefaults, reason: "`note` must be a text"),
            Breach(WrongOutputKey.self, .decodedOutputs, reason: "`text`, which is not declared"),
            Breach(NoExample.self, .shownExamples, reason: "there is none"),
            Breach(BadExample.self, .validExamples, reason: "`text` must be a text"),
            Breach(ExtraKey.self, .matchingKeys, reason: "/extra"),
            Breach(WrongOptionalKey.self, .everyFieldArrives, reason: "`notes` is lost"),
            Breach(LenientType.self, .requiredFields, reason: "but the type is not"),
            Breach(LostDefault.self, .optionalFields, reason: "without `share`"),
            Breach(IgnoresAbort.self, .abortedBeforeStart, reason: "throwIfAborted"),
        ])
    func broken(breach: Breach) async throws {
        let found = try await breaches(of: breach.step)
        #expect(found.map(\.promise) == breach.broken)
        #expect(found.first?.reason.contains(breach.reason) == true, "\(found)")
    }

    @Test("a default out of range is found beside what follows from it")
    func unfitDefault() async throws {
        let found = try await breaches(of: UnfitDefault.self)
        #expect(found.map(\.promise) == [StepPromise.fittingDefaults.description])
    }

    @Test("a broken promise says whose it is and how it is broken")
    func message() async {
        let error = await #expect(throws: BrokenPromise.self) { try await StepPromise.summary.check(NoPeriod.self) }
        #expect(error?.step == "test.sample")
        #expect("\(error!)".hasPrefix("test.sample breaks the promise"))
    }

    @Test("every promise has its own sentence")
    func sentences() {
        #expect(Set(StepPromise.all.map(\.description)).count == StepPromise.all.count)
        #expect(StepPromise.all.count == 16)
    }
}
