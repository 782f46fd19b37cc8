import JSONModel

// Members and items.
extension Checker {
    /// One link of a chain such as `a.b["c"]`.
    struct Link {
        let id: Syntax.ID
        let operand: Syntax.ID
        let field: String
        let range: Range<Int>
        /// Whether a missing member is no error: in `a.?b`, `a[?"b"]` and `has(a.b)`.
        let isTolerant: Bool
    }

    mutating func access(_ id: Syntax.ID) -> StaticType {
        switch syntax[id].kind {
        case .has(let operand, _, _):
            if let link = link(id) { _ = member(link, of: typeInChain(operand)) }
            return .bool
        case .index(let operand, let index), .optionalIndex(let operand, let index):
            let container = typeInChain(operand)
            let key = type(index)
            guard let link = link(id), container.hasMembers else { return item(key, of: container, index, id) }
            return optionalIfAsked(member(link, of: container), id)
        default:
            guard let link = link(id) else { return .any }
            return optionalIfAsked(member(link, of: typeInChain(link.operand)), id)
        }
    }

    /// The access as a link, if its key is written down.
    func link(_ id: Syntax.ID) -> Link? {
        switch syntax[id].kind {
        case .select(let operand, let field, let range):
            return Link(id: id, operand: operand, field: field, range: range, isTolerant: false)
        case .optionalSelect(let operand, let field, let range), .has(let operand, let field, let range):
            return Link(id: id, operand: operand, field: field, range: range, isTolerant: true)
        case .index(let operand, let index):
            guard case .literal(.string(let key)) = syntax[index].kind else { return nil }
            return Link(id: id, operand: operand, field: key, range: syntax[index].range, isTolerant: false)
        case .optionalIndex(let operand, let index):
            guard case .literal(.string(let key)) = syntax[index].kind else { return nil }
            return Link(id: id, operand: operand, field: key, range: syntax[index].range, isTolerant: true)
        default: return nil
        }
    }

    private func optionalIfAsked(_ type: StaticType, _ id: Syntax.ID) -> StaticType {
        switch syntax[id].kind {
        case .optionalSelect, .optionalIndex:
            if case .optional = type { type } else { .optional(type) }
        default: type
        }
    }

    private mutating func member(_ link: Link, of container: StaticType) -> StaticType {
        switch container {
        case .object(let shape): return member(link, of: shape)
        case .map(_, let value): return value
        case .optional(let wrapped):
            let tolerant = Link(
                id: link.id, operand: link.operand, field: link.field, range: link.range, isTolerant: true)
            let type = member(tolerant, of: wrapped)
            if case .optional = type { return type }
            return .optional(type)
        case _ where container.isUnknown: return container
        default:
            let message = "\(syntax.quote(link.operand)) is \(container.spoken) and has no `\(link.field)`"
            report(.typeMismatch, message, at: link.range, help: help(link, container))
            return .nothing
        }
    }

    private mutating func member(_ link: Link, of shape: ObjectShape) -> StaticType {
        guard let member = shape.members[link.field] else {
            if shape.isOpen { return .any }
            reportUnknown(link, shape)
            return .nothing
        }
        guard let absence = member.absence, !link.isTolerant, !isPresent(link) else { return member.type }
        reportMissing(link, member.type, absence)
        return .nothing
    }

    private mutating func reportUnknown(_ link: Link, _ shape: ObjectShape) {
        let nearest = Spelling.nearest(to: link.field, among: shape.members.keys)
        report(
            .unknownMember, "\(shape.spokenName) has no `\(link.field)`\(Spelling.hint(nearest))", at: link.range,
            help: shape.members.isEmpty ? "it has no members" : "it has \(Self.spoken(shape.members.keys))",
            replacement: nearest.flatMap { replacement(for: link, with: $0) })
    }

    /// In the notation of the link, if the name can be written so.
    private func replacement(for link: Link, with name: String) -> String? {
        switch syntax[link.id].kind {
        case .index, .optionalIndex: quoted(name, like: link.range)
        default: name.isIdentifier ? name : nil
        }
    }

    private func help(_ link: Link, _ container: StaticType) -> String? {
        guard case .list = container, syntax[link.id].range.upperBound == link.range.upperBound else { return nil }
        let list = source(link.operand)
        return "`\(list)[0].\(link.field)` reads the first item, `\(list).map(x, x.\(link.field))` all of them"
    }

    /// The type behind a computed key, or behind the key of what has no members.
    private mutating func item(
        _ key: StaticType, of container: StaticType, _ index: Syntax.ID, _ id: Syntax.ID
    ) -> StaticType {
        switch container {
        case .optional(let wrapped):
            let type = item(key, of: wrapped, index, id)
            if case .optional = type { return type }
            return .optional(type)
        case .list(let item, _):
            if !key.isUnknown, !key.isNumeric { reportKey(index, key, "the places of \(operand(id)) are integers") }
            return optionalIfAsked(item.isUnknown ? .any : item, id)
        case .map(let own, let value):
            if !own.canEqual(key) { reportKey(index, key, "the keys of \(operand(id)) are of the kind \(own.word)") }
            return optionalIfAsked(value, id)
        case .object:
            if !key.canEqual(.string) { reportKey(index, key, "the members of \(operand(id)) have texts as names") }
            return optionalIfAsked(.any, id)
        case _ where container.isUnknown: return optionalIfAsked(container, id)
        default:
            let help = container.isText ? "`charAt(0)` gives a character, `substring(0, 3)` a part" : nil
            report(.typeMismatch, "\(operand(id)) is \(container.spoken) and takes no `[ ]`", at: id, help: help)
            return .nothing
        }
    }

    private func operand(_ id: Syntax.ID) -> String { syntax[id].kind.children.first.map(syntax.quote) ?? "it" }

    private mutating func reportKey(_ index: Syntax.ID, _ key: StaticType, _ rule: String) {
        report(.typeMismatch, "\(rule), and \(syntax.quote(index)) is \(key.spoken)", at: index)
    }

    /// A text literal with the quotes of the one it replaces; `nil` if it needs escapes.
    func quoted(_ text: String, like range: Range<Int>) -> String? {
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !"\"'\\".unicodeScalars.contains($0) }) else {
            return nil
        }
        let quote = syntax.text[range].first == UInt8(ascii: "'") ? "'" : "\""
        return quote + text + quote
    }
}

extension StaticType {
    fileprivate var hasMembers: Bool {
        switch self {
        case .object: true
        case .optional(let wrapped): wrapped.hasMembers
        default: false
        }
    }
}

extension ObjectShape {
    /// A phrase such as "this map" stands for itself, a path or a name is put in back-quotes.
    var spokenName: String { name.contains(" ") || name.contains("`") ? name : "`\(name)`" }
}

extension String {
    fileprivate var isIdentifier: Bool {
        guard let first = utf8.first, !(0x30...0x39).contains(first) else { return false }
        return utf8.allSatisfy { byte in
            let letter = byte | 0x20
            return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "_")
        }
    }
}
