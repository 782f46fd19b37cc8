import SQLiteBroker
import Broker
import Foundation
import Logging
import PipelineRuntime
import SignalRHub

/// The server's own SignalR hub, and how the plugins of this process find it.
struct InAppChannel: Sendable {
    static let variable = "MILLRACE_SIGNALR_CONNECTION"

    /// The settings, with the connection to the server's own hub unless another one was named.
    let settings: Settings
    private let accessKey: String

    /// - Parameter address: the server's, such as `http://127.0.0.1:8117`.
    init(_ settings: Settings, address: String) {
        let key = UUID().uuidString + UUID().uuidString
        accessKey = key
        var settings = settings
        if (settings.variables[Self.variable] ?? "").isEmpty {
            settings.variables[Self.variable] = "Endpoint=\(address);AccessKey=\(key);Version=1.0;"
        }
        self.settings = settings
    }

    /// - Parameter folder: the store's, where the key of access tokens is.
    func hub(of engine: LocalEngine, folder: String, logger: Logger) throws -> Hub {
        var options = HubOptions()
        options.origins = Set(settings.signalROrigins)
        let broker = engine.broker
        let trust = Hub.Trust(
            tokenKey: try TokenKey(settings, folder: folder).bytes, accessKey: Array(accessKey.utf8),
            mayFollow: { job, user in (try? await broker.job(job))??.creatorID == user })
        let time = engine.time
        return Hub(
            options: options, trust: trust,
            time: HubTime(now: { .milliseconds(time.now.milliseconds) }, sleep: { try await time.sleep(for: $0) }),
            logger: logger)
    }
}

extension Settings {
    /// `MILLRACE_SIGNALR_ORIGINS`, separated by commas: the origins whose pages may connect to the hub.
    fileprivate var signalROrigins: [String] {
        (variables["MILLRACE_SIGNALR_ORIGINS"] ?? "").split(separator: ",")
            .map { $0.trimmingCharacters(in: .whitespaces) }
    }
}
