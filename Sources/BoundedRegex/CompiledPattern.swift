import CPCRE2

/// Owns what PCRE2 made of a pattern.
final class CompiledPattern: Sendable {
    // Unsafe only in name: PCRE2 never changes a compiled pattern while it searches.
    private nonisolated(unsafe) let code: OpaquePointer

    init(_ pattern: String, dialect: BoundedRegex.Dialect) throws(BoundedRegexError) {
        code = try Self.compile(pattern, dialect: dialect)
    }

    deinit { pcre2_code_free_8(code) }

    func matches(_ text: String, steps: inout Int) throws(BoundedRegexError) -> Bool {
        guard let data = pcre2_match_data_create_8(1, nil) else { throw .outOfMemory }
        defer { pcre2_match_data_free_8(data) }
        guard let context = pcre2_match_context_create_8(nil) else { throw .outOfMemory }
        defer { pcre2_match_context_free_8(context) }
        var text = text
        let result = SearchBudget.spend(&steps, in: context) {
            text.withUTF8 { pcre2_match_8(code, $0.baseAddress, $0.count, 0, 0, data, context) }
        }
        switch result {
        case 0...: return true
        case PCRE2_ERROR_NOMATCH: return false
        case PCRE2_ERROR_NOMEMORY: throw .outOfMemory
        default: throw BoundedRegexError(code: .tooCostly, message: "the pattern takes too many steps on this text")
        }
    }

    private static func compile(_ pattern: String, dialect: BoundedRegex.Dialect) throws(BoundedRegexError)
        -> OpaquePointer
    {
        guard let context = pcre2_compile_context_create_8(nil) else { throw .outOfMemory }
        defer { pcre2_compile_context_free_8(context) }
        pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        if dialect == .ecmaScript { pcre2_set_compile_extra_options_8(context, UInt32(PCRE2_EXTRA_ALT_BSUX)) }
        var error: Int32 = 0
        var offset = 0
        var pattern = dialect == .ecmaScript ? ECMAScriptPattern.translated(pattern) : pattern
        let code = pattern.withUTF8 {
            pcre2_compile_8($0.baseAddress, $0.count, options(for: dialect), &error, &offset, context)
        }
        guard let code else {
            throw BoundedRegexError(code: .syntax, message: message(for: error), offset: offset)
        }
        return code
    }

    private static func options(for dialect: BoundedRegex.Dialect) -> UInt32 {
        // The callouts before every part of the pattern feed the search budget.
        let common = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT
        return switch dialect {
        case .unicode: common | PCRE2_UCP
        case .ecmaScript: common | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF
        }
    }

    private static func message(for error: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let length = pcre2_get_error_message_8(error, &buffer, buffer.count)
        guard length > 0 else { return "this is not a regular expression" }
        return String(decoding: buffer.prefix(Int(length)), as: UTF8.self)
    }
}

extension BoundedRegexError {
    fileprivate static var outOfMemory: BoundedRegexError {
        BoundedRegexError(code: .unavailable, message: "there is no memory left for a regular expression")
    }
}
