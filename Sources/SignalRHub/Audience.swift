/// Whom a message is for, within one hub.
public enum Audience: Sendable, Hashable {
    case everyone
    /// All connections of a user; names are case-sensitive.
    case user(String)
    case group(String)
    /// One connection by its public id.
    case connection(String)
}
