import Expressions
import JSONModel

/// A step's id with a `-`, which an expression would read as a minus, and everything that names it.
struct DashedID {
    private let id: String
    private let newID: String
    private let node: YAMLNode
    private let root: YAMLNode

    /// `nil` unless `_` instead of `-` makes a good id of it.
    init?(_ node: YAMLNode, in root: YAMLNode) {
        guard let id = node.scalar?.value.stringValue, id.contains("-"), id.utf8.count <= 64,
            let first = id.utf8.first, id.utf8.allSatisfy({ Self.isPart($0) || $0 == UInt8(ascii: "-") }),
            first == UInt8(ascii: "_") || (97...122).contains(first)
        else { return nil }
        self.id = id
        newID = id.replacing("-", with: "_")
        self.node = node
        self.root = root
    }

    func diagnostic(file: String) -> Diagnostic {
        Diagnostic(
            code: "E0211", message: "`\(id)` cannot be a step's id; an expression would read `-` as a minus",
            file: file, range: node.range, help: "write `\(newID)`", fix: fix)
    }

    /// Whether an expression names a step by an id with a `-`.
    static func isNamed(_ ids: [String], in expression: Expression) -> Bool {
        let text = expression.text(in: expression.range)
        return ids.contains { text.contains("steps.\($0)") }
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Renames the step and every reference; `nil` if another step has that name, or a place is not known.
    private var fix: Diagnostic.Fix? {
        let steps = root.stepNodes
        guard !steps.contains(where: { $0["id"]?.scalar?.text == newID }),
            let own = node.fix([(0..<id.utf8.count, newID)], title: "")
        else { return nil }
        var edits = own.edits
        let values = (PipelineReader.stepLists + ["output"]).map { root[$0] }
        for value in values.compactMap(\.self) {
            guard rename(in: value, &edits) else { return nil }
        }
        return Diagnostic.Fix("rename to `\(newID)`", edits)
    }

    private func rename(in value: YAMLNode, _ edits: inout [Diagnostic.Fix.Edit]) -> Bool {
        switch value.content {
        case .sequence(let items): return items.allSatisfy { rename(in: $0, &edits) }
        case .mapping(let entries): return entries.allSatisfy { rename(in: $0.value, &edits) }
        case .scalar(let scalar):
            let found = places(in: scalar.text)
            guard !found.isEmpty else { return true }
            guard let fix = value.fix(found.map { ($0, newID) }, title: "") else { return false }
            edits += fix.edits
            return true
        }
    }

    /// Where `steps.ID` and `steps["ID"]` name the step.
    private func places(in text: String) -> [Range<Int>] {
        let bytes = Array(text.utf8)
        var places: [Range<Int>] = []
        for opening in ["steps.", "steps[\"", "steps['"] {
            let wanted = Array((opening + id).utf8)
            guard wanted.count <= bytes.count else { continue }
            for start in 0...bytes.count - wanted.count where bytes[start...].starts(with: wanted) {
                let end = start + wanted.count
                let isWhole = end == bytes.count || !(Self.isPart(bytes[end]) || bytes[end] == UInt8(ascii: "-"))
                if isWhole { places.append(end - id.utf8.count..<end) }
            }
        }
        return places.sorted { $0.lowerBound < $1.lowerBound }
    }
}
