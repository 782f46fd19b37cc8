import Broker
import ChildProcess
import Foundation
import JSONModel
import OutboundHTTP
import PipelineDefinitions
import PipelineRuntime
import SQLiteBroker
import StepKit

/// Looks at everything the program needs from its machine.
struct Doctor {
    let options: GlobalOptions
    let storePath: String
    let settings: Settings
    let registry: StepRegistry

    func examine() async -> [Finding] {
        var findings = [await tool("ffmpeg"), await tool("ffprobe")]
        findings.append(await sandbox())
        findings += project()
        findings.append(await store())
        findings += await StoreAudit(options: options, storePath: storePath).examine()
        findings.append(diskSpace())
        findings.append(openFiles())
        findings.append(await model())
        if getuid() == 0 {
            findings.append(
                Finding(verdict: .warn, subject: "user", text: "this is root", remedy: "run it as a user of its own"))
        }
        return findings
    }

    private func tool(_ name: String) async -> Finding {
        let command = ChildCommand(name, ["-hide_banner", "-version"])
        guard let result = try? await command.run(output: .collect(limit: 1 << 16)), result.status.isSuccess,
            let version = result.text.split(separator: "\n").first
        else {
            return Finding(
                verdict: .fail, subject: name, text: "not found, or it does not start; video steps need it",
                remedy: "apt-get install ffmpeg")
        }
        return Finding(verdict: .ok, subject: name, text: String(version))
    }

    private func sandbox() async -> Finding {
        let support = await Sandbox.probe()
        if case .unavailable(let reason) = support.bubblewrap {
            return Finding(
                verdict: .warn, subject: "sandbox", text: "bubblewrap does not work here: \(reason)",
                remedy: "apt-get install bubblewrap; it needs user namespaces")
        }
        return Finding(verdict: .ok, subject: "sandbox", text: "media tools run without a network and see one file")
    }

    private func project() -> [Finding] {
        let reading = Project.read(folder: options.projectFolder, registry: registry)
        guard let project = reading.project else {
            let count = reading.diagnostics.count { $0.severity == .error }
            return [
                Finding(
                    verdict: .fail, subject: "project", text: "\(count) errors in \(options.projectFolder)/pipelines",
                    remedy: "see: millrace validate")
            ]
        }
        let text =
            Counted.text(project.pipelines.count, "pipeline") + ", "
            + Counted.text(project.routing.subscriptions.count, "subscription")
        return [Finding(verdict: .ok, subject: "project", text: text)] + EnvironmentCheck(settings).examine(project)
    }

    private func store() async -> Finding {
        if let owner = SQLiteBroker.owner(of: storePath) {
            let place = owner.address.map { ", at \($0)" } ?? ""
            return Finding(
                verdict: .ok, subject: "store", text: "\(storePath) is in use by process \(owner.pid)\(place)")
        }
        guard FileManager.default.fileExists(atPath: storePath) else {
            return Finding(verdict: .ok, subject: "store", text: "\(storePath) will be made by the first job")
        }
        do throws(BrokerError) {
            let broker = try SQLiteBroker(path: storePath, at: TimeSource.system().now)
            await broker.close()
            return Finding(
                verdict: .ok, subject: "store", text: "\(storePath) opens; every commit is on disk (synchronous=FULL)")
        } catch {
            return Finding(verdict: .fail, subject: "store", text: "\(error.code.rawValue): \(error.message)")
        }
    }

    private func diskSpace() -> Finding {
        var folder = URL(filePath: storePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        guard
            let free = try? FileManager.default.attributesOfFileSystem(forPath: folder.path)[.systemFreeSize]
                as? NSNumber
        else {
            return Finding(verdict: .warn, subject: "disk", text: "nobody knows how much is free in \(folder.path)")
        }
        let gigabytes = free.doubleValue / 1e9
        let text = String(format: "%.1f GB free in %@", gigabytes, folder.path)
        return gigabytes < 1
            ? Finding(verdict: .warn, subject: "disk", text: text, remedy: "videos are stored while they are worked on")
            : Finding(verdict: .ok, subject: "disk", text: text)
    }

    private func openFiles() -> Finding {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Finding(verdict: .warn, subject: "open files", text: "the limit is not known")
        }
        return limit.rlim_cur < 1024
            ? Finding(
                verdict: .warn, subject: "open files", text: "at most \(limit.rlim_cur)", remedy: "ulimit -n 4096")
            : Finding(verdict: .ok, subject: "open files", text: "at most \(limit.rlim_cur)")
    }

    private func model() async -> Finding {
        guard settings.hasModelEndpoint, let endpoint = settings.variables["MILLRACE_MODEL_ENDPOINT"] else {
            return Finding(
                verdict: .warn, subject: "model", text: "none is configured; the development model stands in",
                remedy: "set MILLRACE_MODEL_ENDPOINT and MILLRACE_MODEL_KEY")
        }
        let client = OutboundHTTPClient(addressPolicy: .unrestricted)
        defer { client.shutdown() }
        var request = OutboundRequest("GET", endpoint)
        request.limits.totalTimeout = .seconds(5)
        do {
            _ = try await client.send(request, collectUpTo: 1 << 20)
            return Finding(verdict: .ok, subject: "model", text: "the configured endpoint answers")
        } catch {
            return Finding(verdict: .fail, subject: "model", text: "the configured endpoint does not answer: \(error)")
        }
    }
}
