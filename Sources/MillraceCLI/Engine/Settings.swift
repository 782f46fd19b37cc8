import Foundation
import StepKit

/// What the process's environment says.
struct Settings {
    var variables: [String: String]

    init(_ variables: [String: String] = ProcessInfo.processInfo.environment) {
        self.variables = variables
    }

    /// `MILLRACE_ALLOWED_FOLDERS`, separated by colons: below these, steps may read local files.
    var allowedFolders: [String] { list("MILLRACE_ALLOWED_FOLDERS", separator: ":") }

    /// `MILLRACE_ALLOWED_NETWORKS`, separated by commas: networks outside the public internet that steps may reach.
    var allowedNetworks: [String] { list("MILLRACE_ALLOWED_NETWORKS", separator: ",") }

    /// What expressions see as `env`: variables that begin with `MILLRACE_VAR_`, without that.
    var expressionVariables: [String: String] { stripping("MILLRACE_VAR_") }

    /// What expressions see as `secrets`: variables that begin with `MILLRACE_SECRET_`, without that.
    var secrets: [String: String] { stripping("MILLRACE_SECRET_") }

    /// Whether somebody has named a model to use; otherwise the development model stands in.
    var hasModelEndpoint: Bool { !(variables["MILLRACE_MODEL_ENDPOINT"] ?? "").isEmpty }

    private func list(_ name: String, separator: Character) -> [String] {
        (variables[name] ?? "").split(separator: separator).map { $0.trimmingCharacters(in: .whitespaces) }
    }

    private func stripping(_ prefix: String) -> [String: String] {
        Dictionary(
            variables.compactMap { name, value in
                name.hasPrefix(prefix) ? (String(name.dropFirst(prefix.count)), value) : nil
            }, uniquingKeysWith: { first, _ in first })
    }
}
