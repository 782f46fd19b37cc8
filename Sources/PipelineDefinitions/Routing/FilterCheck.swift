import Broker
import Expressions
import JSONModel

/// Whether the filters of subscriptions, and the keys of their limits, read what there is, fit their types, and can match.
struct FilterCheck: ProjectCheck {
    func run(_ project: LocatedProject) -> [Diagnostic] {
        let names = Publication.attributeNames(of: project)
        return project.routing.subscriptions.flatMap { subscription in
            var check = SubscriptionFilterCheck(subscription, customNames: names)
            return check.run()
        }
    }
}

/// The same for one of them.
struct SubscriptionFilterCheck {
    private let subscription: LocatedSubscription
    private let attributes: TopicAttributes
    /// Attributes that something in the project gives its messages.
    private let customNames: Set<String>
    private var reader: NodeReader

    init(_ subscription: LocatedSubscription, customNames: Set<String>) {
        self.subscription = subscription
        self.customNames = customNames
        attributes = TopicAttributes(topic: subscription.topic)
        reader = NodeReader(file: subscription.file)
    }

    mutating func run() -> [Diagnostic] {
        if let filter = subscription.filter {
            checkMatch(filter)
            if let place = place(filter) { checkCondition(place) }
            if reader.diagnostics.isEmpty { checkSatisfiability(filter) }
        }
        for limit in subscription.definition?.limits ?? [] {
            guard let node = keyNode(of: limit) else { continue }
            checkNames(ExpressionPlace(expression: limit.key, node: node))
        }
        return reader.diagnostics
    }

    private func place(_ filter: SubscriptionFilter) -> ExpressionPlace? {
        guard let when = filter.filter.when, let node = filter.whenNode else { return nil }
        return ExpressionPlace(expression: when, node: node)
    }

    private func keyNode(of limit: LimitDefinition) -> YAMLNode? {
        let nodes = subscription.node["limits"]?.items?.compactMap { $0["key"] } ?? []
        return nodes.first { $0.scalar?.text.contains(limit.key.source) ?? false }
    }

    // Names.

    private func meant(by name: String) -> String? {
        guard attributes.isOpen, !attributes.names.contains(name), !customNames.contains(name) else { return nil }
        return Spelling.nearest(to: name, among: attributes.names)
    }

    private mutating func warn(of name: String, meaning standard: String, at range: SourceRange, _ fix: Diagnostic.Fix?)
    {
        reader.warning(
            "W0608", "no message has an attribute `\(name)` unless its sender gives it; did you mean `\(standard)`?",
            at: range, help: "write `\(standard)`", fix: fix)
    }

    private mutating func checkMatch(_ filter: SubscriptionFilter) {
        for entry in filter.matchNode?.entries ?? [] {
            guard let standard = meant(by: entry.key) else { continue }
            warn(of: entry.key, meaning: standard, at: entry.keyRange, .replace(entry.keyRange, with: standard))
        }
    }

    private mutating func checkNames(_ place: ExpressionPlace) {
        for reference in place.expression.references where reference.root == "message" && reference.path.count > 1 {
            guard let standard = meant(by: reference.path[1]) else { continue }
            let segment = reference.segments[1].range
            warn(
                of: reference.path[1], meaning: standard, at: place.range(segment, reader), place.fix(segment, standard)
            )
        }
    }

    // Types.

    private mutating func checkCondition(_ place: ExpressionPlace) {
        checkNames(place)
        guard checkConstant(place) else { return }
        let checked = place.expression.check(["message": attributes.type])
        // An attribute that is missing is no match, which is often meant.
        let problems = checked.problems.filter { $0.kind != .mayBeMissing }
        for problem in problems { reader.report(place.diagnostic(problem, plugins: [], reader)) }
        guard problems.isEmpty, checked.type != .any, checked.type != .bool else { return }
        reader.error(
            "E0410", "a filter needs true or false; this gives \(checked.type.spoken)", at: place.range(reader),
            help: "compare it with something")
    }

    private mutating func checkConstant(_ place: ExpressionPlace) -> Bool {
        guard place.expression.references.isEmpty, case .bool(let value)? = try? place.expression.evaluate([:]) else {
            return true
        }
        let name = subscription.name
        reader.warning(
            "W0412", value ? "this is always true" : "this is always false, so `\(name)` takes nothing",
            at: place.range(reader), help: value ? "leave `when` out" : "remove the subscription, or its `when`")
        return false
    }

    // Whether anything matches.

    private mutating func checkSatisfiability(_ filter: SubscriptionFilter) {
        let places = filter.filter.conflict.compactMap { clause in place(of: clause, filter) }
        guard let last = places.last else { return }
        if places.count == 1 { return reportSingle(filter.filter.conflict[0], last, filter) }
        let notes = places.dropLast().map { place in
            Diagnostic.Note(
                message: places.count == 2 ? "contradicts this" : "and this", file: subscription.file.path,
                range: place.range)
        }
        let all = places.count == 2 ? "both" : "all"
        reader.report(
            Diagnostic(
                .warning, code: "W0602",
                message: "no message can match `\(subscription.name)`: "
                    + places.map { "`\($0.text)`" }.joined(separator: ", ") + " are never \(all) true",
                file: subscription.file.path, range: last.range, help: "the subscription takes nothing", notes: notes))
    }

    private struct Place {
        let range: SourceRange
        let text: String
    }

    private func place(of clause: AttributeFilter.Clause, _ filter: SubscriptionFilter) -> Place? {
        switch clause {
        case .match(let key):
            guard let entry = filter.matchNode?.entries?.first(where: { $0.key == key }) else { return nil }
            let text = "match: { \(key): \(entry.value.scalar?.source ?? "…") }"
            return Place(range: SourceRange(entry.keyRange.start, entry.value.range.end), text: text)
        case .when(let range):
            guard let place = place(filter), let scalar = place.node.scalar else { return nil }
            let text = String(decoding: Array(scalar.text.utf8)[range], as: UTF8.self)
            return Place(range: place.range(range, reader), text: text)
        }
    }

    private mutating func reportSingle(
        _ clause: AttributeFilter.Clause, _ place: Place, _ filter: SubscriptionFilter
    ) {
        var (help, fix): (String?, Diagnostic.Fix?) = (attributeHelp(clause, filter), nil)
        if case .match(let key) = clause, let node = filter.matchNode?[key], let quoted = node.scalar?.quoted,
            attributes.names.contains(key)
        {
            help = "`\(key)` is a text; quote it: \(quoted)"
            fix = reader.replacement(of: node, source: quoted)
        }
        reader.report(
            Diagnostic(
                .warning, code: "W0602",
                message: "no message can match `\(subscription.name)`: `\(place.text)` is never true",
                file: subscription.file.path, range: place.range, help: help ?? "the subscription takes nothing",
                fix: fix))
    }

    /// What there is to match on.
    private func attributeHelp(_ clause: AttributeFilter.Clause, _ filter: SubscriptionFilter) -> String? {
        guard !attributes.isOpen else { return nil }
        if case .match("status") = clause {
            let statuses = JobStatus.allCases.map(\.rawValue)
            let written = filter.filter.match["status"]?.stringValue ?? ""
            return Spelling.nearest(to: written, among: statuses).map { "did you mean `\($0)`?" }
                ?? "one of: \(statuses.joined(separator: ", "))"
        }
        return "messages of `\(subscription.topic)` have: \(attributes.names.joined(separator: ", "))"
    }
}
