import JSONModel
import JSONSchemaValidation
import Testing

@Suite("The first violation is the cause")
struct SchemaRankingTests {
    @Test("as a person would name it", arguments: LabelledDocument.all)
    func firstAnswer(document: LabelledDocument) throws {
        let schema = try JSONSchema(JSONValue(parsing: document.schema))
        let found = schema.validate(try JSONValue(parsing: document.instance))
        #expect(found.first?.instance.description == document.place)
        #expect(document.keywords.contains(found.first?.keyword ?? "nothing"), "\(found)")
    }

    @Test("and enough documents say so")
    func count() { #expect(LabelledDocument.all.count >= 150) }
}
