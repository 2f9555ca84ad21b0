import Receivables
import Store
import Testing

@testable import Dunwell

/// What the demo works out apart from the rules the program follows.
struct DemoRecountTests {
    private static func day(_ text: String) -> CalendarDate { CalendarDate(text)! }  // written below as a day

    private func agreed(
        _ parts: [(String, Int64)], received: [(String, Int64)], grace: Int? = nil, wasEnded: Bool = false
    ) -> AgreedMoney {
        AgreedMoney(
            customer: "C-1", agreedOn: Self.day("2013-07-01"),
            parts: parts.map { .init(dueOn: Self.day($0.0), amountMinor: $0.1) },
            received: received.map { .init(dueOn: Self.day($0.0), amountMinor: $0.1) }, graceDays: grace,
            wasEnded: wasEnded)
    }

    /// A promise of 50.00 by Friday, 5 July, with two business days of grace: Tuesday, 9 July.
    @Test(
        arguments: [
            ([("2013-07-05", 50_00)], "2013-07-20", "kept"), ([("2013-07-09", 50_00)], "2013-07-20", "kept"),
            ([("2013-07-10", 50_00)], "2013-07-20", "broken"), ([("2013-07-03", 20_00)], "2013-07-20", "partly-kept"),
            ([], "2013-07-09", "open"), ([], "2013-07-10", "broken"), ([("2013-06-30", 50_00)], "2013-07-20", "broken"),
        ] as [([(String, Int64)], String, String)])
    func aPromiseIsWhatTheMoneySays(received: [(String, Int64)], on day: String, standing: String) {
        let promise = agreed([("2013-07-05", 50_00)], received: received)
        #expect(
            promise.promiseStanding(on: Self.day(day), graceBusinessDays: 2, BusinessCalendar.standard) == standing)
    }

    /// Three parts of 10.00 with five days of grace each.
    @Test(
        arguments: [
            ([("2013-07-05", 10_00), ("2013-07-19", 10_00), ("2013-08-02", 10_00)], "completed"),
            ([("2013-07-10", 10_00), ("2013-07-24", 20_00)], "completed"),
            ([("2013-07-05", 10_00)], "broken"), ([("2013-07-11", 30_00)], "never-begun"), ([], "never-begun"),
            ([("2013-07-05", 10_00), ("2013-07-25", 20_00)], "broken"),
        ] as [([(String, Int64)], String)])
    func aPlanIsWhatTheMoneySays(received: [(String, Int64)], standing: String) {
        let parts: [(String, Int64)] = [("2013-07-05", 10_00), ("2013-07-19", 10_00), ("2013-08-02", 10_00)]
        let plan = agreed(parts, received: received, grace: 5)
        #expect(plan.planStanding(on: Self.day("2013-11-27")) == standing)
        #expect(agreed(parts, received: [], grace: 5).planStanding(on: Self.day("2013-07-10")) == "current")
        #expect(
            agreed(parts, received: [], grace: 5, wasEnded: true).planStanding(on: Self.day("2013-07-30")) == "ended")
    }

    @Test func everyStoryIsOfSomebodyWhoIsPastDueWhenTheDemoBegins() throws {
        let script = DemoScript(data: try DemoData())
        #expect(script.scripted.count == 12)
        #expect(Set(DemoStory.all.keys).isSubset(of: script.scripted))
        #expect(Set(DemoScript.feeStates).count == 2)
    }
}
