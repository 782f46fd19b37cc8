import JSONModel

/// One test of one attribute: for which values it is true, and for which false. For the others it is an error.
struct Atom {
    let attribute: String
    var whenTrue: ValueSet
    var whenFalse: ValueSet

    static func presence(of attribute: String) -> Atom {
        Atom(attribute: attribute, whenTrue: .present, whenFalse: .absent)
    }

    /// The attribute alone, as a condition.
    static func truth(of attribute: String) -> Atom {
        Atom(attribute: attribute, whenTrue: ValueSet(.yes), whenFalse: ValueSet(.no))
    }

    /// Whether it is one of these values; `nil` for values of which not enough is known.
    static func membership(of attribute: String, _ values: [JSONValue]) -> Atom? {
        guard let whenTrue = ValueSet(among: values) else { return nil }
        let texts = values.compactMap(\.stringValue)
        let whenFalse = ValueSet(
            ValueSet.present.kinds.subtracting(whenTrue.kinds), numbers: whenTrue.numbers.complement,
            strings: texts.isEmpty ? .all : .except(texts))
        return Atom(attribute: attribute, whenTrue: whenTrue, whenFalse: whenFalse)
    }

    static func order(of attribute: String, _ symbol: BinaryOperator, _ bound: Double) -> Atom? {
        guard let numbers = NumberSet(symbol, bound) else { return nil }
        return Atom(
            attribute: attribute, whenTrue: ValueSet(numbers: numbers), whenFalse: ValueSet(numbers: numbers.complement)
        )
    }

    static func test(of attribute: String, _ place: StringSet.Place, _ text: String) -> Atom {
        let (yes, no) = StringSet.test(place, text)
        return Atom(attribute: attribute, whenTrue: ValueSet(strings: yes), whenFalse: ValueSet(strings: no))
    }

    /// The same test of the attribute or, where that is missing, of another value.
    func withDefault(_ value: JSONValue) -> Atom {
        var atom = self
        if whenTrue.contains(value) { atom.whenTrue.kinds.insert(.absent) }
        if whenFalse.contains(value) { atom.whenFalse.kinds.insert(.absent) }
        return atom
    }

    /// What a condition comes to.
    enum Sense {
        case isTrue, isFalse, isNotTrue, isNotFalse

        var negated: Sense {
            switch self {
            case .isTrue: .isFalse
            case .isFalse: .isTrue
            case .isNotTrue: .isNotFalse
            case .isNotFalse: .isNotTrue
            }
        }
    }

    func values(_ sense: Sense) -> ValueSet {
        switch sense {
        case .isTrue: whenTrue
        case .isFalse: whenFalse
        case .isNotTrue: Self.complement(of: whenTrue, twin: whenFalse)
        case .isNotFalse: Self.complement(of: whenFalse, twin: whenTrue)
        }
    }

    /// A test either looks at texts, and then is true or false for each, or fails for all of them.
    private static func complement(of set: ValueSet, twin: ValueSet) -> ValueSet {
        ValueSet(
            ValueSet.Kinds.all.subtracting(set.kinds), numbers: set.numbers.complement,
            strings: set.strings == nil ? .all : twin.strings)
    }
}
