import JSONModel
import PipelineDefinitions
import Testing

/// What SARIF 2.1.0 asks of a log, in our words.
@Suite("A SARIF log")
struct SARIFTests {
    private static let text =
        "kind: pipeline\nname: p\nstpes: [{ id: a, uses: log.write, with: { message: a } }]\nzebra: 1\nzulu:  x\n"

    private func log(_ text: String = text, prefix: String = "") throws -> JSONValue {
        let reading = try ProjectFolder.read(["p #1.yaml": text])
        var report = DiagnosticReport(reading)
        (report.pathPrefix, report.version) = (prefix, "1.2.3")
        return try JSONValue(parsing: report.written(as: .sarif))
    }

    private func results(_ log: JSONValue) -> [JSONValue] {
        log["runs"]?.arrayValue?.first?["results"]?.arrayValue ?? []
    }

    private func fingerprints(_ text: String) throws -> [String] {
        try results(log(text)).compactMap { $0["partialFingerprints"]?["millraceFinding/v1"]?.stringValue }
    }

    @Test("names its version, its tool and a rule for each code")
    func head() throws {
        let log = try log()
        #expect(log["version"] == "2.1.0")
        #expect(log["$schema"]?.stringValue?.hasSuffix("sarif-2.1.0.json") == true)
        let runs = try #require(log["runs"]?.arrayValue)
        #expect(runs.count == 1 && runs[0]["columnKind"] == "unicodeCodePoints")
        let driver = try #require(runs[0]["tool"]?["driver"])
        #expect(driver["name"] == "millrace" && driver["version"] == "1.2.3")
        let rules = try #require(driver["rules"]?.arrayValue)
        #expect(rules.map { $0["id"]?.stringValue } == ["E0201"])
        #expect(rules.first?["shortDescription"]?["text"]?.stringValue == "A key nobody knows")
        #expect(rules.first?["help"]?["text"]?.stringValue?.contains("millrace explain E0201") == true)
        #expect(rules.first?["defaultConfiguration"]?["level"] == "error")
    }

    @Test("has a result for each finding, with a region, a rule and a level")
    func result() throws {
        let log = try log(prefix: "services/é/")
        let results = results(log)
        #expect(results.count == 3)
        let rules = log["runs"]?.arrayValue?[0]["tool"]?["driver"]?["rules"]?.arrayValue ?? []
        for result in results {
            let index = try #require(result["ruleIndex"]?.intValue)
            #expect(rules[Int(index)]["id"] == result["ruleId"])
            #expect(["error", "warning", "note"].contains(result["level"]))
            #expect(result["message"]?["text"]?.stringValue?.isEmpty == false)
            let place = try #require(result["locations"]?.arrayValue?.first?["physicalLocation"])
            #expect(place["artifactLocation"]?["uri"] == "services/%C3%A9/pipelines/p%20%231.yaml")
            let region = place["region"]?.objectValue ?? [:]
            #expect(Set(region.keys) == ["startLine", "startColumn", "endLine", "endColumn"])
        }
        let region: JSONValue = ["startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 6]
        #expect(results[0]["locations"]?.arrayValue?[0]["physicalLocation"]?["region"] == region)
        let change = results[0]["fixes"]?.arrayValue?[0]["artifactChanges"]?.arrayValue?[0]
        #expect(change?["replacements"] == [["deletedRegion": region, "insertedContent": ["text": "steps"]]])
        #expect(results[1]["fixes"] == nil)
    }

    @Test("shows second places")
    func related() throws {
        let log = try log("kind: pipeline\nname: p\nname: q\n")
        let places = try #require(results(log).first?["relatedLocations"]?.arrayValue)
        #expect(places.first?["message"]?["text"] == "first defined here")
        #expect(places.first?["physicalLocation"]?["region"]?["startLine"] == 2)
    }

    @Test("knows a finding again after it has moved, and tells those alike apart")
    func stable() throws {
        let before = try fingerprints(Self.text)
        let after = try fingerprints("# one\n\n# two\n" + Self.text.replacing("zulu:  x", with: "zulu: x "))
        #expect(before == after)
        #expect(Set(before).count == 3)
        let twins = try fingerprints("kind: pipeline\nname: p\nsteps:\n- x: 1\n- x: 1\n")
        #expect(Set(twins).count == twins.count)
        #expect(try fingerprints(Self.text.replacing("zebra: 1", with: "zebra: 2"))[1] != before[1])
    }

    @Test("without findings is a log all the same")
    func empty() throws {
        let report = DiagnosticReport([], files: [])
        let log = try JSONValue(parsing: report.written(as: .sarif))
        #expect(log["runs"]?.arrayValue?[0]["results"] == [])
        #expect(log["runs"]?.arrayValue?[0]["tool"]?["driver"]?["rules"] == [])
    }
}
