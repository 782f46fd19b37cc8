import JSONModel

/// A number that fits a schema's bounds and `multipleOf`.
struct NumberFiller {
    let schema: [String: JSONValue]
    let source: AnswerSource
    let isWhole: Bool

    func fill(at place: AnswerPlace) throws(DevModelError) -> JSONValue {
        guard let number = fitting(wanted(at: place)) else {
            throw SchemaFiller.failure("no number fits its bounds", at: place)
        }
        return json(number)
    }

    private func json(_ number: Double) -> JSONValue { isWhole ? .int(Int64(number)) : .double(number) }

    /// The number that many steps further, if it fits.
    func fit(_ number: Double, movedBy steps: Int) -> JSONValue? {
        let moved = (number + Double(steps) * (unit ?? 0.001)).withoutNoise
        guard fitsBounds(moved), !isWhole || Int64(exactly: moved) != nil else { return nil }
        return json(moved)
    }

    private var unit: Double? {
        schema["multipleOf"]?.doubleValue.flatMap { $0 > 0 ? $0 : nil } ?? (isWhole ? 1 : nil)
    }

    private var minimum: Double? { schema["minimum"]?.doubleValue }
    private var maximum: Double? { schema["maximum"]?.doubleValue }
    private var above: Double? { schema["exclusiveMinimum"]?.doubleValue }
    private var below: Double? { schema["exclusiveMaximum"]?.doubleValue }

    private func wanted(at place: AnswerPlace) -> Double {
        switch place.role {
        case .ratio(let ratio): spread(source.ratio(ratio, at: place))
        case .start, .place: Double(place.item)
        case .end: Double(place.item) + 1
        case .count: Double(max(1, source.images.count))
        default: isWhole ? Double(place.item) + 1 : spread(source.ratio(.brightness, at: place))
        }
    }

    /// A ratio, on the scale that the bounds speak of: 0.25 of 0 to 10 is 2.5.
    private func spread(_ ratio: Double) -> Double {
        let low = minimum ?? above ?? 0
        let high = maximum ?? below ?? (isWhole ? max(low, 0) + 100 : max(low + 1, 1))
        return high > low ? (low + ratio * (high - low)).threeDecimals : low
    }

    private func fitting(_ wanted: Double) -> Double? {
        guard let unit else { return fitsBounds(wanted) ? wanted : nearestInBounds(wanted) }
        // Whole steps around the wanted number and at both bounds: one of them fits if any number does.
        let anchors = [wanted, minimum ?? above, maximum ?? below].compactMap(\.self)
        let steps = anchors.flatMap { anchor in [0.0, -1, 1].map { ((anchor / unit).rounded() + $0) * unit } }
        return steps.map(\.withoutNoise).first { fitsBounds($0) && (!isWhole || Int64(exactly: $0) != nil) }
    }

    private func fitsBounds(_ number: Double) -> Bool {
        number.isFinite && number >= minimum ?? -.infinity && number <= maximum ?? .infinity
            && number > above ?? -.infinity && number < below ?? .infinity
    }

    private func nearestInBounds(_ wanted: Double) -> Double? {
        let low = [minimum, above].compactMap(\.self).max() ?? -.infinity
        let high = [maximum, below].compactMap(\.self).min() ?? .infinity
        let middle = low.isFinite && high.isFinite ? low + (high - low) / 2 : (low.isFinite ? low + 1 : high - 1)
        return [low, high, middle].first(where: fitsBounds)
    }
}

extension Double {
    /// Without the last digits that products such as 3 times 0.1 leave.
    fileprivate var withoutNoise: Double {
        let scaled = (self * 1_000_000).rounded() / 1_000_000
        return scaled.isFinite ? scaled : self
    }
}
