import Foundation
import JSONModel

/// Asks the store whether all promises were kept: itself, or through the server that owns it.
struct StoreAudit {
    let options: GlobalOptions
    let storePath: String

    private static let law = "what came in is done, waiting, dead, discarded or removed"

    /// One finding for each broken promise, or one that says that there is none; nothing where there is no store.
    func examine() async -> [Finding] {
        guard options.serverAddress != nil || FileManager.default.fileExists(atPath: storePath) else { return [] }
        do {
            let audit = try await Desks.with(options) { desk in try await desk.audit() }
            let findings = audit["findings"]?.arrayValue ?? []
            guard findings.isEmpty else { return findings.map(finding) }
            let text = "the conservation law holds for \(audit.count("deliveries")) deliveries: \(Self.law)"
            return [Finding(verdict: .ok, subject: "audit", text: text)]
        } catch let failure as CommandFailure where failure.status == .tryAgain {
            return [Finding(verdict: .warn, subject: "audit", text: failure.message)]
        } catch let failure as CommandFailure {
            return [Finding(verdict: .fail, subject: "audit", text: failure.message)]
        } catch {
            return [Finding(verdict: .fail, subject: "audit", text: "\(error)")]
        }
    }

    private func finding(_ value: JSONValue) -> Finding {
        let code = value.cell("code")
        let text = "\(code): \(value.cell("text"))"
        let isLaw = code == "conservation"
        return Finding(
            verdict: .fail, subject: "audit", text: isLaw ? "\(text); the conservation law says: \(Self.law)" : text,
            remedy: "keep a copy with `millrace backup FILE` and report it")
    }
}
