import Compliance
import Receivables

/// Source of the cases: compliance reference §3.
let placeCases: [GateCase] = [
    .blocks(
        "channel.place-barred", "not at home: a letter home", contact(.post) { $0.customer.barredPlaces = [.home] }),
    .allows("not at home: a mobile call", contact { $0.customer.barredPlaces = [.home] }),
    .blocks(
        "channel.place-barred", "not at home: the landline",
        contact {
            $0.customer.barredPlaces = [.home]
            $0.contactPoint.place = .home
        }),
    .blocks(
        "channel.place-barred", "can't take calls here, on a number at work",
        contact {
            $0.customer.barredPlaces = [.work]
            $0.contactPoint.place = .work
        }),
    .allows("a number at work nobody objected to", contact { $0.contactPoint.place = .work }),
    .blocks(
        "channel.employer-address", "an employer's e-mail address without consent",
        contact(.email) { $0.contactPoint.place = .work }),
    .allows(
        "an employer's e-mail address the customer agreed to",
        contact(.email) {
            $0.contactPoint.place = .work
            $0.contactPoint.consents.append(
                ContactConsent(medium: .email, basis: .explicit, at: at("2026-07-01 09:00")))
        }),
]

/// Source of the cases: compliance reference §§7 and 16.
let addressCases: [GateCase] = [
    .blocks("consent.email", "an e-mail address of unknown origin", contact(.email) { $0.contactPoint.consents = [] }),
    .allows("an address the customer gave", contact(.email)),
    .allows(
        "an address the customer wrote from", contact(.email) { $0.contactPoint.consents = [consent(.email, .used)] }),
    .blocks(
        "consent.email", "a consent taken back",
        contact(.email) {
            $0.contactPoint.consents = [
                with(consent(.email, .explicit)) { $0.withdrawnAt = at("2026-07-14 09:00") }
            ]
        }),
    .blocks(
        "consent.email", "a consent not yet given",
        contact(.email) { $0.contactPoint.consents = [consent(.email, .explicit, "2026-07-15 11:01")] }),
    .blocks(
        "consent.email", "a consent to texts is none to e-mail",
        contact(.email) { $0.contactPoint.consents = [consent(.text, .explicit)] }),
    .blocks(
        "consent.text", "a text on a number merely given",
        contact(.text, history: [received(.text, "2026-07-10 09:00")]) {
            $0.contactPoint.consents = [consent(.text, .given)]
        }),
    .blocks(
        "consent.text", "a text on a number merely checked",
        contact(.text) { $0.contactPoint.consents = [consent(.text, .numberChecked)] }),
    .allows(
        "a text to a number the customer wrote from",
        contact(.text) { $0.contactPoint.consents = [consent(.text, .used)] }),
    .blocks(
        "consent.text-freshness", "the customer's last text was 61 days ago",
        contact(.text) { $0.contactPoint.consents = [consent(.text, .used, "2026-05-15 11:00")] }),
    .allows(
        "the customer's last text was 60 days ago",
        contact(.text) { $0.contactPoint.consents = [consent(.text, .used, "2026-05-16 11:00")] }),
    .allows(
        "61 days, but the number was checked",
        contact(.text) {
            $0.contactPoint.consents = [
                consent(.text, .used, "2026-05-15 11:00"), consent(.text, .numberChecked, "2026-07-01 11:00"),
            ]
        }),
    .allows(
        "61 days, but a new text came",
        contact(.text, history: [received(.text, "2026-07-10 09:00")]) {
            $0.contactPoint.consents = [consent(.text, .used, "2026-05-15 11:00")]
        }),
    .blocks(
        "channel.bad-address", "a number known to have reached somebody else",
        contact(.text) { $0.contactPoint.badReason = .reachedThirdParty }),
    .blocks("channel.bad-address", "a letter came back", contact(.post) { $0.contactPoint.badReason = .returned }),
    .blocks(
        "channel.address-kind", "an e-mail to a telephone number", contact(.email) { $0.contactPoint.kind = .phone }),
    .blocks(
        "channel.opted-out", "please stop", contact(.email) { $0.contactPoint.optedOutAt = at("2026-07-15 10:00") }),
    .allows(
        "the moment before the stop", contact(.email) { $0.contactPoint.optedOutAt = at("2026-07-15 11:00:01") }),
    .blocks(
        "channel.opted-out", "a stop holds for every business of the tenant",
        contact(.email) {
            $0.businessID = Parties.otherBusiness
            $0.contactPoint.optedOutAt = at("2026-07-15 10:00")
        }),
    .blocks(
        "channel.opted-out", "a receipt to a stopped address",
        contact(.email, .receipt) { $0.contactPoint.optedOutAt = at("2026-07-15 10:00") }),
    .allows(
        "one confirmation of the stop",
        contact(.text, .optOutConfirmation) { $0.contactPoint.optedOutAt = at("2026-07-15 10:59") }),
    .blocks(
        "channel.opted-out", "a second confirmation",
        contact(.text, .optOutConfirmation, history: [message(.text, "2026-07-15 10:00", .optOutConfirmation)]) {
            $0.contactPoint.optedOutAt = at("2026-07-15 09:59")
        }),
    .blocks(
        "channel.medium-stopped", "stop texting me: a text", contact(.text) { $0.customer.stoppedMedia = textStop }),
    .allows("stop texting me: an e-mail", contact(.email) { $0.customer.stoppedMedia = textStop }),
    .allows("stop texting me: a letter", contact(.post) { $0.customer.stoppedMedia = textStop }),
    .blocks(
        "channel.medium-stopped", "stop calling: a call",
        contact { $0.customer.stoppedMedia = [.telephone: at("2026-07-10 10:00")] }),
]

private let textStop: [ContactMedium: BusinessInstant] = [.text: at("2026-07-10 10:00")]

private func consent(
    _ medium: ContactMedium, _ basis: ContactConsent.Basis, _ text: String = "2026-07-01 09:00"
) -> ContactConsent {
    ContactConsent(medium: medium, basis: basis, at: at(text))
}
