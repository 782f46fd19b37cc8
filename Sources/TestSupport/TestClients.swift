import Foundation

/// The foreign clients and servers that tests talk to; `scripts/install-test-clients` puts them into `.venv`.
public enum TestClients {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The interpreter that has them all.
    public static let python = root.appending(path: ".venv/bin/python").path

    /// `make test` installs them; a bare `swift test` may have to do without.
    public static let areInstalled = FileManager.default.fileExists(
        atPath: root.appending(path: ".venv/installed.txt").path)
}
