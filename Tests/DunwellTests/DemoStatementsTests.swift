import Receivables
import Store
import Testing

@testable import Dunwell

/// What the demo's check finds in messages that must not be.
struct DemoStatementsTests {
    private func message(
        _ step: String, on day: String, _ text: String = "", tone: Tone = .helpful,
        cycle: String = "past-due:2013-06-22",
        items: [Int64] = [], rang: String? = nil, spoke: String? = nil
    ) -> WrittenMessage {
        WrittenMessage(
            customer: "C-1", step: step, template: step, cycle: cycle, tone: tone, plannedOn: CalendarDate(day)!,
            sentOn: CalendarDate(day)!, text: text, items: items, firstRungOn: rang.flatMap { CalendarDate($0) },
            firstSpokeOn: spoke.flatMap { CalendarDate($0) })
    }

    @Test func twoMessagesADayApartAreTooNearAndThanksDoNotCount() {
        let near = [message("statement", on: "2013-07-01"), message("nudge", on: "2013-07-02")]
        #expect(DemoStatements(written: near).tooNear.count == 1)
        let apart = [message("statement", on: "2013-07-01"), message("nudge", on: "2013-07-03")]
        #expect(DemoStatements(written: apart).findings == [])
        let thanks = [
            message("statement", on: "2013-07-01"),
            message("receipt", on: "2013-07-01", tone: .grateful, cycle: "event"),
        ]
        #expect(DemoStatements(written: thanks).findings == [])
    }

    @Test func aStepTwiceInACycleIsFound() {
        let twice = [message("nudge", on: "2013-07-01"), message("nudge", on: "2013-07-20")]
        #expect(DemoStatements(written: twice).repeated.count == 1)
    }

    @Test(
        arguments: [
            ("As we\nspoke about it", "2013-07-01", nil), ("When we called you", nil, nil),
            ("le llamamos ayer", nil, nil),
            ("nuestra conversación", "2013-07-01", nil), ("When we called you", "2013-07-09", nil),
        ] as [(String, String?, String?)])
    func wordsAboutACallNobodyMadeAreFound(text: String, rang: String?, spoke: String?) {
        let written = [message("nudge", on: "2013-07-05", text, rang: rang, spoke: spoke)]
        #expect(DemoStatements(written: written).callsNobodyMade.count == 1)
    }

    @Test func wordsAboutACallThatWasMadeAndInvitationsAreFine() {
        for text in ["As we spoke about it", "When we called you", "Please call us"] {
            let written = [message("nudge", on: "2013-07-05", text, rang: "2013-07-02", spoke: "2013-07-02")]
            #expect(DemoStatements(written: written).findings == [])
        }
        #expect(DemoStatements(written: [message("nudge", on: "2013-07-05", "Please call us")]).findings == [])
    }

    @Test func anAnswerMaySpeakOfWhatWasToldInWriting() {
        let answer = message("dispute-answer", on: "2013-07-05", "You told us something was not right")
        #expect(DemoStatements(written: [answer]).findings == [])
        let nudge = message("nudge", on: "2013-07-05", "You told us something was not right")
        #expect(DemoStatements(written: [nudge]).callsNobodyMade.count == 1)
    }

    @Test func anAmountThatIsNeitherAnItemNorTheirSumIsFound() {
        let text = "INV-1 $1,049.37\nINV-2 $36.23\nTotal $1,085.60"
        let right = DemoStatements(written: [message("nudge", on: "2013-07-05", text, items: [1_049_37, 36_23])])
        #expect(right.findings == [] && right.amountsRead == 3)
        let wrong = DemoStatements(written: [message("nudge", on: "2013-07-05", text, items: [1_049_37, 36_24])])
        #expect(wrong.wrongAmounts.count == 2)
    }
}
