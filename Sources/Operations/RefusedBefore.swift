import Foundation
import Receivables
import Store

/// What became of a step before, where that speaks against planning it again now: the other side refused it, or a
/// person took it back.
///
/// A refused message is tried again the next day, three times in all. Then a person has to find out why, and a passed
/// connection test begins the count anew. A bad address is not among it: the next address or medium is tried at once.
struct RefusedBefore {
    /// Refusals after which a person is asked.
    static let refusalsMax = 3

    let verdict: DecisionRecord.Verdict
    let rule: String
    /// One sentence.
    let words: String

    /// `nil` when nothing speaks against it.
    init?(step: String, cycle: String, plugin: String, in reading: CaseReading) {
        let day = reading.day
        let before = reading.facts.attempts.filter { $0.stepKey == step && $0.cycle == cycle }
        func isOfToday(_ attempt: AttemptRecord) -> Bool {
            attempt.closedAt.map { $0.day(in: day.moment.zone) >= day.moment.today } ?? false
        }
        let byPerson = [SendContact.takenBackRule, LeaveOutLetter.rule]
        if let taken = byPerson.first(where: { rule in
            before.contains { $0.detail.hasPrefix(rule) && isOfToday($0) }
        }) {
            verdict = .block
            rule = taken
            words = "a person took it back today; it is decided anew tomorrow"
            return
        }
        let refused = before.filter { attempt in
            guard attempt.state == .refused, attempt.pluginKind == plugin, let closed = attempt.closedAt else {
                return false
            }
            return Self.faults.contains { attempt.detail.hasPrefix($0) }
                && day.pluginsTestedAt[plugin].map { $0 < closed } ?? true
        }
        guard let last = refused.last else { return nil }
        if refused.count >= Self.refusalsMax {
            verdict = .needsPerson
            rule = "attempt.refused-repeatedly"
            words =
                "refused \(refused.count) times, last as \(last.detail); mend the cause, then "
                + "`dunwell plugin test \(plugin)` lets it go again"
        } else if refused.contains(where: isOfToday) {
            verdict = .block
            rule = "attempt.refused-today"
            words = "refused today as \(last.detail); it is tried again tomorrow"
        } else {
            return nil
        }
    }

    /// The beginnings of `AttemptRecord.detail` that say whose fault a refusal was.
    private static let faults = ["carrier:", "plugin:", "message:", "job:"]
}
