import Expressions
import Testing

@Suite("Checking names and members")
struct MemberCheckTests {
    @Test(
        "an unknown name or member is pointed at exactly, once",
        arguments: [
            ("inptu.url", "unknownName inptu"), ("input.urll", "unknownMember urll"),
            ("steps.load.output.staus.x == 'x'", "unknownMember staus"), ("input['urll']", "unknownMember 'urll'"),
            ("has(input.urll)", "unknownMember urll"), ("input.?urll", "unknownMember urll"),
            ("steps.approve.?output.staus", "unknownMember staus"),
            ("steps.approve.?output[?'staus']", "unknownMember 'staus'"),
            ("input.items.map(i, i.prize)", "unknownMember prize"),
            ("input.items.filter(i, has(i.prize))", "unknownMember prize"),
            ("{'a': 1}.b", "unknownMember b"), ("input.tags.map(t, tt)", "unknownName tt"),
            ("[1].map(input, input).size() + inptu", "unknownName inptu"),
            ("input.big ? input.urll : 1", "unknownMember urll"),
        ])
    func unknown(source: String, expected: String) throws {
        #expect(try problems(source) == [expected])
    }

    @Test(
        "what was meant is offered, and mends the text",
        arguments: [
            ("inptu.url == 'x'", "input.url == 'x'"), ("steps.load.output.staus", "steps.load.output.status"),
            ("input['urll']", "input['url']"), ("input[\"urll\"]", "input[\"url\"]"), ("input.?conut", "input.?count"),
            ("input.items.map(item, itm.price)", "input.items.map(item, item.price)"),
            (".inptu.url", ".input.url"), ("input.zzzzzz", "input.zzzzzz"),
        ])
    func suggestions(source: String, expected: String) throws {
        #expect(try mended(source) == expected)
    }

    @Test("the sentence names the shape and what it has")
    func words() throws {
        let problem = try #require(try check("steps.load.output.staus").problems.first)
        #expect(problem.message == "`http.download` has no `staus`; did you mean `status`?")
        #expect(problem.help == "it has `body`, `extra`, `headers`, `status`")
        #expect(try check("input.items[0].a").problems.first?.message == "an item of input.items has no `a`")
        #expect(try check("nothing").problems.first?.help == "known here: `input`, `steps`")
    }

    @Test(
        "a member that may be missing needs a guard",
        arguments: [
            "input.note", "input.note.size()", "steps.approve.output.status > 1", "input['note']",
            "input.big ? input.note : ''", "has(input.note) ? '' : input.note", "has(input.note) || input.note == ''",
            "!has(input.note) && input.note == ''", "input.note == '' && input.note != 'x'",
            "input.items.map(i, i.note)", "has(steps.approve.output.status)",
            "input.items.filter(i, has(i.note)).size() > 0 && input.items.map(i, i.note) == []",
            "has(input.note.size)", "[1].map(input, has(input.note)).size() > 0 && input.note == ''",
        ])
    func missing(source: String) throws {
        let found = try check(source).problems
        #expect(found.count(where: { $0.kind == .mayBeMissing }) == 1, "\(found)")
    }

    @Test(
        "a guard, or an optional, makes it safe",
        arguments: [
            "has(input.note) && input.note.size() > 0", "input.note.size() > 0 && has(input.note)",
            "has(input.note) ? input.note : ''", "!has(input.note) ? '' : input.note",
            "!has(input.note) || input.note == ''", "!(input.big && has(input.note)) || input.note == ''",
            "has(input.note) && input.big && [1].all(x, input.note == '')",
            "input.big && has(input.note) ? input.note : ''", "'note' in input && input.note == ''",
            "input.?note.hasValue() && input.note == ''", "input.?note.orValue('') != '' && input.note == ''",
            "steps.approve.?output.status.orValue(0) > 3 ? steps.approve.output.body : ''",
            "has(input.note) == true && input.note == ''", "has(input['items'][0].note) || true",
            "input.items.filter(i, has(i.note)).map(i, i.note)", "input.items.map(i, has(i.note), i.note)",
            "input.items.exists(i, has(i.note) && i.note == '')", "input.items.all(i, !has(i.note) || i.note == '')",
            "has(steps.approve.output) && has(steps.approve.output.status)", "steps.approve.?output.?status.orValue(0)",
            "has(steps['approve'].output) && steps.approve['output'].status == 1", "input[?'note'].orValue('')",
            "has(input.note) && input.items.exists(i, has(i.note) && i.note == input.note)",
        ])
    func guarded(source: String) throws {
        #expect(try check(source).problems == [])
    }

    @Test("the help shows the whole chain with something to fall back on")
    func help() throws {
        let problem = try #require(try check("steps.approve.output.status + 1").problems.first)
        #expect(problem.message == "`steps.approve.output` may be missing here: `approve` runs only when `input.big`")
        #expect(problem.help == "use `steps.approve.?output.status.orValue(0)`")
        #expect(try check("input['note']").problems.first?.help == "use `input[?'note'].orValue(\"\")`")
        #expect(try check("input.note == null").problems.map(\.help) == ["`has(input.note)` asks whether it is there"])
        #expect(
            try check("has(steps.approve.output.status)").problems.first?.help
                == "ask for it first: `has(steps.approve.output) && has(steps.approve.output.status)`")
    }

    @Test("who calls may know better what is there")
    func present() throws {
        let source = "steps.approve.output.status"
        #expect(try problems(source, present: ["steps.approve.output"]) == [])
        #expect(try problems(source, present: ["steps.approve.output.status"]) == [])
        #expect(try problems(source, present: ["steps.approve.out"]).count == 1)
        #expect(try problems("[{}].map(steps, \(source))", present: ["steps.approve.output"]).count == 1)
    }

    @Test(
        "what has no members is said so",
        arguments: [
            ("input.url.size", "size", "`input.url` is a text and has no `size`"),
            ("input.items.price", "price", "`input.items` is a list of objects and has no `price`"),
            ("input.url[0]", "input.url[0]", "`input.url` is a text and takes no `[ ]`"),
            ("input.tags['a']", "'a'", "the places of `input.tags` are integers, and `'a'` is a text"),
            ("input.counts[1]", "1", "the keys of `input.counts` are of the kind text, and `1` is an integer"),
            ("input[1]", "1", "the members of `input` have texts as names, and `1` is an integer"),
        ])
    func noMembers(source: String, place: String, message: String) throws {
        let found = try check(source).problems
        #expect(found.map(\.message) == [message])
        #expect(found.map { pointed($0, in: source) } == [place])
    }
}
