import Compliance

/// What a rule kept in a decision record is about, in words.
package enum RuleWords {
    /// The rule in words with its stable name in brackets: `outside calling hours (time.hours)`.
    package static func text(_ id: String) -> String { words(id).map { "\($0) (\(id))" } ?? id }

    /// `nil` for a name that is none of the rules' own.
    package static func words(_ id: String) -> String? {
        if let known = known[id] { return known }
        guard id.hasPrefix("hold."), let reason = id.split(separator: ".").last else { return nil }
        return "on hold: \(reason.replacing("-", with: " "))"
    }

    private static let known: [String: String] = [
        "allowed": "nothing stands against it",
        "selector.own-name": "only in the creditor's own name",
        "debt.nothing-owed": "nothing is owed",
        "debt.unapplied-money": "money of the customer lies unapplied",
        "data.muted": "the tenant is muted",
        "data.stale": "payments are not known up to date",
        "channel.address-kind": "the address is of another kind",
        "channel.opted-out": "the customer stopped this address",
        "channel.medium-stopped": "the customer stopped this channel",
        "channel.bad-address": "the address is bad",
        "channel.place-barred": "the customer asked not to be reached there",
        "channel.employer-address": "the address is the employer's",
        "consent.email": "no ground to write by e-mail",
        "consent.text": "no consent to text messages",
        "consent.text-freshness": "the consent to text messages is too old",
        "time.hours": "outside the hours for contact",
        "time.inconvenient": "a time the customer named as inconvenient",
        "time.business-days": "only on business days",
        "time.quiet-days": "nothing firm in the quiet days",
        "frequency.seven-in-seven": "called too often in seven days",
        "frequency.silence-after-conversation": "seven days' silence after a conversation",
        "frequency.call-gap": "too soon after the last call",
        "frequency.calls-per-day": "called on that day already",
        "policy.contacts-per-week": "contacted often enough this week",
        "policy.calls-per-week": "called often enough this week",
        "policy.parts-of-day": "another part of the day is due",
        "policy.one-voicemail": "one voicemail a week",
        "policy.message-gap": "days between two messages",
        "policy.send": "the step is due",
        "policy.block": "the step does not go",
        "policy.needs-person": "a person has to act",
        "policy.wait": "the next step is ahead",
        "policy.asleep": "the ladder rests",
        "policy.done": "nothing is left to do",
        "policy.locate": "nobody can be reached",
        "attempt.refused": "refused when it was handed over",
        "attempt.job-failed": "its job failed",
        "person.cancelled": "a person cancelled it",
        "person.decided": "a person decided",
        "person.sent": "a person found that it left",
        "person.not-sent": "a person found that it did not leave",
        "policy.one-a-day": "one message a day",
        "policy.not-due-any-more": "the policy would not send it any more",
        "attempt.address": "the address it was meant for is no longer in use",
        "attempt.refused-repeatedly": "refused again and again: mend the cause",
        "attempt.refused-today": "refused today: tried again tomorrow",
        "plugin.disabled": "the channel is switched off",
        "person.left-out": "a person took the letter out",
        "person.had-mailed": "a person had mailed it",
        "debt.paid": "nothing of what it asks for is open any more",
        "payment.gone": "the payment it answers was reversed",
        "payment.not-all": "something is open again",
        "payment.made-again": "what came back was paid since",
        "promise.gone": "the promise was kept, replaced or taken back",
        "promise.too-near": "the letter would arrive after the promised day",
        "plan.no-longer": "the plan, or its part, is not open any more",
        "offer.ended": "the offer would end before it arrives",
        "waiver.gone": "the fee that was taken off stands again",
        "fee.mailed-too-late": "the letter names a fee too near its mailing",
        "dispute.decided": "the dispute was decided meanwhile",
        "dispute.too-late": "the day it asks by has come",
        "account.not-closed": "the account is not closed any more",
        "account.closed-later": "a later write-off stands",
        "letter.asks-too-much": "the letter asks for more than is open",
        "letter.figures-old": "money moved since the letter was written",
        "letter.mailed-too-late": "the letter names a day too near its mailing",
        "letter.too-near": "another letter is mailed too near",
        "copy.letter-gone": "the letter it copies did not go",
        "call-back.missed": "the hour of the agreed call has passed",
        "placement-approved": "placing was approved",
        "placement-left-out": "left out of the placing",
    ]
}
