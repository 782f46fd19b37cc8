import JSONModel
import StepKit

/// Reads a file of `kind: notifications`.
struct NotificationsReader {
    private var reader: NodeReader
    private let registry: StepRegistry
    /// What recipients may be asked of; `nil` if the settings have mistakes.
    private let databases: Set<String>?
    /// Where each channel's name was first given, in this file or one before.
    private(set) var firstPlaces: [String: Diagnostic.Note]

    init(
        file: SourceFile, registry: StepRegistry, databases: Set<String>?,
        firstPlaces: [String: Diagnostic.Note] = [:]
    ) {
        reader = NodeReader(file: file)
        self.registry = registry
        self.databases = databases
        self.firstPlaces = firstPlaces
    }

    /// The channels that can be made something of, and whether those are all.
    mutating func read(_ root: YAMLNode) -> ([ChannelExpansion], isComplete: Bool, [Diagnostic]) {
        let keys = ["kind", "recipients", "channels"]
        let members = reader.members(of: root, "notifications", keys: keys, required: ["channels"]) ?? [:]
        let source = reader.recipients(members["recipients"]?.value, databases: databases)
        var channels: [ChannelExpansion] = []
        let entries = members["channels"].flatMap { reader.namedEntries($0.value, "channels") }
        for entry in entries ?? [] {
            if let channel = readChannel(entry, source) { channels.append(channel) }
        }
        return (channels, channels.count == entries?.count, reader.diagnostics)
    }

    private mutating func readChannel(_ entry: YAMLEntry, _ source: RecipientSource?) -> ChannelExpansion? {
        let isUnique = reader.checkUnique(entry, among: "channels", since: &firstPlaces)
        guard reader.id(.written(.string(entry.key), at: entry.keyRange), "a channel's name") != nil,
            let members = readMembers(entry), isUnique
        else { return nil }
        let given = givenFields(members, of: entry.value)
        guard let plugin = members["uses"]?.value.scalar?.value.stringValue, let source else { return nil }
        let names = Set(given.map(\.key))
        let fields = registry.description(of: plugin).map {
            ChannelFields($0, given: names, channel: entry.key, source: source)
        }
        return ChannelExpansion(
            channel: entry, members: members, given: given, fields: fields ?? ChannelFields(source), source: source)
    }

    private static let ownKeys = ["uses", "with"] + ChannelExpansion.subscriptionKeys

    /// The plugin's fields, which stand among the channel's own keys, as long as they are none of those.
    private func fieldNames(_ channel: YAMLNode) -> [String] {
        let plugin = channel["uses"]?.scalar.flatMap { registry.description(of: $0.text) }
        // Of a plugin that is not installed nobody knows the fields.
        let names = plugin.map { $0.fields.map(\.name) } ?? channel.entries?.map(\.key) ?? []
        return names.filter { !Self.ownKeys.contains($0) }
    }

    private mutating func readMembers(_ entry: YAMLEntry) -> [String: YAMLEntry]? {
        let keys = Self.ownKeys + fieldNames(entry.value)
        guard let members = reader.members(of: entry.value, "a channel", keys: keys, required: ["uses"]) else {
            return nil
        }
        guard reader.text(members["uses"]?.value, "uses") != nil else { return nil }
        return members
    }

    private mutating func givenFields(_ members: [String: YAMLEntry], of channel: YAMLNode) -> [YAMLEntry] {
        let beside = fieldNames(channel).compactMap { name in
            members[name].map { YAMLEntry(key: name, keyRange: $0.keyRange, value: $0.value) }
        }
        guard let with = members["with"]?.value else { return beside }
        guard let entries = with.entries else {
            reader.error("E0204", "`with` must be a map of keys and values", at: with.range)
            return beside
        }
        let names = Set(beside.map(\.key))
        for entry in entries where names.contains(entry.key) {
            reader.error("E0103", "`\(entry.key)` is given twice: here and beside `with`", at: entry.keyRange)
        }
        return beside + entries.filter { !names.contains($0.key) }
    }
}
