/// The colours of a diagnostic on a terminal; none elsewhere.
struct DiagnosticPalette {
    let isOn: Bool

    func severity(_ text: String, _ severity: Diagnostic.Severity) -> String {
        switch severity {
        case .error: paint(text, "1;31")
        case .warning: paint(text, "1;33")
        case .info: paint(text, "1;36")
        }
    }

    func headline(_ text: String) -> String { paint(text, "1") }

    /// Arrows, line numbers, frames and second places.
    func place(_ text: String) -> String { paint(text, "34") }

    private func paint(_ text: String, _ style: String) -> String { isOn ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text }
}
