extension FunctionLibrary {
    mutating func addEncoders() {
        add("base64.encode", .function) { (meter, bytes: [UInt8]) throws(Fault) -> String in
            try meter.produce(bytes.count / 3 * 4 + 4)
            return Base64.encode(bytes)
        }
        add("base64.decode", .function) { (meter, text: String) throws(Fault) -> [UInt8] in
            try meter.produce(text.utf8.count)
            guard let bytes = Base64.decode(text) else {
                throw meter.fault(.invalidValue, "`base64.decode` cannot read this text; it is no base64")
            }
            return bytes
        }
    }
}
