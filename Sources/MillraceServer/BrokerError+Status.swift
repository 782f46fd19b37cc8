import Broker
import HTTPTypes

extension BrokerError.Code {
    /// How the API answers this error.
    var httpStatus: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .unroutable, .unknownSubscription, .idempotencyConflict: .unprocessableContent
        case .jobEnded, .duplicateID, .lockLost, .budgetExceeded: .conflict
        case .full: HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
        case .closed, .owned, .newer, .foreign, .storage: .serviceUnavailable
        }
    }
}
