import Expressions

/// Whether the `for_each` of a step is a list.
struct ItemsCheck {
    /// How many items a step may run for.
    static let most = 10_000

    let node: YAMLNode
    let template: ValueTemplate

    /// - Returns: the type of an item, and how many there are at most.
    func run(_ type: StaticType, _ reader: inout NodeReader) -> (item: StaticType, count: Int) {
        switch type {
        case .list(let item, let count): return (item, min(count ?? Self.most, Self.most))
        case .any: break
        default: report(type, &reader)
        }
        return (.any, Self.most)
    }

    /// What is no expression has been reported where it was read.
    private func report(_ type: StaticType, _ reader: inout NodeReader) {
        guard case .text(let text) = template, let expression = text.soleExpression else { return }
        let place = ExpressionPlace(expression: expression, node: node)
        reader.error(
            "E1101", "`for_each` needs a list; this expression gives \(type.spoken)", at: place.range(reader),
            help: help(type, place))
    }

    private func help(_ type: StaticType, _ place: ExpressionPlace) -> String? {
        switch type {
        case .object(let shape):
            let lists = shape.members.filter { if case .list = $0.value.type { true } else { false } }
            return lists.count == 1 ? lists.keys.first.map { "its `\($0)` is a list" } : nil
        case .map: return "the keys of a map are a list: `m.map(key, key)`"
        case .optional: return "give a value for its absence: `.orValue([])`"
        case .string: return "`split` makes a list of a text: `.split(\",\")`"
        default: return nil
        }
    }
}
