import JSONModel

/// Reads one field of a cron expression: parts with commas between them.
struct CronFieldParser {
    let unit: CronUnit
    /// The bytes of the whole expression.
    let bytes: [UInt8]

    func parse(_ range: Range<Int>) throws(CronError) -> CronField {
        var field = CronField()
        for part in split(range, at: ",") { try read(part, into: &field) }
        return field
    }

    private func read(_ part: Range<Int>, into field: inout CronField) throws(CronError) {
        let pieces = split(part, at: "/")
        guard pieces.count <= 2 else { throw failure("`\(text(part))` has two steps", at: part) }
        let span = try span(pieces[0])
        var step = 1
        if pieces.count == 2 {
            guard let span, span.isRange else { throw stepOfOneNumber(part, pieces[0], pieces[1]) }
            step = try self.step(pieces[1])
        }
        let numbers = span?.numbers ?? unit.all
        if span?.isStar == true { field.isWildcard = true }
        for number in stride(from: numbers.lowerBound, through: numbers.upperBound, by: step) {
            field.insert(unit == .dayOfWeek ? number % 7 : number)
        }
    }

    private struct Span {
        let numbers: ClosedRange<Int>
        var isStar = false
        var isRange = true
    }

    private func span(_ piece: Range<Int>) throws(CronError) -> Span? {
        if text(piece) == "*" { return Span(numbers: unit.all, isStar: true) }
        let ends = split(piece, at: "-")
        let low = try number(ends[0])
        guard ends.count > 1 else { return Span(numbers: low...low, isRange: false) }
        guard ends.count == 2 else { throw failure("`\(text(piece))` has two ranges in one", at: piece) }
        var high = try number(ends[1])
        // Sunday is the first day and the last one.
        if unit == .dayOfWeek, high == 0, low > 0 { high = 7 }
        guard low <= high else { throw backwards(piece, low, high) }
        return Span(numbers: low...high)
    }

    private func number(_ range: Range<Int>) throws(CronError) -> Int {
        let word = text(range)
        guard !word.isEmpty else { throw empty(at: range) }
        if let index = unit.words.firstIndex(of: word.uppercased()) { return unit.numbers.lowerBound + index }
        guard let number = digits(range) else { throw unknown(word, at: range) }
        guard unit.numbers.contains(number) else {
            throw failure("\(unit.name) `\(word)` is not in \(span(of: unit.numbers))", at: range)
        }
        return number
    }

    private func step(_ range: Range<Int>) throws(CronError) -> Int {
        guard range.lowerBound < range.upperBound else { throw empty(at: range) }
        let steps = 1...unit.numbers.upperBound
        guard let step = digits(range), steps.contains(step) else {
            throw failure("the step `\(text(range))` of the \(unit.name) is not in \(span(of: steps))", at: range)
        }
        return step
    }

    private func digits(_ range: Range<Int>) -> Int? {
        guard bytes[range].allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Int(text(range)) ?? .max
    }

    private func split(_ range: Range<Int>, at separator: Unicode.Scalar) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where bytes[index] == UInt8(ascii: separator) {
            pieces.append(start..<index)
            start = index + 1
        }
        return pieces + [start..<range.upperBound]
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension CronFieldParser {
    private func span(of numbers: ClosedRange<Int>) -> String { "\(numbers.lowerBound)-\(numbers.upperBound)" }

    private func failure(_ message: String, at range: Range<Int>, help: String? = nil) -> CronError {
        CronError(message, field: unit.name, at: range, help: help ?? "\(unit.name): \(unit.allowed)")
    }

    /// Points at the character after the empty place or, at the end of the field, at the one before.
    private func empty(at range: Range<Int>) -> CronError {
        let place = range.lowerBound
        let isInside = bytes.indices.contains(place) && !bytes[place].isBlank
        return failure(
            "a number is missing in the \(unit.name)", at: isInside ? place..<place + 1 : max(place - 1, 0)..<place)
    }

    private func unknown(_ word: String, at range: Range<Int>) -> CronError {
        if word == "?" { return failure("`?` is not known here", at: range, help: "write `*`") }
        let upper = word.uppercased()
        let meant = unit.words.first { upper.hasPrefix($0) } ?? Spelling.nearest(to: upper, among: unit.words)
        return failure(
            "`\(word)` is no \(unit.name)\(Spelling.hint(meant))", at: range, help: meant.map { "write `\($0)`" })
    }

    private func backwards(_ piece: Range<Int>, _ low: Int, _ high: Int) -> CronError {
        let (first, last) = (unit.all.lowerBound, unit.all.upperBound)
        return failure(
            "the range `\(text(piece))` of the \(unit.name) goes backwards", at: piece,
            help: "write `\(low)-\(last),\(first)-\(high)`")
    }

    private func stepOfOneNumber(_ part: Range<Int>, _ number: Range<Int>, _ step: Range<Int>) -> CronError {
        let last = unit.all.upperBound
        return failure(
            "`\(text(part))` has a step but no range", at: part,
            help: "write `\(text(number))-\(last)/\(text(step))`")
    }
}
