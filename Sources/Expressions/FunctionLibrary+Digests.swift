import Crypto
import JSONModel

extension FunctionLibrary {
    mutating func addDigests() {
        add("hash", .function) { (meter, text: String) throws(Fault) in try Self.digest(Array(text.utf8), &meter) }
        add("hash", .function) { (meter, bytes: [UInt8]) throws(Fault) in try Self.digest(bytes, &meter) }
        add("uuid5", .function) { (meter, namespace: String, name: String) throws(Fault) -> String in
            try meter.spend(100)
            try meter.read(namespace.utf8.count + name.utf8.count)
            guard let space = NameBasedUUID.namespace(namespace) else {
                throw meter.fault(
                    .invalidValue, "`uuid5` needs a UUID, or one of dns, url, oid and x500, as namespace")
            }
            return NameBasedUUID.text(space, name)
        }
    }

    /// SHA-256, as hexadecimal digits.
    private static func digest(_ bytes: [UInt8], _ meter: inout Meter) throws(Fault) -> String {
        try meter.spend(100)
        try meter.read(bytes.count)
        return HexadecimalText.of(Array(SHA256.hash(data: bytes)))
    }
}
