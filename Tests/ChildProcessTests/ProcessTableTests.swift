import Foundation
import Testing

@testable import ChildProcess

@Suite("Process table and marks")
struct ProcessTableTests {
    @Test(
        "a status line is read, whatever the program's name",
        arguments: [("7 (sh) S 1 5 5 0", 5, false), ("7 (a) R (b) Z 1 6 5", 6, true), ("7 (x\ny) X 1 9 5", 9, true)])
    func status(line: String, group: Int32, isZombie: Bool) {
        let expected = ProcessTable.Entry(id: 7, group: group, isZombie: isZombie)
        #expect(ProcessTable.entry(id: 7, status: Array(line.utf8)) == expected)
    }

    @Test("a broken status line is no process", arguments: ["", "7 (sh", "7 (sh)", "7 (sh) S 1", "7 (sh) S 1 x"])
    func brokenStatus(line: String) {
        #expect(ProcessTable.entry(id: 7, status: Array(line.utf8)) == nil)
    }

    @Test("this process is in the table, with its group")
    func ownEntry() {
        let own = ProcessTable.entries().first { $0.id == getpid() }
        #expect(own?.group == getpgrp())
        #expect(own?.isZombie == false)
    }

    @Test(
        "a mark is found by its token and by its owner, also inside another",
        arguments: [
            ("A=b\0MILLRACE_CHILD=web.1x\0", true), ("MILLRACE_CHILD=outer.9/web.1x", true),
            ("MILLRACE_CHILD=web.1xy", false), ("X_MILLRACE_CHILD=web.1x", false), ("MILLRACE_CHILD=", false),
            ("A=MILLRACE_CHILD=web.1x", false), ("", false),
        ])
    func mark(environment: String, matches: Bool) {
        let environment = Array(environment.utf8)
        #expect(ChildMark.Pattern.token("web.1x").matches(environment: environment) == matches)
        #expect(!ChildMark.Pattern.owner("we").matches(environment: environment))
    }

    @Test("an owner's marks all carry its name")
    func ownerMark() {
        let mark = ChildMark(owner: "web")
        let environment = Array("MILLRACE_CHILD=\(mark.value(inside: "outer.9"))".utf8)
        #expect(ChildMark.Pattern.owner("web").matches(environment: environment))
        #expect(ChildMark.Pattern.owner("outer").matches(environment: environment))
        #expect(mark != ChildMark(owner: "web"))
    }

    @Test("groups that nobody may end are refused", arguments: [-5, 0, 1, getpgrp()])
    func refusedGroups(id: Int32) {
        #expect(!endProcessGroup(id))
    }
}
