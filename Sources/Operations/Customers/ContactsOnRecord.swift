import Receivables
import Store
import Treatment

extension CaseReading {
    /// What a message may say we did: the contacts of the cycle that runs, calls attempted and messages that went and
    /// did not come back. With no call recorded no text contains a call. Source: starter policies §7, statement 1.
    func contactsOnRecord(under policy: Treatment.Policy) -> Set<ContactMedium> {
        let today = day.moment.today
        let snapshot = snapshot()
        let start = snapshot.cycle(on: today, policy: policy, calendar: day.calendar)?.startedOn
        let sent = facts.attempts.filter { attempt in
            attempt.state == .sent && !attempt.tone.asksForNothing
                && start.map { (attempt.sentOn ?? attempt.plannedOn) >= $0 } ?? false
        }
        var media = Set(sent.map(\.medium)).subtracting([.telephone])
        let recorded = snapshot.recordedContacts(on: today, policy: policy, calendar: day.calendar)
        if recorded.mayMentionCalls { media.insert(.telephone) }
        return media
    }

    /// What an answer may say we ever did about the case: it may tell of what lies before the cycle that runs.
    var contactsEverRecorded: Set<ContactMedium> {
        let sent = facts.attempts.filter { $0.state == .sent }.map(\.medium)
        let media = Set(sent).subtracting([.telephone])
        return facts.calls.isEmpty ? media : media.union([.telephone])
    }
}
