import Receivables
import Store

extension DayItem {
    /// Printed letters: first those that must come out of the pile, then the piles to mail.
    static func letters(
        _ day: TenantDay, _ slug: String, limit: Int, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        let batches = try tx.mailBatches(limit: limit).filter { $0.state == "produced" }
            .sorted { $0.lettersOf < $1.lettersOf }
        var found: [DayItem] = []
        for batch in batches {
            let letters = try tx.attempts(inBatch: batch.id)
            let barred = try MailingGate(day: day, mailedOn: day.moment.today).barred(letters, tx)
                .filter { !$0.isOfTenant }
            found += barred.map { one in
                DayItem(
                    .leaveOutLetter, customer: one.customer.reference, name: one.customer.displayName,
                    why: "its \(one.letter.stepKey) of \(batch.lettersOf) must not be mailed: \(one.words)",
                    by: day.moment.today,
                    command:
                        "dunwell mail leave-out \(one.letter.id) --reason barred --by '<your name>' --tenant \(slug)")
            }
            let mailed = letters.count { $0.state == .prepared } - barred.count
            guard mailed > 0 else { continue }
            let count =
                mailed == 1 ? "1 letter of \(batch.lettersOf) is" : "\(mailed) letters of \(batch.lettersOf) are"
            found.append(
                DayItem(
                    .confirmMailing,
                    why: "\(count) printed: no date counts before \(mailed == 1 ? "it is" : "they are") mailed"
                        + leftOut(letters),
                    by: batch.lettersOf.adding(days: 1),
                    command: "dunwell mail confirm \(batch.id) --mailed-on \(day.moment.today) --by '<your name>' "
                        + "--tenant \(slug)"))
        }
        return found
    }

    /// Letters of the batch that were written and left out, so that nobody looks for them in the pile.
    private static func leftOut(_ letters: [AttemptRecord]) -> String {
        let count = letters.count { $0.state == .cancelled || $0.state == .refused }
        return count == 0 ? "" : "; \(count) left out"
    }
}
