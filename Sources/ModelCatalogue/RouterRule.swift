import Expressions
import JSONModel

/// One rule of the router: which model is asked where a condition holds.
public struct RouterRule: Sendable, Hashable {
    /// CEL over `request`; `nil` for a rule that always holds.
    public let when: String?
    public let model: String
    private let condition: Expression?

    /// - Throws: ``ModelCatalogueError`` with `invalid_catalogue` for a text that is no expression.
    public init(when: String? = nil, model: String) throws(ModelCatalogueError) {
        do throws(ExpressionError) {
            condition = try when.map { text throws(ExpressionError) in try Expression(parsing: text) }
        } catch {
            throw ModelCatalogueError(.invalidCatalogue, "`\(when ?? "")` is no condition: \(error.message)")
        }
        self.when = when
        self.model = model
    }

    /// An error, such as a division by zero, is no match.
    func matches(_ request: ModelRequest) -> Bool {
        condition?.isTrue(["request": CELValue(request.value)]) ?? true
    }

    public static func == (left: RouterRule, right: RouterRule) -> Bool {
        left.when == right.when && left.model == right.model
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(when)
        hasher.combine(model)
    }
}
