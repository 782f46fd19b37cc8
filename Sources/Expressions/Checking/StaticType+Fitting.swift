extension StaticType {
    /// Whether every value of this type can stand where `wanted` is asked for: `true` if surely, `false` if none can
    /// (but for an empty list), `nil` if it depends on the value.
    ///
    /// Judges what the value is as JSON: a timestamp, a duration and bytes are text there, every integer is a number.
    public func fits(_ wanted: StaticType) -> Bool? {
        if wanted == .any || self == .nothing { return true }
        switch (self, wanted) {
        case (.any, _), (_, .nothing): return nil
        case (.string(let texts), .string(let allowed)): return Self.fits(texts, allowed)
        case (.list(let item, let count), .list(let wantedItem, let limit)):
            return Self.fits(item, count, wantedItem, limit)
        case (.object(let shape), .object(let wantedShape)): return shape.fits(wantedShape)
        case (.object(let shape), .map(_, let value)): return shape.fits(memberType: value)
        case (.map(_, let value), .map(_, let wantedValue)): return value.fits(wantedValue) == true ? true : nil
        case (.map, .object): return nil
        case (.optional(let value), .optional(let wantedValue)): return value.fits(wantedValue)
        case (.optional(let value), _): return value.fits(wanted) == false ? false : nil
        case (_, .optional(let wantedValue)): return fits(wantedValue)
        default: return self == wanted ? true : fitsScalar(wanted)
        }
    }

    private func fitsScalar(_ wanted: StaticType) -> Bool? {
        switch (self, wanted) {
        case (.int, .double), (.int, .number), (.double, .number), (.uint, .number), (.uint, .double),
            (.number, .double), (.uint, .int):
            true
        case (.int, .uint), (.double, .int), (.double, .uint), (.number, .int), (.number, .uint): nil
        case (.timestamp, .string(among: nil)), (.duration, .string(among: nil)), (.bytes, .string(among: nil)),
            (.type, .string(among: nil)):
            true
        case (.timestamp, .string), (.duration, .string), (.bytes, .string), (.type, .string): nil
        case (.string, .timestamp), (.string, .duration), (.string, .bytes), (.string, .type): nil
        default: false
        }
    }

    private static func fits(_ texts: Set<String>?, _ allowed: Set<String>?) -> Bool? {
        guard let allowed else { return true }
        guard let texts else { return nil }
        if texts.isSubset(of: allowed) { return true }
        return texts.isDisjoint(with: allowed) ? false : nil
    }

    private static func fits(_ item: StaticType, _ count: Int?, _ wanted: StaticType, _ limit: Int?) -> Bool? {
        if count == 0 { return true }
        guard let limit else { return item.fits(wanted) }
        guard let fit = item.fits(wanted) else { return nil }
        return fit && (count ?? .max) > limit ? nil : fit
    }

    /// The narrowest type that takes the values of both; ``any`` where there is none.
    public func joined(with other: StaticType) -> StaticType {
        if self == other || other == .nothing { return self }
        switch (self, other) {
        case (.nothing, _): return other
        case (.string(let a), .string(let b)): return .string(among: Self.joined(a, b))
        case (.int, .double), (.double, .int), (.number, .int), (.number, .double), (.int, .number), (.double, .number):
            return .number
        case (.list(let a, let countA), .list(let b, let countB)):
            let count = countA.flatMap { a in countB.map { b in max(a, b) } }
            return .list(countA == 0 ? b : countB == 0 ? a : a.joined(with: b), atMost: count)
        case (.map(let keyA, let a), .map(let keyB, let b)): return .map(keyA.joined(with: keyB), a.joined(with: b))
        case (.map(let key, let value), .object(let shape)), (.object(let shape), .map(let key, let value)):
            if shape.isOpen { return .map(key.joined(with: .string), .any) }
            if shape.members.isEmpty { return .map(key, value) }
            return .map(key.joined(with: .string), value.joined(with: shape.joinedMembers))
        case (.object(let a), .object(let b)): return .object(a.joined(with: b))
        case (.optional(let a), .optional(let b)): return .optional(a.joined(with: b))
        default: return .any
        }
    }

    /// Long lists of texts are no longer worth their time.
    private static func joined(_ a: Set<String>?, _ b: Set<String>?) -> Set<String>? {
        guard let a, let b, a.count + b.count <= 256 else { return nil }
        return a.union(b)
    }
}

extension StaticType {
    /// The type of no value at all: of the items of `[]`, of what `optional.none()` holds, of what a problem hides.
    /// Joined with another it vanishes. Never handed out.
    static let nothing = StaticType.string(among: [])

    /// Nothing may be said about what is done with it.
    var isUnknown: Bool {
        switch self {
        case .any: true
        case .string(among: .some(let texts)): texts.isEmpty
        default: false
        }
    }

    /// This type for the outside: what holds nothing may hold anything.
    var handedOut: StaticType {
        switch self {
        case .string(among: .some(let texts)) where texts.isEmpty: .any
        case .list(let item, let count): .list(item.handedOut, atMost: count)
        case .map(let key, let value): .map(key.handedOut, value.handedOut)
        case .optional(let value): .optional(value.handedOut)
        default: self
        }
    }
}

extension ObjectShape {
    fileprivate func fits(_ wanted: ObjectShape) -> Bool? {
        var isSure = true
        for (name, wantedMember) in wanted.members {
            guard let member = members[name] else {
                if wantedMember.absence == nil, !isOpen { return false }
                isSure = isSure && !isOpen
                continue
            }
            let fit = member.type.fits(wantedMember.type)
            if fit == false, member.absence == nil { return false }
            isSure = isSure && fit == true && (member.absence == nil || wantedMember.absence != nil)
        }
        guard !wanted.isOpen else { return isSure ? true : nil }
        let extra = members.filter { wanted.members[$0.key] == nil }
        if extra.values.contains(where: { $0.absence == nil }) { return false }
        return isSure && extra.isEmpty && !isOpen ? true : nil
    }

    fileprivate func fits(memberType: StaticType) -> Bool? {
        var isSure = !isOpen || memberType == .any
        for member in members.values {
            let fit = member.type.fits(memberType)
            if fit == false, member.absence == nil { return false }
            isSure = isSure && fit == true
        }
        return isSure ? true : nil
    }

    /// Open, so that nothing is said about a member that only one of the two has.
    fileprivate func joined(with other: ObjectShape) -> ObjectShape {
        var shared: [String: Member] = [:]
        for (name, member) in members {
            guard let twin = other.members[name] else { continue }
            shared[name] = Member(member.type.joined(with: twin.type), absence: member.absence ?? twin.absence)
        }
        return ObjectShape(name: name, members: shared, isOpen: true)
    }
}
