import Broker
import HTTPTypes
package import JSONModel

extension Workbench {
    /// `{"contacts": […], "next"}` in order of the creators.
    package func contacts(_ parameters: [String: String]) async throws -> JSONValue {
        let parameters = try QueryParameters(parameters, known: ["after", "limit"])
        let limit = try parameters.limit(default: 100)
        let page = try await broker.records(
            collection: Contact.collection, after: parameters.text("after"), limit: limit)
        var views: [JSONValue] = []
        for record in page { views.append(try await view(of: Contact(record.value), creator: record.id)) }
        let isFull = page.count == limit
        return ["contacts": .array(views), "next": isFull ? page.last.map { .string($0.id) } ?? .null : .null]
    }

    package func contact(_ creator: String) async throws -> JSONValue {
        guard let contact = try await storedContact(creator) else { throw Self.noContact(creator) }
        return try await view(of: contact, creator: creator)
    }

    /// Replaces the contact, and lets its webhook try again if that was given up. A webhook without a secret gets one,
    /// which this answer shows and no other.
    package func putContact(_ creator: String, _ body: JSONValue) async throws -> (contact: JSONValue, isNew: Bool) {
        guard (1...256).contains(creator.count), !creator.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw Problem(
                status: .badRequest, code: "invalid_path",
                detail: "a creator's id has 1 to 256 characters and no control characters")
        }
        let before = try await storedContact(creator)
        var contact = try Contact(body, replacing: before)
        let made = contact.makeSecretIfMissing()
        let record = RecordWrite(collection: Contact.collection, id: creator, value: contact.value)
        _ = try one(await broker.saveRecords([record], at: now))
        _ = try one(await broker.removeRecords([Contact.state(of: creator)], at: now))
        var answer = try await view(of: contact, creator: creator).objectValue ?? [:]
        answer["webhookSecret"] = made.map { .string($0) }
        return (.object(answer), before == nil)
    }

    package func removeContact(_ creator: String) async throws -> JSONValue {
        let key = RecordKey(collection: Contact.collection, id: creator)
        let answers = await broker.removeRecords([Contact.state(of: creator), key], at: now)
        guard try answers.map({ try $0.get() }).last == true else { throw Self.noContact(creator) }
        return ["creatorId": .string(creator), "removed": true]
    }

    private func storedContact(_ creator: String) async throws -> Contact? {
        try await broker.record(collection: Contact.collection, id: creator).map { Contact($0.value) }
    }

    /// A webhook is given up as long as its address stays the same.
    private func view(of contact: Contact, creator: String) async throws -> JSONValue {
        let key = Contact.state(of: creator)
        let state = try await broker.record(collection: key.collection, id: key.id)?.value
        let isOfThisURL = state?["url"]?.stringValue == contact.webhookURL
        return contact.view(creator: creator, disabledAt: isOfThisURL ? state?["disabledAt"] : nil)
    }

    private static func noContact(_ creator: String) -> Problem { .notFound("there is no contact of `\(creator)`") }
}
