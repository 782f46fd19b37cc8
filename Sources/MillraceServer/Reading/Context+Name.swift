import Foundation
import Hummingbird

extension BasicRequestContext {
    /// What stands in the path at that place, with `%2E` and the like read.
    func name(_ place: String) throws -> String {
        let text = try parameters.require(place)
        guard let name = text.removingPercentEncoding, !name.isEmpty else {
            throw Problem(
                status: .badRequest, code: "invalid_path", detail: "`\(text)` in the path is not percent-encoded UTF-8")
        }
        return name
    }
}
