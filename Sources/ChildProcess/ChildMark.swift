import Foundation

/// The mark that a child and all it starts carry in their environment, also after leaving the process group.
///
/// `MILLRACE_CHILD` holds a path: when a marked process starts children of its own through this module, their mark is
/// appended, so that the outer owner still finds them.
struct ChildMark: Sendable, Hashable {
    static let variable = "MILLRACE_CHILD"

    /// `owner.random`
    let token: String

    init(owner: String) {
        let random = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 36) }.joined()
        token = "\(owner).\(random)"
    }

    /// The variable's value for a child of a process whose own value is `outer`.
    func value(inside outer: String?) -> String {
        outer.map { "\($0)/\(token)" } ?? token
    }

    static func validate(owner: String) throws(ChildProcessError) {
        let allowed = owner.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard allowed, (1...64).contains(owner.utf8.count) else {
            throw ChildProcessError(.invalidArgument, at: "owner", "An owner is 1-64 letters, digits, `_` or `-`.")
        }
    }

    /// Which marks a sweep looks for.
    enum Pattern: Sendable, Hashable {
        case token(String)
        case owner(String)

        /// Whether a process's environment, as `/proc` shows it, carries such a mark.
        func matches(environment: [UInt8]) -> Bool {
            let prefix = Array("\(ChildMark.variable)=".utf8)
            return environment.split(separator: 0).contains { entry in
                entry.starts(with: prefix)
                    && entry.dropFirst(prefix.count).split(separator: UInt8(ascii: "/")).contains(
                        where: matches(token:))
            }
        }

        private func matches(token: ArraySlice<UInt8>) -> Bool {
            switch self {
            case .token(let expected): token.elementsEqual(expected.utf8)
            case .owner(let owner): token.starts(with: Array("\(owner).".utf8))
            }
        }
    }
}
