/// The size of pictures made from a video: square pixels, never larger than the video.
struct PictureSize: Sendable, Hashable {
    let width: Int
    let height: Int

    init(of video: VideoInfo, atMostWide limit: Int) {
        let shownWidth = Double(video.width) * min(video.pixelAspect, 1)
        let shownHeight = Double(video.height) / max(video.pixelAspect, 1)
        let scale = min(1, Double(max(limit, 1)) / shownWidth)
        width = max(1, Int((shownWidth * scale).rounded()))
        height = max(1, Int((shownHeight * scale).rounded()))
    }
}
