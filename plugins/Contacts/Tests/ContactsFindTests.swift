import ContactsStep
import StepKit
import StepKitTesting
import Testing

@Suite("contacts.find")
struct ContactsFindTests {
    private let full: JSONValue = [
        "email": "ada@example.org", "name": "Ada", "webhookUrl": "https://example.org/hook",
        "webhookSecrets": ["whsec_new", "whsec_old"], "optOut": ["email"],
    ]

    private func find(_ creator: JSONValue, in records: [String: [String: JSONValue]]) async throws -> JSONValue {
        try await StepHarness(records: records).run(ContactsFindStep.self, with: ["creator_id": creator]).output
    }

    @Test(arguments: StepPromise.all)
    func promises(promise: StepPromise) async throws {
        try await promise.check(ContactsFindStep.self)
    }

    @Test("a contact is found with all it has")
    func finds() async throws {
        #expect(
            try await find("ada", in: ["contacts": ["ada": full]]) == [
                "found": true, "email": "ada@example.org", "name": "Ada", "webhook_url": "https://example.org/hook",
                "webhook_secrets": ["whsec_new", "whsec_old"], "opted_out": ["email"],
            ])
    }

    @Test("nobody is found without a creator or a contact", arguments: [nil, "", "bob"] as [JSONValue])
    func nobody(creator: JSONValue) async throws {
        let output = try await find(creator, in: ["contacts": ["ada": full]])
        #expect(output == ["found": false, "webhook_secrets": [], "opted_out": []])
    }

    @Test("the creator may be left out")
    func leftOut() async throws {
        let outcome = try await StepHarness().run(ContactsFindStep.self, with: [:])
        #expect(try outcome.output["found"] == false)
    }

    @Test("an address that answered 410 is no address any more, another one is")
    func disabled() async throws {
        let gone: JSONValue = ["url": "https://example.org/hook", "disabledAt": "2026-11-21T10:00:00Z"]
        let same = try await find("ada", in: ["contacts": ["ada": full], "webhook_state": ["ada": gone]])
        #expect(same["webhook_url"] == nil)
        #expect(same["email"] == "ada@example.org")
        let old: JSONValue = ["url": "https://example.org/former", "disabledAt": "2026-11-21T10:00:00Z"]
        let other = try await find("ada", in: ["contacts": ["ada": full], "webhook_state": ["ada": old]])
        #expect(other["webhook_url"] == "https://example.org/hook")
        let enabled: JSONValue = ["url": "https://example.org/hook", "disabledAt": nil]
        let again = try await find("ada", in: ["contacts": ["ada": full], "webhook_state": ["ada": enabled]])
        #expect(again["webhook_url"] == "https://example.org/hook")
    }

    @Test(
        "what is not of its form counts as left out",
        arguments: [
            ["email": "", "name": 3, "webhookUrl": false, "webhookSecrets": "whsec_a", "optOut": nil], [], "ada", 7,
        ] as [JSONValue])
    func malformed(record: JSONValue) async throws {
        let output = try await find("ada", in: ["contacts": ["ada": record]])
        #expect(output == ["found": true, "webhook_secrets": [], "opted_out": []])
    }
}
