import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import PhoneLog

struct PhoneLogTests {
    private func configuration(_ values: [String: ConfigurationValue] = [:]) throws -> PluginConfiguration {
        try PluginConfiguration(schema: PhoneLogConfiguration.schema, values: values)
    }

    @Test func conforms() async throws {
        #expect(try PluginConformance(PhoneLogChannel.self).violations() == [])
        let suite = ChannelConformance(PhoneLogChannel(), message: .call(), configuration: try configuration())
        #expect(try await suite.violations(recognisesKey: true) == [])
    }

    @Test func aContactBecomesATaskAndNeverACall() async throws {
        let spool = try TemporaryFolder()
        let message = OutboundMessage.call(key: "case-3/step-4/1")
        let result = await PhoneLogChannel().send(message, in: .sample(try configuration(), spool: spool.url))
        guard case .taskCreated(let task) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(task.key == "case-3/step-4/1")
        #expect(task.number == "+15055550123")
        #expect(task.script == .firstCall)
        #expect(task.reason == message.reason)
        #expect(task.bestTime == message.recipient.bestTime)
    }

    @Test(arguments: [
        ("+15055550123", false, true), ("+1505555012", false, false), ("+11055550123", false, false),
        ("+15051550123", false, false), ("5055550123", false, false), ("+442079460123", false, false),
        ("+442079460123", true, true), ("+05055550123", true, false), ("", false, false),
        ("+1505555O123", false, false),
    ])
    func onlyANumberAPersonCanDialGetsATask(number: String, abroad: Bool, isCalled: Bool) async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(
            try configuration(["calls_abroad": .boolean(abroad)]), spool: spool.url)
        let refusal = PhoneLogChannel().check(.call(to: number), in: context)
        #expect((refusal == nil) == isCalled)
        #expect(isCalled || refusal?.fault == .address)
    }

    @Test func aScriptWithoutItsWordsIsRefused() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(), spool: spool.url)
        let silent = CallScript(purpose: "Ask", parts: CallScript.firstCall.parts, voicemail: "")
        #expect(PhoneLogChannel().check(.call(script: silent), in: context)?.fault == .message)
        let backwards = BestTime(day: .fixtureDay, fromMinute: 720, untilMinute: 600, zone: "America/Denver")
        #expect(PhoneLogChannel().check(.call(bestTime: backwards), in: context)?.fault == .message)
    }
}
