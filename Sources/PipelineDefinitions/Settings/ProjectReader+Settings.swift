extension ProjectReader {
    /// The project's settings; the defaults where there is no file.
    func readSettings(_ files: inout [SourceFile], _ diagnostics: inout [Diagnostic]) -> ProjectSettings {
        guard let file = readFile(SettingsReader.path, &diagnostics) else { return ProjectSettings() }
        files.append(file)
        let (root, found) = YAMLDocument.read(file)
        diagnostics += found
        guard let root else { return ProjectSettings() }
        var reader = SettingsReader(file: file)
        let (settings, more) = reader.read(root)
        diagnostics += more
        return settings
    }
}
