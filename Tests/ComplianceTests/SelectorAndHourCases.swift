import Compliance
import Receivables

/// Source of the cases: compliance reference §0.
let selectorCases: [GateCase] = [
    .allows("a dealer in its own name", contact()),
    .blocks("selector.own-name", "a dealer as National Recovery Bureau", contact { $0.role = .firstPartyOtherName }),
    .blocks(
        "frequency.seven-in-seven", "an agency, consumer in California, eighth call",
        contact(history: sevenCalls) {
            $0.role = .thirdParty
            $0.customer.states = ["CA"]
        }, under: .lawAlone),
    .allows(
        "a company in Texas: no federal call limit",
        contact(history: sevenCalls) { $0.customer = CustomerFacts(kind: .business, states: ["TX"]) },
        under: .lawAlone),
    .blocks(
        "frequency.calls-per-day", "a company in Texas: the tenant's own limits stand",
        contact(at: at("2026-07-15 15:00"), history: [call("2026-07-15 09:00"), call("2026-07-15 11:30")]) {
            $0.customer.kind = .business
        }),
    .blocks(
        "frequency.seven-in-seven", "a sole proprietor is a consumer",
        contact(history: sevenCalls) { $0.customer.kind = .soleProprietor }, under: .lawAlone),
    .blocks(
        "frequency.seven-in-seven", "an unknown customer is a consumer",
        contact(history: sevenCalls) { $0.customer.kind = .unknown }, under: .lawAlone),
]

private let sevenCalls = (9...15).map { call("2026-07-\($0 < 10 ? "0" : "")\($0) 09:00") }

/// Source of the cases: compliance reference §§1 and 2; the examples of the commentary are in `AllowedWindowTests`.
let hourCases: [GateCase] =
    [
        ("07:59:59", false), ("08:00:00", true), ("20:59:59", true), ("21:00:00", false), ("23:30:00", false),
        ("00:00:00", false),
    ].flatMap { (clock: String, allowed: Bool) in
        [ContactMedium.telephone, .text, .email].map { medium in
            let request = contact(medium, at: at("2026-07-15 \(clock)"))
            return allowed
                ? GateCase.allows("\(medium) at \(clock)", request)
                : .blocks("time.hours", "\(medium) at \(clock)", request)
        }
    } + [
        .blocks(
            "time.hours", "an e-mail at 22:00 in Florida, whose own law allows it",
            contact(.email, at: at("2026-07-15 22:00")) { $0.customer.states = ["FL"] }),
        .allows("post has no time of day", contact(.post, at: at("2026-07-15 23:30"))),
        .blocks("time.hours", "a receipt obeys the hours", contact(.email, .receipt, at: at("2026-07-15 22:00"))),
        .blocks("time.hours", "an answer obeys the hours", contact(.email, .answer, at: at("2026-07-15 22:00"))),
        .blocks(
            "time.hours", "an agreed call obeys the hours",
            contact(.telephone, .agreedCallBack, at: at("2026-07-15 21:30")) {
                $0.agreedCallBacks = [
                    AgreedCallBack(
                        agreedAt: at("2026-07-14 12:00"), from: at("2026-07-15 21:00"), until: at("2026-07-15 22:00"))
                ]
            }),
        .blocks(
            "time.hours", "08:30 in New York is 07:30 in Chicago",
            contact(.email, at: at("2026-07-15 08:30"), in: zones("America/New_York", "America/Chicago"))),
        .blocks("time.hours", "no zone known, 10:30 Eastern", contact(at: at("2026-07-15 10:30"), in: .lower48)),
        .allows("no zone known, 11:00 Eastern", contact(at: at("2026-07-15 11:00"), in: .lower48)),
        .allows("no zone known, 20:59 Eastern", contact(at: at("2026-07-15 20:59"), in: .lower48)),
        .blocks("time.hours", "no zone known, 21:00 Eastern", contact(at: at("2026-07-15 21:00"), in: .lower48)),
        .blocks("time.inconvenient", "never Tuesdays and Thursdays: Tuesday", neverTuesdays(at("2026-07-14 11:00"))),
        .allows("never Tuesdays and Thursdays: Wednesday", neverTuesdays(at("2026-07-15 11:00"))),
        .blocks("time.inconvenient", "never Tuesdays and Thursdays: Thursday", neverTuesdays(at("2026-07-16 11:00"))),
        .allows("never Tuesdays and Thursdays this year: next year", neverTuesdays(at("2027-07-13 11:00"))),
        .allows("Wednesday 14:59, 15 to 17 barred", afternoonsBarred(.collection, "2026-07-15 14:59", [])),
        .blocks(
            "time.inconvenient", "Wednesday 15:00, 15 to 17 barred",
            afternoonsBarred(.collection, "2026-07-15 15:00", [])),
        .allows("Wednesday 17:00, 15 to 17 barred", afternoonsBarred(.collection, "2026-07-15 17:00", [])),
        .blocks("time.inconvenient", "Saturday barred", afternoonsBarred(.collection, "2026-07-18 11:00", [])),
        .allows(
            "the customer writes Wednesday 15:30: one reply before 17:00",
            afternoonsBarred(.answer, "2026-07-15 16:00", [received(.email, "2026-07-15 15:30")])),
        .blocks(
            "time.inconvenient", "a second, unprompted mail",
            afternoonsBarred(
                .answer, "2026-07-15 16:30",
                [received(.email, "2026-07-15 15:30"), message(.email, "2026-07-15 16:00", .answer)])),
        .blocks(
            "time.inconvenient", "a mail asking for money is no reply",
            afternoonsBarred(.collection, "2026-07-15 16:00", [received(.email, "2026-07-15 15:30")])),
        .blocks(
            "time.inconvenient", "a reply through another medium",
            afternoonsBarred(.answer, "2026-07-15 16:00", [received(.text, "2026-07-15 15:30")])),
        .blocks(
            "time.inconvenient", "an answer to yesterday's mail",
            afternoonsBarred(.answer, "2026-07-15 16:00", [received(.email, "2026-07-14 15:30")])),
    ]

private func neverTuesdays(_ moment: BusinessInstant) -> GateRequest {
    contact(at: moment) {
        $0.customer.inconvenientTimes = [
            InconvenientTime(weekdays: [2, 4], from: CalendarDate("2026-01-01"), through: CalendarDate("2026-12-31"))
        ]
    }
}

private func afternoonsBarred(_ purpose: ContactPurpose, _ text: String, _ history: [PastContact]) -> GateRequest {
    contact(.email, purpose, at: at(text), history: history) {
        $0.customer.inconvenientTimes = [
            InconvenientTime(weekdays: [1, 2, 3, 4, 5], minutes: 15 * 60..<17 * 60),
            InconvenientTime(weekdays: [6, 7]),
        ]
    }
}
