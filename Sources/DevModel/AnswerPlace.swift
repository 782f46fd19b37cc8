/// Where in an answer a value stands, and so what it is about.
struct AnswerPlace: Sendable {
    /// The nearest property's name; empty at the root.
    private(set) var name = ""
    /// Which image, when the value stands in a list with one item per image.
    private(set) var image: Int?
    /// The place in the innermost list.
    private(set) var item = 0
    private(set) var isInsideList = false
    /// Inside an item of a list of labels, such as `objects`.
    private(set) var isInsideLabel = false
    private(set) var depth = 0
    /// References being followed; meeting one again is recursion.
    private(set) var references: Set<String> = []

    var role: PropertyRole { PropertyRole(name: name) }

    func entering(property: String) -> AnswerPlace {
        var place = self
        place.name = property
        place.depth += 1
        return place
    }

    func entering(item index: Int, imageCount: Int) -> AnswerPlace {
        var place = self
        if !isInsideList, imageCount > 0, !hasLabels { place.image = index % imageCount }
        place.item = index
        place.isInsideList = true
        place.isInsideLabel = hasLabels
        place.depth += 1
        return place
    }

    func following(_ reference: String) -> AnswerPlace {
        var place = self
        place.references.insert(reference)
        return place
    }

    var hasLabels: Bool {
        switch role {
        case .label, .colour: true
        default: false
        }
    }
}
