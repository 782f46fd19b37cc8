/// Who a request to a hub comes from, by its access token.
struct HubCaller: Sendable, Hashable {
    let hub: String
    let user: String
    /// When the access token stops being valid, leeway included.
    let expiry: Duration
}
