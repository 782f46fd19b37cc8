import Foundation
import JSONModel
import PipelineDefinitions
import StepKit

/// Reading and checking pipelines of about 60 lines, with the types of everything they read.
struct ValidateBench: Sendable {
    let files: Int
    let registry: StepRegistry

    func run() throws -> JSONValue {
        let texts = Dictionary(uniqueKeysWithValues: (0..<files).map { ("pipelines/p\($0).yaml", Self.text($0)) })
        let rounds = max(1, 200 / files)
        let clock = ContinuousClock()
        let (start, cpu) = (clock.now, ProcessorTime.now)
        for _ in 0..<rounds {
            let reading = Project.read(.texts(texts), registry: registry)
            guard reading.diagnostics.isEmpty else {
                throw CommandFailure(.unableToWork, "the measured project is refused: \(reading.diagnostics)")
            }
        }
        let each = { (duration: Duration) in JSONValue.double(duration.milliseconds / Double(rounds * files)) }
        return [
            "mode": "validate", "files": .int(Int64(files)),
            "lines": .int(Int64(Self.text(0).split(separator: "\n").count)),
            "cpu_ms_per_file": each(ProcessorTime.now - cpu),
            "wall_ms": .double((clock.now - start).milliseconds / Double(rounds)),
        ]
    }

    private static func text(_ number: Int) -> String {
        let steps = (1...4).map { step in
            """
              - id: fetch\(step)
                uses: http.download
                with:
                  url: "${{ input.url }}"
                  max_size: 50MB
                timeout: 20s
                retry: { delays: [1s, 4s], on: [network_error, timeout] }
              - id: keep\(step)
                uses: records.save
                with:
                  collection: files
                  id: "${{ job.id }}-${{ steps.fetch\(step).output.sha256 }}"
                  value: { bytes: "${{ steps.fetch\(step).output.size + \(step) }}" }

            """
        }
        return """
            kind: pipeline
            name: p\(number)
            input:
              type: object
              required: [url]
              properties:
                url: { type: string, format: uri }
            deadline: 5m
            steps:
            \(steps.joined())
            output: "${{ steps.fetch1.output.sha256 }}"
            """
    }
}

/// The processor time this process has used.
enum ProcessorTime {
    static var now: Duration {
        // POSIX counts it in millionths of a second.
        .microseconds(Int64(clock()))
    }
}

extension Duration {
    fileprivate var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
    }
}
