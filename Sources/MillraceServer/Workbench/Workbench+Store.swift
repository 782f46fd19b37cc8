import Broker
import Foundation
import HTTPTypes
package import JSONModel

extension Workbench {
    /// `{"subscriptions": […]}` by name: how many deliveries are where.
    package func subscriptions() async throws -> JSONValue {
        let counts = try await broker.counts()
        return [
            "subscriptions": .array(
                counts.map { $0.view(hasWorker: workingSubscriptions.contains($0.subscription)) })
        ]
    }

    /// `{"findings": […], "deliveries": n}`: what is wrong in the store, and how many deliveries it ever took.
    package func audit() async throws -> JSONValue {
        let findings = try await broker.audit()
        let taken = try await broker.counts().reduce(0) { $0 &+ $1.delivered }
        return [
            "findings": .array(findings.map { ["code": .string($0.code.rawValue), "text": .string($0.text)] }),
            "deliveries": .int(Int64(taken)),
        ]
    }

    /// Copies the store while others go on working. What stands at the path is never replaced.
    package func backup(to path: String) async throws -> JSONValue {
        guard path.hasPrefix("/"), !path.hasSuffix("/") else {
            throw Problem.body("`path` must be the absolute path of a file, not `\(path)`", "/path")
        }
        guard let copy else {
            throw Problem(
                status: .notImplemented, code: "backup_unsupported", detail: "this store cannot copy itself")
        }
        guard !Self.isTaken(path) else { throw Problem.fileExists("\(path) exists and is not overwritten") }
        do throws(BrokerError) {
            try await copy(path)
        } catch {
            guard error.code == .storage, Self.isTaken(path) else { throw error }
            // Somebody else was quicker.
            throw Problem.fileExists(error.message)
        }
        return ["path": .string(path)]
    }

    /// A link that leads nowhere counts too.
    private static func isTaken(_ path: String) -> Bool {
        (try? FileManager.default.attributesOfItem(atPath: path)) != nil
    }

    /// `{"schedules": […]}` by name: what the project says of each, and what the store has made of it.
    package func schedules() async throws -> JSONValue {
        let plans = project.schedules(now)
        let states = Dictionary(
            try await broker.schedules().map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let names = Set(plans.keys).union(states.keys).sorted()
        return [
            "schedules": .array(
                names.map { name in
                    let facts = (states[name]?.facts ?? [:]).merging(plans[name]?.objectValue ?? [:]) { $1 }
                    return .object(facts.merging(["name": .string(name), "inForce": .bool(plans[name] != nil)]) { $1 })
                })
        ]
    }
}

extension Problem {
    fileprivate static func fileExists(_ detail: String) -> Problem {
        Problem(status: .conflict, code: "file_exists", detail: detail)
    }
}

extension ScheduleState {
    fileprivate var facts: [String: JSONValue] {
        [
            "lastInstant": .string(lastInstant.text), "lastJobId": lastJobID.map { .string($0) } ?? .null,
            "fired": .int(Int64(fired)), "skipped": .int(Int64(skipped)),
        ]
    }
}

extension SubscriptionCounts {
    fileprivate func view(hasWorker: Bool) -> JSONValue {
        let numbers = [
            "delivered": delivered, "scheduled": scheduled, "ready": ready, "waiting": waiting, "locked": locked,
            "completed": completed, "cancelled": cancelled, "dead": dead, "discarded": discarded, "removed": removed,
            "difference": difference,
        ]
        var view = numbers.mapValues { JSONValue.int(Int64($0)) }
        view["subscription"] = .string(subscription)
        view["oldestReadyAt"] = oldestReadyAt.json
        view["hasWorker"] = .bool(hasWorker)
        return .object(view)
    }
}
