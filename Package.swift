// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "millrace",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "StepKit", targets: ["StepKit"]),
        .library(name: "StepKitTesting", targets: ["StepKitTesting"]),
        .library(name: "BuiltInSteps", targets: ["BuiltInSteps"]),
        .library(name: "MillraceCLI", targets: ["MillraceCLI"]),
        .executable(name: "millrace", targets: ["millrace"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ]
)

// The packages we stand on.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A target with its tests in the usual places.
func floor(
    _ name: String, _ dependencies: [Target.Dependency] = [], tests: [Target.Dependency]? = nil,
    excludedTests: [String] = []
) -> [Target] {
    let target = Target.target(name: name, dependencies: dependencies)
    guard let tests else { return [target] }
    return [
        target,
        .testTarget(
            name: name + "Tests", dependencies: [.byName(name: name)] + tests, exclude: excludedTests),
    ]
}

/// A folder of `plugins/`: complete in itself, and held to what outsiders see of `StepKit`.
///
/// - Parameter knowsPackage: whether it may see more than that: for steps that watch over the store.
func plugin(
    _ folder: String, _ name: String, _ libraries: [Target.Dependency] = [], tests: [Target.Dependency] = [],
    excludedTests: [String] = [], knowsPackage: Bool = false
) -> [Target] {
    [
        .target(
            name: name, dependencies: ["StepKit"] + libraries, path: "plugins/\(folder)/Sources",
            packageAccess: knowsPackage),
        .testTarget(
            name: name + "Tests", dependencies: [.byName(name: name), "StepKit", "StepKitTesting"] + libraries + tests,
            path: "plugins/\(folder)/Tests", exclude: excludedTests),
    ]
}

// Each target imports only targets above it in this list.
package.targets += [
    .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CPostgres", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
]
package.targets += floor("JSONModel", tests: [])
package.targets += floor("BoundedRegex", ["CPCRE2"], tests: [])
package.targets += floor("OutboundHTTP", ["CCurl"], tests: ["TestSupport"])
package.targets += floor(
    "ChildProcess", [subprocess, systemPackage], tests: ["ChildProcessHarness", "TestSupport"],
    excludedTests: ["Harness"])

package.targets += floor("Expressions", ["BoundedRegex", "JSONModel", crypto], tests: ["JSONModel"])
package.targets += floor(
    "ModelCatalogue", ["Expressions", "JSONModel"], tests: ["Expressions", "JSONModel", "TestSupport"])
package.targets += floor("WebTokens", ["JSONModel", crypto], tests: ["JSONModel"])
package.targets += floor("JSONSchemaValidation", ["BoundedRegex", "JSONModel"], tests: ["JSONModel"])
package.targets += floor("StepKit", ["JSONModel", logging], tests: ["StepKitTesting", "TestSupport"])
package.targets += floor("Broker", ["JSONModel"], tests: ["BrokerTesting", "JSONModel"])

package.targets += floor("TestSupport", [logging], tests: [])
package.targets += floor("StepKitTesting", ["StepKit", crypto, logging], tests: ["StepKit", logging])
package.targets += floor(
    "OutboundCalls", ["OutboundHTTP", "StepKit"], tests: ["OutboundHTTP", "StepKit", "StepKitTesting", "TestSupport"])
package.targets.append(
    .target(
        name: "MailPeer", dependencies: ["TestSupport"], path: "Tests/OutboundMailTests/Peers",
        exclude: ["smtp_peer.py"]))
package.targets += floor(
    "OutboundMail", ["CCurl"], tests: ["MailPeer", "TestSupport"], excludedTests: ["Peers"])
package.targets += floor("BrokerTesting", ["Broker", "JSONModel"])
package.targets.append(
    .executableTarget(
        name: "ChildProcessHarness", dependencies: ["ChildProcess"], path: "Tests/ChildProcessTests/Harness"))

package.targets += floor(
    "PipelineDefinitions",
    ["Broker", "Expressions", "JSONModel", "JSONSchemaValidation", "ModelCatalogue", "StepKit", crypto, yams],
    tests: ["Broker", "Expressions", "JSONModel", "JSONSchemaValidation", "ModelCatalogue", "StepKit"],
    excludedTests: ["Fixtures"])
package.targets.append(
    .testTarget(
        name: "FuzzTests",
        dependencies: [
            "BoundedRegex", "Expressions", "JSONModel", "JSONSchemaValidation", "PipelineDefinitions", "StepKit",
        ]))
package.targets += floor(
    "SQLiteBroker", ["Broker", "JSONModel", grdb, grdbSQLite],
    tests: ["Broker", "BrokerTesting", "JSONModel", grdbSQLite])

package.targets += plugin("Contacts", "ContactsStep")
package.targets += plugin("EventsEmit", "EventsEmitStep")
package.targets += plugin(
    "HTTPDownload", "HTTPDownloadStep", ["OutboundHTTP", crypto], tests: ["TestSupport", logging])
package.targets += plugin(
    "HTTPPush", "HTTPPushStep", ["OutboundCalls", "OutboundHTTP", "WebTokens", crypto], tests: ["TestSupport"],
    excludedTests: ["Peers"])
package.targets += plugin(
    "HTTPRequest", "HTTPRequestStep", ["OutboundCalls", "OutboundHTTP"], tests: ["TestSupport"])
package.targets += plugin("LogWrite", "LogWriteStep", [logging], tests: ["TestSupport"])
package.targets += plugin("MessagePublish", "MessagePublishStep")
package.targets += plugin(
    "ModelChat", "ModelChatStep", ["JSONSchemaValidation", "ModelCatalogue", "OutboundHTTP", crypto],
    tests: ["TestSupport", logging])
package.targets += plugin(
    "NotifyEmail", "NotifyEmailStep", ["OutboundMail", crypto, mustache], tests: ["MailPeer", "TestSupport"])
package.targets += plugin(
    "NotifySignalR", "NotifySignalRStep", ["OutboundCalls", "OutboundHTTP", "WebTokens"], tests: ["TestSupport"],
    excludedTests: ["Peers"])
package.targets += plugin(
    "NotifyWebhook", "NotifyWebhookStep", ["OutboundCalls", "OutboundHTTP", crypto], tests: ["Broker", "TestSupport"],
    excludedTests: ["Peers"])
package.targets += plugin("ProcessRun", "ProcessRunStep", ["ChildProcess", logging], tests: ["TestSupport"])
package.targets += plugin("Records", "RecordSteps")
package.targets += plugin(
    "S3", "S3Steps", ["OutboundCalls", "OutboundHTTP", crypto], tests: ["TestSupport"], excludedTests: ["Peers"])
package.targets += plugin(
    "Speech", "SpeechSteps", ["ChildProcess", "ModelCatalogue", "OutboundHTTP", crypto], tests: ["TestSupport"])
package.targets += plugin("SQL", "SQLSteps", ["CPostgres", grdbSQLite], tests: ["TestSupport"])
package.targets += plugin("StoreReports", "StoreReportSteps", knowsPackage: true)
package.targets += plugin("Video", "VideoSteps", ["ChildProcess"], tests: ["TestSupport"])

package.targets += floor(
    "PipelineRuntime",
    [
        "Broker", "ChildProcess", "Expressions", "JSONModel", "JSONSchemaValidation", "PipelineDefinitions", "StepKit",
        crypto, logging,
    ],
    tests: [
        "Broker", "ChildProcess", "Expressions", "JSONModel", "JSONSchemaValidation", "PipelineDefinitions", "StepKit",
        "TestSupport", logging,
    ])
package.targets += floor(
    "BuiltInSteps",
    [
        "ContactsStep", "EventsEmitStep", "HTTPDownloadStep", "HTTPPushStep", "HTTPRequestStep", "LogWriteStep",
        "MessagePublishStep", "ModelChatStep", "NotifyEmailStep", "NotifySignalRStep", "NotifyWebhookStep",
        "ProcessRunStep", "RecordSteps", "S3Steps", "SQLSteps", "SpeechSteps", "StepKit", "StoreReportSteps",
        "VideoSteps",
    ], tests: ["StepKit", "StepKitTesting"])
package.targets += floor(
    "PipelineTesting",
    ["Broker", "JSONModel", "PipelineDefinitions", "PipelineRuntime", "StepKit", logging],
    tests: ["Broker", "JSONModel", "PipelineDefinitions", "StepKit", "TestSupport"])
package.targets += floor(
    "PipelineGraph", ["Broker", "Expressions", "JSONModel", "PipelineDefinitions", "StepKit"],
    tests: ["JSONModel", "PipelineDefinitions", "StepKit"], excludedTests: ["Golden"])
package.targets += floor(
    "SignalRHub",
    [
        "JSONModel", "WebTokens", httpTypes, hummingbird, hummingbirdCore, logging, nioCore, nioHTTP1, nioHTTPTypes,
        nioHTTPTypesHTTP1, nioWebSocket,
    ], tests: ["JSONModel", "TestSupport", "WebTokens", hummingbird, hummingbirdCore, logging, nioCore, nioPosix],
    excludedTests: ["Peers"])
package.targets += floor(
    "MillraceServer",
    [
        "Broker", "JSONModel", "JSONSchemaValidation", "PipelineRuntime", "SignalRHub", httpTypes, hummingbird, logging,
        nioCore,
    ])
package.targets += floor(
    "DevModel",
    ["JSONModel", httpTypes, hummingbird, hummingbirdCore, logging, nioCore, serviceLifecycle, subprocess],
    tests: ["JSONModel", logging, serviceLifecycle])
package.targets += floor(
    "DevInbox", ["JSONModel", httpTypes, hummingbird, logging, nioCore, nioPosix], tests: [logging])
package.targets += floor(
    "MillraceCLI",
    [
        "Broker", "ChildProcess", "DevInbox", "DevModel", "Expressions", "JSONModel", "JSONSchemaValidation",
        "MillraceServer",
        "ModelCatalogue", "OutboundHTTP", "PipelineDefinitions", "PipelineGraph", "PipelineRuntime", "PipelineTesting",
        "SQLiteBroker", "SignalRHub", "StepKit", "WebTokens", argumentParser, logging,
    ], tests: ["BuiltInSteps", "JSONModel", "OutboundHTTP", "TestSupport", "millrace"])
package.targets.append(.executableTarget(name: "millrace", dependencies: ["BuiltInSteps", "MillraceCLI"]))

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
