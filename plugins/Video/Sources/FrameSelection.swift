/// One pass of ffmpeg over a part of a video, and the frames it takes there.
struct FrameSelection: Sendable, Hashable {
    /// Sorted, on the file's own clock; not empty.
    let times: [Double]
    /// Where to jump before decoding; `nil`: read from the beginning.
    let seekTime: Double?

    /// Half of the shortest frame (of 1,000 a second).
    private static let tolerance = 0.0005
    /// Decoding this much is about as fast as starting another pass.
    private static let longGap = 10.0

    /// Splits far apart frames into passes of their own, so that nothing between them is decoded.
    static func passes(over times: [Double], isSeekable: Bool) -> [FrameSelection] {
        guard isSeekable, let first = times.first else { return [FrameSelection(times: times, seekTime: nil)] }
        var groups: [[Double]] = [[first]]
        for (before, time) in zip(times, times.dropFirst()) {
            if time - before > longGap { groups.append([time]) } else { groups[groups.count - 1].append(time) }
        }
        return groups.enumerated().map { place, group in
            // The file's first frame may come before its clock's zero; a jump is only worth it further on.
            FrameSelection(times: group, seekTime: place == 0 && first < longGap ? nil : group[0])
        }
    }

    var seekArguments: [String] {
        seekTime.map { ["-seek_timestamp", "1", "-noaccurate_seek", "-ss", String($0)] } ?? []
    }

    /// For ffmpeg's `select` filter: the first frame at or after the first time, then at or after the second …
    ///
    /// A search tree over the number of frames selected so far keeps the depth logarithmic.
    var expression: String { "gte(t,\(tree(times[...])))" }

    private func tree(_ part: ArraySlice<Double>) -> String {
        if part.count == 1, let time = part.first { return String(time - Self.tolerance) }
        let middle = part.startIndex + part.count / 2
        return "if(lt(selected_n,\(middle)),\(tree(part[..<middle])),\(tree(part[middle...])))"
    }
}
