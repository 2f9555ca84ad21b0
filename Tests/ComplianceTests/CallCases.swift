import Compliance
import Receivables

/// Source of the cases: compliance reference §6, the commentary's own examples.
let callCases: [GateCase] = lawCases.map { with($0) { $0.pack = .lawAlone } } + guardCases

private let lawCases: [GateCase] = [
    .blocks(
        "frequency.seven-in-seven", "Apr 1 and six Apr 2 to 7: the eighth on Apr 7", law("2026-04-07 20:00", oneADay)),
    .allows("Apr 1 and six Apr 2 to 7: Apr 8", law("2026-04-08 09:00", oneADay)),
    .blocks("frequency.seven-in-seven", "Apr 1 one, Apr 2, 3, 6 two each: Apr 7", law("2026-04-07 09:00", twoADay)),
    .allows("Apr 1 one, Apr 2, 3, 6 two each: Apr 8", law("2026-04-08 09:00", twoADay)),
    .allows("six calls leave a seventh", law("2026-04-07 20:00", Array(oneADay.dropLast()))),
    .blocks("frequency.silence-after-conversation", "talk Thu Aug 13: Aug 19", law("2026-08-19 11:00", [augustTalk])),
    .allows("talk Thu Aug 13: Aug 20", law("2026-08-20 08:00", [augustTalk])),
    .blocks(
        "frequency.silence-after-conversation", "the customer called on Aug 13: Aug 19",
        law(
            "2026-08-19 11:00",
            [PastContact(medium: .telephone, direction: .inbound, kind: .conversation, at: at("2026-08-13 11:00"))])),
    .allows(
        "talk Fri Apr 3, call back Monday: Apr 6",
        law("2026-04-06 11:00", [call("2026-04-03 11:00", .spoke)], agreed: [mondayCall])),
    .blocks(
        "frequency.silence-after-conversation", "without the agreement: Apr 6",
        law("2026-04-06 11:00", [call("2026-04-03 11:00", .spoke)])),
    .blocks(
        "frequency.silence-after-conversation", "outside the hours agreed on",
        law("2026-04-06 15:00", [call("2026-04-03 11:00", .spoke)], agreed: [mondayCall])),
    .blocks(
        "frequency.silence-after-conversation", "used for a talk on Apr 6: no second call that day",
        law(
            "2026-04-06 11:30", [call("2026-04-03 11:00", .spoke), call("2026-04-06 11:00", .spoke, .agreedCallBack)],
            agreed: [mondayCall])),
    .blocks(
        "frequency.silence-after-conversation", "talk on Apr 6: Apr 8",
        law(
            "2026-04-08 11:00", [call("2026-04-03 11:00", .spoke), call("2026-04-06 11:00", .spoke, .agreedCallBack)],
            agreed: [mondayCall])),
    .blocks(
        "frequency.silence-after-conversation", "agreement taken back",
        law(
            "2026-04-06 11:00", [call("2026-04-03 11:00", .spoke)],
            agreed: [with(mondayCall) { $0.revokedAt = at("2026-04-05 09:00") }])),
    .allows(
        "consent Jun 4: calls Jun 8 to 10 do not count", law("2026-06-11 09:00", juneCalls(8, 9, 10), agreed: [june])),
    .blocks(
        "frequency.seven-in-seven", "consent Jun 4: calls from Jun 11 count",
        law("2026-06-12 15:00", juneCalls(11, 12), agreed: [june])),
    .allows(
        "consent Jun 4, given seven days: Jun 10 free", law("2026-06-10 15:00", juneCalls(8, 9, 10), agreed: [june])),
    .blocks(
        "frequency.seven-in-seven", "without consent the same calls count", law("2026-06-11 09:00", juneCalls(8, 9, 10))
    ),
    .allows(
        "a busy signal does not count",
        law("2026-04-07 20:00", with(oneADay) { $0[3] = call("2026-04-04 09:00", .busy) })),
    .allows(
        "a number learned to be somebody else's drops out",
        law("2026-04-07 20:00", with(oneADay) { $0[2] = call("2026-04-03 09:00", .wrongNumber) })),
    .blocks(
        "frequency.seven-in-seven", "voicemail and somebody else count",
        law(
            "2026-04-07 20:00",
            with(oneADay) {
                $0[2] = call("2026-04-03 09:00", .leftVoicemail)
                $0[3] = call("2026-04-04 09:00", .someoneElse)
            })),
    .allows(
        "e-mails and texts are no calls",
        law("2026-04-07 20:00", (1...7).map { message(.email, "2026-04-0\($0) 09:00") })),
    .allows("an e-mail after seven calls", law("2026-04-07 20:00", oneADay, medium: .email)),
    .blocks(
        "frequency.seven-in-seven", "answers count in law though not in the policy", law("2026-04-07 20:00", answers)),
    .blocks(
        "frequency.seven-in-seven", "a day is the customer's: 23:30 on Mar 31 in New York, Apr 1 in UTC",
        law("2026-04-07 20:00", with(oneADay) { $0[0] = call("2026-04-01 23:30") })),
    .allows(
        "the evening before drops out", law("2026-04-07 20:00", with(oneADay) { $0[0] = call("2026-03-31 23:30") })),
]

/// The pattern guards, under the whole pack.
private let guardCases: [GateCase] = [
    .blocks(
        "frequency.call-gap", "1 h 59 min 59 s after a call",
        contact(.telephone, .answer, at: at("2026-07-15 10:59:59"), history: [call("2026-07-15 09:00")])),
    .allows(
        "two hours after a call",
        contact(.telephone, .answer, at: at("2026-07-15 11:00"), history: [call("2026-07-15 09:00")])),
    .blocks(
        "frequency.calls-per-day", "a third call on a day",
        contact(
            .telephone, .answer, at: at("2026-07-15 18:00"),
            history: [call("2026-07-15 09:00"), call("2026-07-15 13:00")])),
    .blocks(
        "frequency.seven-in-seven", "all limits on, answers only",
        contact(
            .telephone, .answer, at: at("2026-07-15 18:00"),
            history: (9...15).map { call("2026-07-\($0 < 10 ? "0" : "")\($0) 09:00", .noAnswer, .answer) })),
]

private let oneADay = (1...7).map { call("2026-04-0\($0) 09:00") }
private let answers = (1...7).map { call("2026-04-0\($0) 09:00", .noAnswer, .answer) }
private let twoADay =
    [call("2026-04-01 09:00")]
    + ["02", "03", "06"].flatMap { [call("2026-04-\($0) 09:00"), call("2026-04-\($0) 13:00")] }
private let augustTalk = call("2026-08-13 11:00", .spoke)
private let mondayCall = AgreedCallBack(
    agreedAt: at("2026-04-03 11:00"), from: at("2026-04-06 10:00"), until: at("2026-04-06 14:00"))
private let june = AgreedCallBack(
    agreedAt: at("2026-06-04 11:00"), from: at("2026-06-04 11:00"), until: at("2026-06-30 11:00"))

private func juneCalls(_ days: Int...) -> [PastContact] {
    days.flatMap { day in (0..<4).map { call("2026-06-\(day < 10 ? "0" : "")\(day) 1\($0):00") } }
}

private func law(
    _ text: String, _ history: [PastContact], agreed: [AgreedCallBack] = [], medium: ContactMedium = .telephone
) -> GateRequest {
    contact(medium, at: at(text), history: history) { $0.agreedCallBacks = agreed }
}

func with<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
    var copy = value
    change(&copy)
    return copy
}
