import Foundation
import Receivables
import Testing

@testable import Dunwell
@testable import Operations

struct DayPageTests {
    private let typed = TypedCommand(data: URL(filePath: "/srv/books"), called: "dunwell")

    private func plan(_ found: [DayItem], minutes: Int = 20) -> DayPlan {
        DayPlan(
            day: CalendarDate("2026-03-09")!, tenant: "northwind", minutes: minutes, found: found, notNow: [])
    }

    private func text(_ plan: DayPlan) -> String { DayPage(plan: plan, name: "N", typed: typed, widthMax: 100).text }

    @Test func noDecisionIsEverCutOffHoweverMuchThereIsToDo() {
        let calls = (1...60).map { DayItem(.call, customer: "C-\($0)", why: "call", command: "dunwell call list") }
        let decisions = (1...45).map {
            DayItem(.decide, customer: "D-\($0)", why: "decide", command: "dunwell decide show D-\($0)")
        }
        let export = DayItem(.carryOut, why: "cases decided to go", command: "dunwell place export --agency SUNCO")
        let fee = DayItem(.feeSetting, why: "fees", command: "dunwell fee list")
        let text = text(plan(calls + decisions + [export, fee]))
        for number in 1...45 { #expect(text.contains("decide: D-\(number) (")) }
        #expect(text.contains("cases decided to go"))
        #expect(text.contains("none of them a decision; all of them with:"))
        #expect(text.contains("dunwell today --json --minutes 20 --tenant northwind --data /srv/books"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    }

    @Test func whatFitsIsNotSaidToBeCut() {
        let calls = (1...20).map { DayItem(.call, customer: "C-\($0)", why: "call", command: "dunwell call list") }
        #expect(!text(plan(calls, minutes: 4)).contains("more"))
    }
}
