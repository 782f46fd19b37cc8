import BoundedRegex

extension FunctionLibrary {
    mutating func addStrings() {
        addTests()
        addPlaces()
        addParts()
        addCases()
    }

    private mutating func addTests() {
        add("contains", .method) { (meter, text: String, part: String) throws(Fault) -> Bool in
            try meter.read(text.utf8.count + part.utf8.count)
            return ByteSearch(Array(part.utf8)).firstIndex(in: Array(text.utf8)) != nil
        }
        add("startsWith", .method) { (meter, text: String, start: String) throws(Fault) -> Bool in
            try meter.read(start.utf8.count)
            return text.utf8.starts(with: start.utf8)
        }
        add("endsWith", .method) { (meter, text: String, end: String) throws(Fault) -> Bool in
            try meter.read(end.utf8.count)
            return text.utf8.reversed().starts(with: end.utf8.reversed())
        }
        add("matches", .function, .method, body: Self.matches)
    }

    private static func matches(_ meter: inout Meter, _ text: String, _ pattern: String) throws(Fault) -> Bool {
        // Reading a pattern costs far more than one step, and it is read anew each time.
        try meter.spend(500 + pattern.utf8.count)
        try meter.read(text.utf8.count)
        do {
            return try BoundedRegex(pattern).matches(text, steps: &meter.searchSteps)
        } catch {
            switch error.code {
            case .syntax: throw meter.fault(.invalidValue, "this is no regular expression: \(error.message)")
            case .tooCostly, .unavailable: throw meter.fault(.tooCostly, error.message)
            }
        }
    }

    private mutating func addPlaces() {
        add("indexOf", .method) { (meter, text: String, part: String) throws(Fault) in
            try Self.index(of: part, in: text, from: 0, &meter)
        }
        add("indexOf", .method) { (meter, text: String, part: String, start: Int64) throws(Fault) in
            try Self.index(of: part, in: text, from: start, &meter)
        }
        add("lastIndexOf", .method) { (meter, text: String, part: String) throws(Fault) -> Int64 in
            try Self.lastIndex(of: part, in: text, &meter)
        }
        add("lastIndexOf", .method) { (meter, text: String, part: String, start: Int64) throws(Fault) -> Int64 in
            // Only a place within the text is valid, though what is found there may go on behind it.
            let head = try Self.slice(text, 0, start, &meter)
            let rest = text.unicodeScalars.dropFirst(head.unicodeScalars.count).prefix(part.unicodeScalars.count)
            return try Self.lastIndex(of: part, in: head + String(rest), &meter)
        }
        add("charAt", .method) { (meter, text: String, place: Int64) throws(Fault) -> String in
            let size = Self.codePoints(text.utf8[...])
            return try Self.slice(text, place, place == size ? place : place.addingClamped(1), &meter)
        }
        add("substring", .method) { (meter, text: String, start: Int64) throws(Fault) in
            try Self.slice(text, start, Self.codePoints(text.utf8[...]), &meter)
        }
        add("substring", .method) { (meter, text: String, start: Int64, end: Int64) throws(Fault) in
            try Self.slice(text, start, end, &meter)
        }
    }

    private static func codePoints(_ bytes: some Sequence<UInt8>) -> Int64 {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    private static func lastIndex(of part: String, in text: String, _ meter: inout Meter) throws(Fault) -> Int64 {
        try meter.read(text.utf8.count + part.utf8.count)
        let search = ByteSearch(part.utf8.reversed())
        guard let index = search.firstIndex(in: text.utf8.reversed()) else { return -1 }
        return codePoints(Array(text.utf8).dropLast(index + part.utf8.count))
    }

    private static func index(
        of part: String, in text: String, from start: Int64, _ meter: inout Meter
    ) throws(Fault) -> Int64 {
        try meter.read(text.utf8.count + part.utf8.count)
        let skipped = try slice(text, 0, start, &meter).utf8.count
        let bytes = Array(text.utf8)
        guard let index = ByteSearch(Array(part.utf8)).firstIndex(in: bytes, from: skipped) else { return -1 }
        return codePoints(bytes[..<index])
    }

    /// The code points from the one place up to, without, the other.
    private static func slice(
        _ text: String, _ start: Int64, _ end: Int64, _ meter: inout Meter
    ) throws(Fault) -> String {
        try meter.produce(text.utf8.count)
        let scalars = text.unicodeScalars
        guard start >= 0, start <= end, end <= scalars.count else {
            throw meter.fault(.indexOutOfRange, "these places do not lie within the text, in this order")
        }
        let from = scalars.index(scalars.startIndex, offsetBy: Int(start))
        return String(scalars[from..<scalars.index(from, offsetBy: Int(end - start))])
    }

    private mutating func addParts() {
        add("split", .method) { (meter, text: String, separator: String) throws(Fault) in
            try Self.split(text, separator, -1, &meter)
        }
        add("split", .method) { (meter, text: String, separator: String, limit: Int64) throws(Fault) in
            try Self.split(text, separator, limit, &meter)
        }
        add("join", .method) { (meter, list: StringList) throws(Fault) in try Self.join(list.items, "", &meter) }
        add("join", .method) { (meter, list: StringList, separator: String) throws(Fault) in
            try Self.join(list.items, separator, &meter)
        }
        add("replace", .method) { (meter, text: String, old: String, new: String) throws(Fault) in
            try Self.replace(text, old, new, -1, &meter)
        }
        add("replace", .method) { (meter, text: String, old: String, new: String, limit: Int64) throws(Fault) in
            try Self.replace(text, old, new, limit, &meter)
        }
    }

    /// - Parameter limit: how many parts at most; below zero for all.
    private static func split(
        _ text: String, _ separator: String, _ limit: Int64, _ meter: inout Meter
    ) throws(Fault) -> StringList {
        try meter.produce(text.utf8.count + separator.utf8.count)
        guard limit != 0 else { return StringList(CELList([CELValue]())) }
        let bytes = Array(text.utf8)
        let cuts = places(of: separator, in: bytes, atMost: limit < 0 ? .max : Int(limit) - 1)
            .filter { !separator.isEmpty || ($0 > 0 && $0 < bytes.count) }
        try meter.produce((cuts.count + 1) * Meter.itemSize)
        var parts: [CELValue] = []
        var start = 0
        for cut in cuts {
            parts.append(.string(String(decoding: bytes[start..<cut], as: UTF8.self)))
            start = cut + separator.utf8.count
        }
        if !(separator.isEmpty && bytes.isEmpty) {
            parts.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
        }
        return StringList(CELList(parts))
    }

    /// Nothing is found between all characters, at the start and at the end.
    private static func places(of part: String, in bytes: [UInt8], atMost limit: Int) -> [Int] {
        guard part.isEmpty else { return ByteSearch(Array(part.utf8)).indices(in: bytes, atMost: limit) }
        let starts = bytes.indices.lazy.filter { bytes[$0] & 0xC0 != 0x80 }
        return Array((Array(starts) + [bytes.count]).prefix(limit))
    }

    private static func join(_ list: CELList, _ separator: String, _ meter: inout Meter) throws(Fault) -> String {
        var text = ""
        for (index, item) in list.enumerated() {
            guard case .string(let part) = item else {
                let message = "`join` needs a list of strings, and [\(index)] is \(item.type.withArticle)"
                throw meter.fault(.typeMismatch, message)
            }
            try meter.spend(1)
            try meter.produce(part.utf8.count + separator.utf8.count)
            text += index == 0 ? part : separator + part
        }
        return text
    }

    private static func replace(
        _ text: String, _ old: String, _ new: String, _ limit: Int64, _ meter: inout Meter
    ) throws(Fault) -> String {
        try meter.read(text.utf8.count + old.utf8.count)
        let bytes = Array(text.utf8)
        let cuts = places(of: old, in: bytes, atMost: limit < 0 ? .max : Int(limit))
        let (added, isOver) = cuts.count.multipliedReportingOverflow(by: new.utf8.count)
        try meter.produce(isOver ? .max : added)
        try meter.produce(bytes.count)
        var result: [UInt8] = []
        var start = 0
        for cut in cuts {
            result += bytes[start..<cut]
            result += new.utf8
            start = cut + old.utf8.count
        }
        return String(decoding: result + bytes[start...], as: UTF8.self)
    }

    private mutating func addCases() {
        add("lowerAscii", .method) { (meter, text: String) throws(Fault) -> String in
            try meter.produce(text.utf8.count)
            return String(decoding: text.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
        }
        add("upperAscii", .method) { (meter, text: String) throws(Fault) -> String in
            try meter.produce(text.utf8.count)
            return String(decoding: text.utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }, as: UTF8.self)
        }
        add("reverse", .method) { (meter, text: String) throws(Fault) -> String in
            try meter.produce(text.utf8.count)
            var reversed = ""
            reversed.unicodeScalars.append(contentsOf: text.unicodeScalars.reversed())
            return reversed
        }
        add("trim", .method) { (meter, text: String) throws(Fault) -> String in
            try meter.produce(text.utf8.count)
            let kept = text.unicodeScalars.drop { $0.properties.isWhitespace }
            let end = kept.lastIndex { !$0.properties.isWhitespace }.map { kept.index(after: $0) }
            return String(kept[..<(end ?? kept.startIndex)])
        }
    }
}

extension Int64 {
    fileprivate func addingClamped(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
