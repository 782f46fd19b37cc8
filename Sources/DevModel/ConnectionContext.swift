import Hummingbird

/// Which connection a request came by.
struct ConnectionContext: InitializableFromSource {
    let connection: ObjectIdentifier

    init(source: ApplicationRequestContextSource) {
        connection = ObjectIdentifier(source.channel)
    }
}
