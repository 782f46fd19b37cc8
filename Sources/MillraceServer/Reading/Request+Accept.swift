import Foundation
import HTTPTypes
import Hummingbird

extension Request {
    /// Whether the client names this media type among those it accepts; wildcards leave us the usual one.
    func accepts(_ mediaType: String) -> Bool {
        (headers[.accept] ?? "").split(separator: ",").contains { range in
            range.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased() == mediaType
        }
    }
}
