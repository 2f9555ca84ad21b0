import Compliance
import Foundation
import Receivables
import Testing

@Suite struct NextAllowedTests {
    @Test func whatIsAllowedNowIsAllowedNow() {
        let request = contact()
        #expect(Gate.nextAllowed(request, pack: .federalFirstParty) == request.at)
    }

    @Test(arguments: [
        // Saturday evening: Monday at eight
        (contact(at: at("2026-07-18 22:00")), "2026-07-20 08:00"),
        (contact(.email, at: at("2026-07-18 22:00")), "2026-07-19 08:00"),
        (contact(.email, at: at("2026-07-15 07:59:59")), "2026-07-15 08:00"),
        // a talk on Thursday the 13th: Thursday the 20th
        (contact(at: at("2026-08-14 11:00"), history: [call("2026-08-13 11:00", .spoke)]), "2026-08-20 08:00"),
        (contact(at: at("2026-07-15 09:30"), history: [call("2026-07-15 09:00")]), "2026-07-15 12:00"),
        (contact(.post, history: [message(.email, "2026-07-15 09:00")]), "2026-07-17 00:00"),
    ])
    func theNextMomentIsTheFirstThatSuits(_ request: GateRequest, _ expected: String) {
        #expect(Gate.nextAllowed(request, pack: .federalFirstParty) == at(expected))
    }

    @Test func nothingWithinTheBoundIsNothing() {
        let barred = contact { $0.customer.inconvenientTimes = [InconvenientTime()] }
        #expect(Gate.nextAllowed(barred, pack: .federalFirstParty) == nil)
        let none = contact(.email) { $0.caps.contactsPerWeek = 0 }
        #expect(Gate.nextAllowed(none, pack: .federalFirstParty) == nil)
        #expect(Gate.decide(none, pack: .federalFirstParty).until == nil)
    }

    @Test func holdsAreNotAskedBecauseTimeDoesNotChangeThem() {
        let request = contact { $0.holds = [hold(.manual)] }
        #expect(Gate.nextAllowed(request, pack: .federalFirstParty) == request.at)
    }

    @Test(arguments: 0..<150)
    func itIsAllowedAndNothingEarlierIs(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let request = Self.request(&random)
        let timed = RulePack.federalFirstParty.keeping { $0.group == .time || $0.group == .frequency }
        let next = Gate.nextAllowed(request, pack: .federalFirstParty)
        let end = next ?? request.at.adding(seconds: 14 * 86_400)
        if let next {
            #expect(Gate.decide(with(request) { $0.at = next }, pack: timed).verdict == .allow)
        }
        let minutes = (end.microseconds - request.at.microseconds) / 60_000_000
        guard minutes > 0 else { return }
        // Every minute of the last two hours, where a mistake would show, and a sample of the rest.
        let samples =
            Array(max(0, minutes - 120)..<minutes)
            + (0..<200).map { _ in Int64.random(in: 0..<minutes, using: &random) }
        for minute in samples {
            let earlier = with(request) { $0.at = $0.at.adding(seconds: minute * 60) }
            let decision = Gate.decide(earlier, pack: timed)
            #expect(decision.verdict == .block)
            if let until = decision.until { #expect(until > earlier.at) }
        }
    }

    private static func request(_ random: inout SeededRandom) -> GateRequest {
        let days = Int64.random(in: 0..<400, using: &random)
        let moment = at("2026-01-10 00:00").adding(
            seconds: days * 86_400 + Int64.random(in: 0..<86_400, using: &random))
        let all = ZoneDirectory.shared.allZones
        let places = (0..<Int.random(in: 1...2, using: &random)).map { _ in all.randomElement(using: &random)! }
        let history = (0..<Int.random(in: 0...9, using: &random)).map { _ in
            let past = moment.adding(seconds: -Int64.random(in: 0..<9 * 86_400, using: &random))
            let purpose: ContactPurpose = Bool.random(using: &random) ? .collection : .answer
            return Bool.random(using: &random)
                ? PastContact.call(CallDisposition.allCases.randomElement(using: &random)!, at: past, purpose: purpose)
                : PastContact(
                    medium: .email, direction: Bool.random(using: &random) ? .outbound : .inbound, kind: .message,
                    at: past, purpose: purpose)
        }
        let medium = ContactMedium.allCases.randomElement(using: &random)!
        return contact(medium, at: moment, in: ZoneSet(places), history: history) {
            $0.isFirm = Int.random(in: 0..<4, using: &random) == 0
            if Int.random(in: 0..<4, using: &random) == 0 {
                let first = Int.random(in: 480..<1_000, using: &random)
                $0.customer.inconvenientTimes = [
                    InconvenientTime(
                        weekdays: [1, 3, 5], minutes: first..<Int.random(in: first + 1...1_440, using: &random))
                ]
            }
        }
    }
}

/// A repeatable source of random numbers. Source: SplitMix64, Steele, Lea, Flood 2014.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
