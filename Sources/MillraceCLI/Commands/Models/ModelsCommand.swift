import ArgumentParser
import JSONModel
import ModelCatalogue
import PipelineDefinitions
import StepKit

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the models of the project, try one, and say what calls cost.",
        discussion: "Example: millrace models list",
        subcommands: [ModelsListCommand.self, ModelsTestCommand.self, ModelsCostCommand.self])
}

extension ProjectLoading {
    /// - Throws: ``CommandFailure`` where the project has no file of `kind: models`.
    static func models(_ options: GlobalOptions, registry: StepRegistry) throws -> ModelCatalogue {
        guard let models = try load(options.projectFolder, registry: registry).models else {
            throw CommandFailure(
                .configuration, "no_models: the project has no file of `kind: models`, such as pipelines/models.yaml")
        }
        return models
    }
}

extension ModelCatalogue {
    /// The model that a name, a role or `auto` stands for.
    func model(named name: String) throws -> Model {
        do throws(ModelCatalogueError) {
            return try candidates(for: name, ModelRequest(), needing: [])[0]
        } catch {
            throw CommandFailure(.usage, "\(error.code.rawValue): \(error.message)")
        }
    }

    /// An amount with the catalogue's currency.
    func text(_ money: Money?) -> String { money.map { "\($0) \(currency)" } ?? "unknown" }
}
