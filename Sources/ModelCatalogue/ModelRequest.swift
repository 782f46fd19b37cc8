public import Expressions
public import JSONModel

/// What the router knows of a call.
public struct ModelRequest: Sendable, Hashable {
    /// The word the step gives, such as `reasoning`; empty for none.
    public var task: String
    /// About how many tokens are asked, images aside: a quarter of the text's bytes.
    public var tokens: Int64
    public var images: Int64
    /// The tenant; empty when nobody was named.
    public var creatorID: String
    public var jobType: String

    public init(
        task: String = "", tokens: Int64 = 0, images: Int64 = 0, creatorID: String = "", jobType: String = ""
    ) {
        self.task = task
        self.tokens = tokens
        self.images = images
        self.creatorID = creatorID
        self.jobType = jobType
    }

    /// As conditions see it.
    public var value: JSONValue {
        [
            "task": .string(task), "tokens": .int(tokens), "images": .int(images), "creatorId": .string(creatorID),
            "jobType": .string(jobType),
        ]
    }

    /// The names conditions may use.
    public static let scope: [String: StaticType] = [
        "request": .object(
            ObjectShape(
                name: "`request`",
                members: [
                    "task": .init(.string), "tokens": .init(.int), "images": .init(.int), "creatorId": .init(.string),
                    "jobType": .init(.string),
                ]))
    ]
}
