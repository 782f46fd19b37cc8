import OutboundHTTP
import Testing

@Suite("Address policy")
struct AddressPolicyTests {
    @Test(
        "only global addresses are public",
        arguments: [
            ("8.8.8.8", AddressKind.global), ("1.1.1.1", .global), ("100.63.255.255", .global),
            ("100.128.0.0", .global),
            ("172.15.255.255", .global), ("172.32.0.0", .global), ("2606:4700::1111", .global), ("2a00::1", .global),
            ("0.0.0.0", .unspecified), ("0.1.2.3", .unspecified), ("127.0.0.1", .loopback),
            ("127.255.255.255", .loopback),
            ("10.0.0.1", .privateUse), ("172.16.0.1", .privateUse), ("172.31.255.255", .privateUse),
            ("192.168.1.1", .privateUse), ("100.64.0.1", .sharedByCarrier), ("100.127.255.255", .sharedByCarrier),
            ("169.254.169.254", .linkLocal), ("168.63.129.16", .cloudPlatform), ("192.0.0.192", .protocolAssignment),
            ("192.0.2.1", .documentation), ("198.51.100.1", .documentation), ("203.0.113.1", .documentation),
            ("198.18.0.1", .benchmark), ("198.19.255.255", .benchmark), ("192.88.99.1", .reserved),
            ("224.0.0.1", .multicast), ("239.255.255.255", .multicast), ("240.0.0.1", .reserved),
            ("255.255.255.255", .broadcast), ("::", .unspecified), ("::1", .loopback), ("fe80::1", .linkLocal),
            ("fec0::1", .siteLocal), ("fc00::1", .uniqueLocal), ("fd00:ec2::254", .uniqueLocal),
            ("ff02::1", .multicast),
            ("2001:db8::1", .documentation), ("3fff::1", .documentation), ("64:ff9b:1::1", .privateUse),
            ("100::1", .reserved), ("2001:2::1", .benchmark), ("2001:10::1", .protocolAssignment),
            ("4000::1", .reserved),
            ("5f00::1", .reserved), ("::ffff:0:127.0.0.1", .reserved),
        ])
    func kinds(text: String, kind: AddressKind) throws {
        #expect(try #require(IPAddress(text)).kind == kind)
    }

    @Test(
        "an IPv4 address inside an IPv6 one is judged too",
        arguments: [
            ("::ffff:127.0.0.1", AddressKind.loopback), ("::ffff:8.8.8.8", .global), ("::127.0.0.1", .loopback),
            ("::8.8.8.8", .reserved), ("64:ff9b::169.254.169.254", .linkLocal), ("64:ff9b::8.8.8.8", .global),
            ("2002:7f00:1::", .loopback), ("2002:a00:1::1", .privateUse), ("2002:808:808::1", .global),
            // Teredo: server 10.0.0.1; then server 8.8.8.8 with client 127.0.0.1 and client 1.1.1.1, inverted.
            ("2001:0:a00:1::", .privateUse), ("2001:0:808:808::80ff:fffe", .loopback),
            ("2001:0:808:808::fefe:fefe", .global), ("2606:4700::5efe:10.0.0.1", .privateUse),
            ("2606:4700::200:5efe:127.0.0.1", .loopback), ("2606:4700::5efe:8.8.8.8", .global),
            ("fe80::5efe:8.8.8.8", .linkLocal),
        ])
    func carried(text: String, kind: AddressKind) throws {
        #expect(try #require(IPAddress(text)).kind == kind)
    }

    @Test(
        "text that is not an address is none",
        arguments: [
            "", "127.1", "0x7f000001", "017700000001", "1.2.3.4.5", "256.1.1.1", "fe80::1%eth0", "[::1]", "::1\0",
            " 1.1.1.1",
        ])
    func notAddresses(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("a range holds its own addresses only")
    func ranges() throws {
        let range = try #require(AddressRange("10.1.0.0/16"))
        #expect(range.contains(try #require(IPAddress("10.1.255.255"))))
        #expect(!range.contains(try #require(IPAddress("10.2.0.0"))))
        #expect(!range.contains(try #require(IPAddress("::1"))))
        #expect(try #require(AddressRange("0.0.0.0/0")).contains(try #require(IPAddress("255.1.2.3"))))
        #expect(try #require(AddressRange("::/0")).contains(try #require(IPAddress("ff::"))))
    }

    @Test(
        "text that is not a range is refused",
        arguments: ["", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10/8", "a/8", "10.0.0.0/"])
    func notRanges(text: String) {
        #expect(AddressRange(text) == nil)
        #expect(throws: OutboundHTTPError.self) { try AddressPolicy.publicOnly.allowing(cidrs: [text]) }
    }

    @Test("public addresses are allowed on ports 80 and 443, and on ports an operator adds")
    func ports() throws {
        let address = try #require(IPAddress("8.8.8.8"))
        #expect([80, 443].allSatisfy { AddressPolicy.publicOnly.permits(address, port: $0) })
        #expect(![0, 22, 25, 8080].contains { AddressPolicy.publicOnly.permits(address, port: $0) })
        #expect(AddressPolicy.publicOnly.allowing(ports: [8080]).permits(address, port: 8080))
    }

    @Test("an operator's exception opens its own block on any port and nothing else")
    func exceptions() throws {
        let policy = try AddressPolicy.publicOnly.allowing(cidrs: ["127.0.0.0/8"])
        #expect(policy.permits(try #require(IPAddress("127.0.0.1")), port: 11434))
        #expect(policy.permits(try #require(IPAddress("::ffff:127.0.0.1")), port: 11434))
        #expect(!policy.permits(try #require(IPAddress("64:ff9b::127.0.0.1")), port: 80))
        #expect(!policy.permits(try #require(IPAddress("::1")), port: 80))
        #expect(!policy.permits(try #require(IPAddress("10.0.0.1")), port: 80))
        #expect(!policy.permits(try #require(IPAddress("8.8.8.8")), port: 11434))
    }
}
