import HTTPTypes

/// Why a request to the hub is not answered as asked.
struct HubRefusal: Error, Hashable {
    let status: HTTPResponse.Status
    let code: String
    /// One plain sentence.
    let detail: String

    init(_ status: HTTPResponse.Status, _ code: String, _ detail: String) {
        self.status = status
        self.code = code
        self.detail = detail
    }

    static let noConnection = HubRefusal(
        .notFound, "no_such_connection", "there is no connection of yours with this id")
    static let noID = HubRefusal(.badRequest, "id_required", "the query names no connection: negotiate first")
    static let inUse = HubRefusal(.conflict, "connection_in_use", "this connection has its transport already")
    static let otherTransport = HubRefusal(
        .badRequest, "other_transport", "this connection uses another transport")
    static let parallelPost = HubRefusal(.conflict, "parallel_post", "another post of this connection is under way")
    static let stopping = HubRefusal(.serviceUnavailable, "stopping", "the server is going away: connect again soon")
    static let full = HubRefusal(.serviceUnavailable, "hub_full", "there are as many connections as the hub takes")
    static let tooMany = HubRefusal(
        .tooManyRequests, "too_many_connections", "this user has as many connections as one may have")
    static let unauthorized = HubRefusal(
        .unauthorized, "unauthorized", "an access token that is signed, in time and names a user is needed")
    static let foreignOrigin = HubRefusal(
        .forbidden, "foreign_origin", "pages of this origin may not connect to this hub")
    static let badHub = HubRefusal(
        .notFound, "no_such_hub", "a hub's name is a letter, then letters, digits and underscores, at most 128")
}
