/// A set of texts: those that fit all of these rules. Compared byte by byte, as expressions do.
struct StringSet: Sendable, Hashable {
    typealias Text = [UInt8]

    /// `nil` means any.
    private(set) var allowed: Set<Text>?
    private(set) var excluded: Set<Text> = []
    private(set) var start: Text = []
    private(set) var end: Text = []
    private(set) var parts: Set<Text> = []
    private(set) var forbiddenStarts: Set<Text> = []
    private(set) var forbiddenEnds: Set<Text> = []
    private(set) var forbiddenParts: Set<Text> = []
    /// Two of the rules leave nothing.
    private var isImpossible = false

    static let all = StringSet()

    private init() {}

    static func among(_ texts: some Sequence<String>) -> StringSet {
        var set = StringSet()
        set.allowed = Set(texts.map { Text($0.utf8) })
        return set
    }

    static func except(_ texts: some Sequence<String>) -> StringSet {
        var set = StringSet()
        set.excluded = Set(texts.map { Text($0.utf8) })
        return set
    }

    /// What a test of a text looks at.
    enum Place: String { case startsWith, endsWith, contains }

    /// Those for which the test is true, and those for which it is false.
    static func test(_ place: Place, _ literal: String) -> (whenTrue: StringSet, whenFalse: StringSet) {
        let text = Text(literal.utf8)
        var (yes, no) = (StringSet(), StringSet())
        switch place {
        case .startsWith: (yes.start, no.forbiddenStarts) = (text, [text])
        case .endsWith: (yes.end, no.forbiddenEnds) = (text, [text])
        case .contains: (yes.parts, no.forbiddenParts) = ([text], [text])
        }
        return (yes, no)
    }

    func contains(_ text: Text) -> Bool {
        !isImpossible && allowed?.contains(text) ?? true && !excluded.contains(text) && text.starts(with: start)
            && text.ends(with: end) && parts.allSatisfy(text.includes)
            && !forbiddenStarts.contains { text.starts(with: $0) } && !forbiddenEnds.contains { text.ends(with: $0) }
            && !forbiddenParts.contains { text.includes($0) }
    }

    func intersection(_ other: StringSet) -> StringSet {
        var both = self
        both.isImpossible = isImpossible || other.isImpossible
        both.excluded.formUnion(other.excluded)
        both.parts.formUnion(other.parts)
        both.forbiddenStarts.formUnion(other.forbiddenStarts)
        both.forbiddenEnds.formUnion(other.forbiddenEnds)
        both.forbiddenParts.formUnion(other.forbiddenParts)
        if other.start.starts(with: start) { both.start = other.start }
        if other.end.ends(with: end) { both.end = other.end }
        if !both.start.starts(with: other.start) || !both.end.ends(with: other.end) { both.isImpossible = true }
        if let texts = allowed.map({ $0.intersection(other.allowed ?? $0) }) ?? other.allowed {
            both.allowed = nil
            both.allowed = texts.filter(both.contains)
        }
        return both
    }

    var isEmpty: Bool {
        if isImpossible { return true }
        if let allowed { return !allowed.contains(where: contains) }
        let isRestricted = !(forbiddenStarts.isEmpty && forbiddenEnds.isEmpty && forbiddenParts.isEmpty)
        return isRestricted && example == nil
    }

    /// The shortest of a few, so that people like to read it; `nil` if and only if the set is empty.
    var example: Text? {
        if isImpossible { return nil }
        if let allowed { return allowed.filter(contains).min { ($0.count, $0.text) < ($1.count, $1.text) } }
        let inner = parts.filter { !start.includes($0) && !end.includes($0) }.sorted { $0.text < $1.text }
        let filler = unusedText
        let pieces = [start] + inner + [end]
        let candidates = [
            pieces.reduce([]) { $0.overlapping($1) }, pieces.flatMap(\.self), Text("other".utf8),
            // Nothing forbidden can lie across a text that no rule uses: if this does not fit, nothing does.
            Text(pieces.joined(separator: filler)),
            start + filler + Text(inner.joined(separator: filler)) + filler + end,
        ]
        return candidates.first { !$0.isEmpty && contains($0) } ?? (contains([]) ? [] : nil)
    }

    /// One character that no rule has.
    private var unusedText: Text {
        let rules = [excluded, parts, forbiddenStarts, forbiddenEnds, forbiddenParts].flatMap(\.self) + [start, end]
        let letters = "xabcdefghijklmnopqrstuvwyz0123456789".unicodeScalars.map(\.value)
        let scalars = (letters + Array(0x100...0xD7FF)).lazy.compactMap(Unicode.Scalar.init)
        let texts = scalars.map { Text(String(Character($0)).utf8) }
        return texts.first { text in !rules.contains { $0.includes(text) } } ?? []
    }
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }

    fileprivate func ends(with end: [UInt8]) -> Bool { suffix(end.count).elementsEqual(end) }

    fileprivate func includes(_ part: [UInt8]) -> Bool { ByteSearch(part).firstIndex(in: self) != nil }

    /// This and the other after it, with what both have written once.
    fileprivate func overlapping(_ other: [UInt8]) -> [UInt8] {
        let shared = (0...Swift.min(count, other.count)).last { suffix($0).elementsEqual(other.prefix($0)) } ?? 0
        return self + other.dropFirst(shared)
    }
}
