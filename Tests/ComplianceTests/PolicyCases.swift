import Compliance
import Receivables

/// Source of the cases: starter policies §§1.2, 1.4; compliance reference §15.
let standingCases: [GateCase] =
    DebtStatus.allCases.filter { $0 != .owed }.map { status in
        .blocks("debt.nothing-owed", "\(status.rawValue): nothing to ask for", contact { $0.debt = status })
    } + [
        .allows("a receipt for what is paid", contact(.email, .receipt) { $0.debt = .paid }),
        .allows("an answer when all is disputed", contact(.email, .answer) { $0.debt = .allDisputed }),
        .blocks("debt.unapplied-money", "money not set against the debt yet", contact { $0.hasUnappliedMoney = true }),
        .blocks(
            "debt.unapplied-money", "an agreed call while money is not set against the debt",
            contact(.telephone, .agreedCallBack) { $0.hasUnappliedMoney = true }),
        .allows(
            "a receipt for money not set against the debt", contact(.email, .receipt) { $0.hasUnappliedMoney = true }),
        .allows(
            "an answer while money is not set against the debt",
            contact(.email, .answer) { $0.hasUnappliedMoney = true }),
        .blocks("data.muted", "a muted tenant", contact { $0.tenant.isMuted = true }),
        .blocks(
            "data.muted", "a muted tenant sends no receipts", contact(.email, .receipt) { $0.tenant.isMuted = true }),
        .blocks("data.stale", "payments never stated", contact { $0.tenant.dataFreshAsOf = nil }),
        .allows("payments of Friday, on Wednesday", fresh("2026-07-10")),
        .blocks("data.stale", "payments of Thursday, on Wednesday", fresh("2026-07-09")),
        .allows("a receipt on old payments", fresh("2026-07-01", .receipt)),
        .blocks("data.stale", "an answer on old payments", fresh("2026-07-01", .answer)),
        .blocks("time.business-days", "a call on Saturday", contact(at: at("2026-07-18 11:00"))),
        .blocks("time.business-days", "a letter on the observed Fourth", contact(.post, at: at("2026-07-03 11:00"))),
        .allows("an e-mail on Saturday", contact(.email, at: at("2026-07-18 11:00"))),
        .blocks(
            "time.business-days", "a letter on a day the tenant is closed",
            contact(.post) {
                $0.tenant.calendar = BusinessCalendar(closedDays: [CalendarDate("2026-07-15")!])
            }),
        .blocks("time.quiet-days", "a firm letter on Dec 21", firm("2026-12-21 11:00")),
        .blocks("time.quiet-days", "a firm e-mail on Jan 2", firm("2027-01-02 11:00")),
        .allows("a firm e-mail on Dec 19", firm("2026-12-19 11:00")),
        .allows("a firm e-mail on Jan 3", firm("2027-01-03 11:00")),
        .allows("a kind e-mail on Dec 21", with(firm("2026-12-21 11:00")) { $0.isFirm = false }),
    ]

/// Source of the cases: starter policies §§1.2.6, 1.2.7 and 7.2.
let policyCases: [GateCase] = [
    .allows("a call after a voicemail, to leave none", contact(history: [call("2026-07-10 14:00", .leftVoicemail)])),
    .blocks(
        "policy.contacts-per-week", "a third message in 7 days",
        contact(.email, history: [message(.email, "2026-07-09 09:00"), message(.post, "2026-07-12 09:00")])),
    .allows(
        "a third message on the eighth day",
        contact(.email, history: [message(.email, "2026-07-08 09:00"), message(.post, "2026-07-12 09:00")])),
    .blocks(
        "policy.contacts-per-week", "another business's messages count",
        contact(
            .email,
            history: [
                with(message(.email, "2026-07-09 09:00")) { $0.businessID = Parties.otherBusiness },
                with(message(.post, "2026-07-12 09:00")) { $0.businessID = Parties.otherBusiness },
            ])),
    .blocks(
        "policy.contacts-per-week", "a message and a talk, then a letter",
        contact(.post, history: [message(.email, "2026-07-09 09:00"), call("2026-07-10 09:00", .spoke)])),
    .blocks(
        "policy.contacts-per-week", "a policy may allow one only",
        contact(.email, history: [message(.email, "2026-07-09 09:00")]) { $0.caps.contactsPerWeek = 1 }),
    .blocks(
        "policy.contacts-per-week", "a policy cannot allow more than the pack",
        contact(.email, history: [message(.email, "2026-07-09 09:00"), message(.post, "2026-07-12 09:00")]) {
            $0.caps.contactsPerWeek = 9
        }),
    .allows(
        "receipts and answers do not count",
        contact(
            .email,
            history: [message(.email, "2026-07-12 09:00", .receipt), message(.email, "2026-07-14 09:00", .answer)])),
    .allows(
        "a receipt after two messages",
        contact(.email, .receipt, history: [message(.email, "2026-07-09 09:00"), message(.post, "2026-07-14 09:00")])),
    .allows(
        "what the customer writes does not count",
        contact(.email, history: [received(.email, "2026-07-14 09:00"), received(.email, "2026-07-15 09:00")])),
    .blocks(
        "policy.calls-per-week", "a fourth call in 7 days",
        contact(
            at: at("2026-07-15 11:00"),
            history: [call("2026-07-09 13:00"), call("2026-07-10 18:00"), call("2026-07-13 13:00")])),
    .allows(
        "a fourth call on the eighth day",
        contact(
            at: at("2026-07-15 11:00"),
            history: [call("2026-07-08 09:00"), call("2026-07-10 18:00"), call("2026-07-13 13:00")])),
    .blocks("policy.parts-of-day", "two mornings", contact(history: [call("2026-07-13 08:30")])),
    .allows("a morning after an afternoon", contact(history: [call("2026-07-13 12:00")])),
    .blocks(
        "policy.parts-of-day", "two evenings",
        contact(at: at("2026-07-15 17:00"), history: [call("2026-07-13 20:59")])),
    .allows("a morning eight days ago", contact(history: [call("2026-07-08 08:30")])),
    .blocks(
        "policy.message-gap", "a letter the day after an e-mail",
        contact(.post, history: [message(.email, "2026-07-14 09:00")])),
    .allows("a letter two days after an e-mail", contact(.post, history: [message(.email, "2026-07-13 20:00")])),
    .blocks(
        "policy.message-gap", "a policy may want four days",
        contact(.email, history: [message(.email, "2026-07-12 09:00")]) { $0.caps.daysBetweenMessages = 4 }),
    .allows("a call the day after an e-mail", contact(history: [message(.email, "2026-07-14 09:00")])),
    .blocks(
        "frequency.silence-after-conversation", "a talk on Monday, no call-back agreed: Wednesday",
        contact(.telephone, .agreedCallBack, history: [call("2026-07-13 13:00", .spoke)])),
    .allows(
        "a talk on Monday, call-back agreed: Wednesday at that time",
        contact(.telephone, .agreedCallBack, history: [call("2026-07-13 13:00", .spoke)]) {
            $0.agreedCallBacks = [wednesdayCall]
        }),
    .allows(
        "a call step that falls in the agreed time",
        contact(history: [call("2026-07-13 13:00", .spoke)]) { $0.agreedCallBacks = [wednesdayCall] }),
    .blocks(
        "frequency.silence-after-conversation", "the agreed time is over",
        contact(
            .telephone, .agreedCallBack, at: at("2026-07-15 14:00"), history: [call("2026-07-13 13:00", .spoke)]
        ) { $0.agreedCallBacks = [wednesdayCall] }),
    .blocks(
        "frequency.silence-after-conversation", "agreed more than 7 days ahead",
        contact(
            .telephone, .agreedCallBack, at: at("2026-07-20 11:00"),
            history: [call("2026-07-14 13:00", .spoke)]
        ) {
            $0.agreedCallBacks = [
                AgreedCallBack(
                    agreedAt: at("2026-07-13 13:00"), from: at("2026-07-20 10:00"), until: at("2026-07-20 12:00"))
            ]
        }),
]

private let wednesdayCall = AgreedCallBack(
    agreedAt: at("2026-07-13 13:00"), from: at("2026-07-15 10:30"), until: at("2026-07-15 12:00"))

private func fresh(_ day: String, _ purpose: ContactPurpose = .collection) -> GateRequest {
    contact(.email, purpose) { $0.tenant.dataFreshAsOf = CalendarDate(day) }
}

private func firm(_ text: String) -> GateRequest { contact(.email, at: at(text)) { $0.isFirm = true } }
