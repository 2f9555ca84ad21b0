import Foundation
import PluginKit
import Testing

struct ConfigurationSchemaTests {
    private let schema = ConfigurationSchema([
        ConfigurationField("host", .hostname, required: true, help: "the server to talk to"),
        ConfigurationField("port", .port, standard: 587, help: "the port it listens on"),
        ConfigurationField("security", .choice(["tls", "none"]), standard: "tls", help: "how it is encrypted"),
        ConfigurationField("password", .secret, required: true, help: "the password to sign in with"),
    ])

    @Test func everyFindingIsReportedWithItsFix() {
        let findings = schema.read(["port": "70000", "security": "sometimes", "hots": "x"]).findings
        #expect(findings.map(\.key) == ["host", "port", "security", "password", "hots"])
        #expect(findings.allSatisfy { !$0.fix.isEmpty && !$0.expected.isEmpty && !$0.found.isEmpty })
        #expect(findings[1].found == "\"70000\"")
        #expect(findings[2].expected == "one of tls, none")
    }

    @Test(arguments: [
        ("hots", "Did you mean host?"), ("pasword", "Did you mean password?"), ("zzzzzzzz", "Remove it."),
    ])
    func anUnknownKeyIsAnsweredWithTheNearestName(key: String, fix: String) {
        let finding = schema.read(["host": "a.example", "password": "x", key: "secret value"]).findings.first
        #expect(finding?.fix == fix)
        #expect(finding?.description.contains("secret value") == false)
    }

    @Test func secretsAreNeverEchoed() throws {
        let reading = schema.read(["host": "a.example", "password": "correct\nhorse"])
        #expect(reading.findings.map(\.key) == ["password"])
        #expect(!reading.findings.description.contains("horse"))
        let good = schema.read(["host": "a.example", "password": "correct horse"])
        #expect(good.values["password"] == nil)
        #expect(good.secrets["password"]?.revealed == "correct horse")
        var dumped = ""
        dump(good, to: &dumped)
        #expect(!dumped.contains("correct horse"))
        #expect(!"\(good) \(String(reflecting: good))".contains("correct horse"))
    }

    @Test func aSealedSecretNeedNotBeGivenAgain() {
        #expect(schema.read(["host": "a.example"]).findings.map(\.key) == ["password"])
        #expect(schema.read(["host": "a.example"], sealed: ["password"]).findings.isEmpty)
    }

    @Test func aConfigurationAnswersInItsTypesAndWithItsDefaults() throws {
        let configuration = try PluginConfiguration(
            schema: schema, values: ["host": "a.example", "port": "25"], secrets: ["password": Secret("p")])
        #expect(configuration.text("host") == "a.example")
        #expect(configuration.integer("port") == 25)
        #expect(configuration.text("security") == "tls")
        #expect(configuration.secret("password")?.revealed == "p")
        let copy = try JSONDecoder().decode(
            PluginConfiguration.self, from: JSONEncoder().encode(configuration))
        #expect(copy == configuration)
    }

    @Test func anUnusableConfigurationCannotBeMade() {
        let error = #expect(throws: InvalidConfiguration.self) {
            try PluginConfiguration(schema: schema, values: ["port": 0])
        }
        #expect(error?.findings.map(\.key) == ["host", "port", "password"])
    }

    @Test(arguments: [
        (ConfigurationFieldType.hostname, "smtp.example.com", true), (.hostname, "192.0.2.1", true),
        (.hostname, "2001:db8::1", true), (.hostname, "smtp.example.com:25", false), (.hostname, "a b", false),
        (.hostname, "http://a", false), (.port, "0", false), (.port, "65535", true), (.port, "65536", false),
        (.boolean, "yes", true), (.boolean, "maybe", false), (.emailAddress, "a@b.example", true),
        (.emailAddress, "a@b@c", false), (.url, "https://pay.example", true), (.url, "javascript:alert(1)", false),
        (.url, "pay.example", false), (.path, "/etc/ssl/ca.pem", true), (.path, "ca.pem", false),
        (.integer(min: 1, max: 5), "5", true), (.integer(min: 1, max: 5), "6", false),
        (.integer(min: 1, max: 5), "five", false), (.text, "one\nline", false), (.text, "une ligne", true),
    ])
    func eachTypeTakesOnlyItsOwn(type: ConfigurationFieldType, value: String, isTaken: Bool) {
        let schema = ConfigurationSchema([ConfigurationField("key", type, help: "whatever the test asks")])
        #expect(schema.read(["key": .text(value)]).findings.isEmpty == isTaken)
    }
}
