import ArgumentParser

/// A project to begin with: what `init` writes.
struct ProjectTemplate {
    enum Name: String, ExpressibleByArgument, CaseIterable {
        case minimal, video, events
    }

    /// Files of `pipelines/`, by name.
    let pipelines: [String: String]
    /// What `run` is called with to see it work.
    let firstRun: String
    /// What the project does, for its README.
    let story: String

    static func named(_ name: Name) -> ProjectTemplate {
        switch name {
        case .minimal: minimal
        case .video: video
        case .events: events
        }
    }

    /// - Parameters:
    ///   - program: what the person calls this program.
    ///   - schemas: by path below `schemas/`.
    func scaffold(title: String, program: String, schemas: [String: String]) -> Scaffold {
        var files = [
            "millrace.yaml": Self.settings, ".gitignore": ".millrace/\n",
            "README.md": readme(title: title, program: program),
        ]
        for (name, text) in pipelines { files["pipelines/\(name)"] = text }
        for (path, text) in schemas { files["schemas/\(path)"] = text }
        return Scaffold(files: files, courtesies: ["README.md", ".gitignore"])
    }

    private static let settings = """
        # yaml-language-server: $schema=schemas/settings.schema.json
        # How long finished work is kept. Dead letters stay whatever this says.
        kind: settings
        retention:
          jobs: 30d
          records: forever

        """

    private func readme(title: String, program: String) -> String {
        """
        # \(title)

        \(story)

        ```sh
        \(program) validate
        \(program) test
        \(program) run \(firstRun)
        \(program) serve
        ```

        `pipelines/` holds what runs and when; `\(program) plugins list` says which steps there are. Editors that know
        the YAML language server complete and check the files by `schemas/`; write those anew with
        `\(program) schema generate` when the program has changed.

        """
    }
}
