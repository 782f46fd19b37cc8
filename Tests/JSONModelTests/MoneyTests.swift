import JSONModel
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "Reads decimal numbers and shows them as short as they are exact",
        arguments: [
            ("0.27", 270_000_000, "0.27"), ("5", 5_000_000_000, "5.00"), ("0.000000001", 1, "0.000000001"),
            ("12.5", 12_500_000_000, "12.50"), ("0.000123", 123_000, "0.000123"),
        ])
    func readsAndShows(text: String, nanos: Int64, shown: String) {
        #expect(Money(parsing: text)?.nanos == nanos)
        #expect(Money(nanos: nanos).description == shown)
    }

    @Test(
        "Refuses what is no amount",
        arguments: ["", "-1", "1e3", "1.", ".5", "1.0000000001", "99999999999", "0x1", "1,5", " 1"])
    func refuses(text: String) {
        #expect(Money(parsing: text) == nil)
    }

    @Test("Refuses numbers that are none", arguments: [-0.1, .nan, .infinity, 1e10])
    func refusesNumbers(units: Double) {
        #expect(Money(units) == nil)
    }

    @Test("Stops at the ends of its range")
    func saturates() {
        let most = Money(nanos: .max)
        #expect(most + Money(nanos: 1) == most)
        #expect(Money(nanos: .min) - Money(nanos: 1) == Money(nanos: .min))
        #expect(most * 2 == most)
        #expect(Money(nanos: 270) * 1_000_000 == Money(parsing: "0.27"))
        #expect(Money(nanos: -5).description == "-0.000000005")
    }
}
