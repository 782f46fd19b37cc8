import HTTPTypes
import Hummingbird

extension Request {
    /// How long the caller wants to wait for a result: `Prefer: wait=N` (RFC 7240), in seconds, at most 60. `nil` if he
    /// does not say, or not in a way that can be understood: a preference is never an error.
    func preferredWait() -> Duration? {
        guard let name = HTTPField.Name("Prefer") else { return nil }
        for preference in headers[values: name].flatMap({ $0.split(separator: ",") }) {
            let word = preference.split(separator: ";").first ?? ""
            let parts = word.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix(" ").lowercased() }
            guard parts.count == 2, parts[0] == "wait", let seconds = UInt32(parts[1].filter { $0 != "\"" }) else {
                continue
            }
            return .seconds(min(seconds, 60))
        }
        return nil
    }
}
