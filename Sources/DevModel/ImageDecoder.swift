/// Decodes the images of a request, equal ones once, at most two at the same time.
struct ImageDecoder: Sendable {
    static let width = 2

    let decodeOne: @Sendable (EncodedImage) async throws -> Thumbnail

    struct Batch: Sendable {
        /// One for each image asked for, in that order.
        let thumbnails: [Thumbnail]
        let decodedCount: Int
    }

    func decode(_ images: [EncodedImage]) async throws -> Batch {
        var places: [EncodedImage: Int] = [:]
        var distinct: [EncodedImage] = []
        for image in images where places[image] == nil {
            places[image] = distinct.count
            distinct.append(image)
        }
        let decoded = try await decodeDistinct(distinct)
        return Batch(thumbnails: images.compactMap { places[$0].flatMap { decoded[$0] } }, decodedCount: decoded.count)
    }

    private func decodeDistinct(_ images: [EncodedImage]) async throws -> [Int: Thumbnail] {
        try await withThrowingTaskGroup(of: (Int, Thumbnail).self) { group in
            var waiting = images.enumerated().makeIterator()
            func startNext() {
                guard let (index, image) = waiting.next() else { return }
                group.addTask { (index, try await decodeOne(image)) }
            }
            for _ in 0..<Self.width { startNext() }
            var thumbnails: [Int: Thumbnail] = [:]
            while let (index, thumbnail) = try await group.next() {
                thumbnails[index] = thumbnail
                startNext()
            }
            return thumbnails
        }
    }
}
