/// Finds bytes in time that grows with the length only (Knuth, Morris, Pratt): texts come from strangers.
///
/// UTF-8 needs no special care: a valid text is never found in the middle of a character.
struct ByteSearch {
    private let needle: [UInt8]
    /// For each prefix, the length of the longest shorter prefix that it ends with.
    private let borders: [Int]

    init(_ needle: [UInt8]) {
        self.needle = needle
        var borders = [0]
        var matched = 0
        for byte in needle.dropFirst() {
            while matched > 0, needle[matched] != byte { matched = borders[matched - 1] }
            if needle[matched] == byte { matched += 1 }
            borders.append(matched)
        }
        self.borders = borders
    }

    func firstIndex(in haystack: [UInt8], from start: Int = 0) -> Int? {
        guard start <= haystack.count else { return nil }
        if needle.isEmpty { return start }
        var matched = 0
        for index in start..<haystack.count {
            while matched > 0, needle[matched] != haystack[index] { matched = borders[matched - 1] }
            if needle[matched] == haystack[index] { matched += 1 }
            if matched == needle.count { return index + 1 - matched }
        }
        return nil
    }

    /// Where the needle is found, without overlaps, at most that often.
    func indices(in haystack: [UInt8], atMost limit: Int) -> [Int] {
        var found: [Int] = []
        var start = 0
        while found.count < limit, let index = firstIndex(in: haystack, from: start) {
            found.append(index)
            start = index + needle.count
        }
        return found
    }
}
