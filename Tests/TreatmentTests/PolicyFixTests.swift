import Foundation
import Testing

@testable import Treatment

/// A policy with every kind of value once, one field a line.
private let everyValue = """
    policy: small
    title: Small
    kind: residential
    languages: [en]
    rules:
      messages-in-7-days: 2
      quiet-season: {from: "12-20", to: "01-02"}
      business-days-for: [post]
      small-balance: {remind: 15.00}
    promises: {days: 14}
    fees: {late-fee: none}
    allowances: {owner: {fee-waiver: any, settlement: yes}}
    events:
      dispute: {sleeps: 10 business days, step: statement, task: look}
    steps:
      - step: statement
        at: past-due 1
        by: [email, {channel: telephone, from: 4}]
        window: {business-days: 5, attempts: 3}
        tone: warm
        template: statement
        earlier: [{from: 1, only-if: {first-bill: yes}}]
        requires: {other-rungs: 0, approvals: [owner]}
        stopped-by: [plan-accepted]
        only-if:
          balance: ">= small"
          late-count-12: ">= 1"
          reached: never
          promise-broken: within 180 days
          reason: none
          service-kind: guarding
    """

/// Every finding names its place and the way out.
@Suite struct PolicyFixTests {
    @Test func theDocumentTheBrokenOnesAreMadeOfIsSound() {
        #expect(PolicyDocument.parse(everyValue).findings.isEmpty)
    }

    @Test(arguments: [
        ("late-fee: none", "late-fee: some", 11, "late-fee is \"some\"", "none, or 0 or more"),
        ("late-fee: none", "late-fee: 5.5", 11, "late-fee is \"5.5\"", "15 or 15.00"),
        ("remind: 15.00", "remind: -15", 9, "remind is \"-15\"", "0 or more"),
        ("days: 14", "days: 3.5", 10, "days is \"3.5\"", "a whole number, 3 to 30"),
        ("days: 14", "days: lots", 10, "days is \"lots\"", "a whole number, 3 to 30"),
        ("days: 14", "days: 31", 10, "days is 31", "a whole number, 3 to 30"),
        ("step: statement\n", "step: First Statement!\n", 16, "is not a key", "\"first-statement\""),
        ("at: past-due 1", "at: past-due ten", 17, "at of statement is", "past-due 15 or past-due 3-7"),
        ("at: past-due 1", "at: past-du 1", 17, "at of statement is", "past-due 15 or past-due 3-7"),
        ("at: past-due 1", "at: after", 17, "at of statement is", "after first-call + 48h"),
        ("at: past-due 1", "at: tomorrow", 17, "at of statement is", "one of those forms"),
        ("at: past-due 1", "at: bill-day - 3", 17, "day -3 is impossible", "in those bounds"),
        ("reached: never", "reached: sometimes", 28, "reached is \"sometimes\"", "yes, never or within"),
        ("promise-broken: within 180 days", "promise-broken: yes", 29, "promise-broken is", "within 180 days"),
        ("balance: \">= small\"", "balance: \">= tiny\"", 26, "balance is compared", "write small"),
        ("late-count-12: \">= 1\"", "late-count-12: \">= few\"", 27, "is compared with", "0 to 100000"),
        ("sleeps: 10 business days", "sleeps: long", 14, "sleeps is \"long\"", "1 to 365 days"),
        ("settlement: yes", "settlement: maybe", 12, "settlement is \"maybe\"", "yes or no"),
        ("promises: {days: 14}", "promises: {days: 14, days: 9}", 10, "twice in one group, on line 10", "remove one"),
        ("title: Small", "title: Small\nkind: residential", 4, "\"kind\" stands twice", "remove one"),
    ])
    func aFaultIsToldWithItsLineAndItsFix(old: String, new: String, line: Int, what: String, fix: String) throws {
        let place = try #require(everyValue.firstRange(of: old))
        let text = everyValue.replacingCharacters(in: place, with: new)
        let found = PolicyDocument.parse(text).findings
        #expect(found.contains { $0.line == line && $0.what.contains(what) && $0.fix.contains(fix) }, "\(found)")
        #expect(found.allSatisfy { !$0.fix.isEmpty })
    }

    /// Each value in turn becomes something it cannot be.
    @Test(arguments: ["lots", "3.5 days", "-15", "", "[]", "[[]]", "{}", "{other: 1}", "Two Words!", "{? [a] : b}"])
    func noFindingOfABrokenDocumentIsWithoutAFix(value: String) {
        let lines = everyValue.split(separator: "\n", omittingEmptySubsequences: false)
        var all: [PolicyFinding] = []
        for (index, line) in lines.enumerated() {
            guard let colon = line.firstIndex(of: ":"), colon != line.index(before: line.endIndex) else { continue }
            var broken = lines
            broken[index] = line[...colon] + " " + value[...]
            all += PolicyDocument.draft(broken.joined(separator: "\n")).findings
        }
        #expect(all.count >= 10)
        #expect(all.allSatisfy { !$0.fix.isEmpty }, "\(all.filter(\.fix.isEmpty))")
    }

    @Test func aKeyThatStandsTwiceHidesNothingElse() {
        let text = everyValue.replacing("title: Small", with: "title: Small\nkind: residential\nkind: residental")
            .replacing("tone: warm", with: "tone: wram\n    tone: warm").replacing("days: 14", with: "days: lots")
        let found = PolicyDocument.parse(text).findings
        #expect(
            found.map(\.what) == [
                "\"kind\" stands 3 times in one group, on lines 3, 4 and 5", "days is \"lots\"",
                "\"tone\" stands twice in one group, on lines 22 and 23",
            ])
        #expect(found.map(\.line) == [5, 12, 23])
        #expect(PolicyDocument.parse(text).policy == nil)
        let other = PolicyDocument.parse(text.replacing("\n", with: "\r\n")).findings
        #expect(other.map(\.what) == found.map(\.what))
    }

    @Test func aQuotedKeyThatStandsTwiceIsNamedToo() {
        let found = PolicyDocument.parse("\"policy\": a\npolicy: b\n").findings
        #expect(found.contains { $0.what == "\"policy\" stands twice in one group, on lines 1 and 2" })
        #expect(found.contains { $0.what == "steps is missing" })
    }

    @Test func whereReadingStopsTheFindingSaysSo() {
        for text in ["policy: p\nsteps: [a, b\nkind: residential\n", "policy: p\n!!str kind: a\n!!str kind: b\n"] {
            let found = PolicyDocument.parse(text).findings
            #expect(found.count == 1)
            #expect(found.allSatisfy { $0.line >= 2 && $0.fix.hasSuffix("nothing after it was checked") })
        }
    }
}
