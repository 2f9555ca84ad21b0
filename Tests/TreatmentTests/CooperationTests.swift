import Receivables
import Testing

@testable import Treatment

/// Due Monday 1 June; looked at on 1 August, after the final demand.
private let due = day("2026-06-01")
private let today = day("2026-08-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

let wholePolicy: Treatment.Policy = {
    guard let policy = PolicyDocument.parse(wholeLadder).policy else { preconditionFailure("it reads, see its test") }
    return policy
}()

@Suite struct CooperationTests {
    private func cooperation(_ change: (inout CaseSnapshot) -> Void) -> Cooperation {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        change(&snapshot)
        return snapshot.cooperation(on: today, policy: wholePolicy, calendar: .weekdays)
    }

    private func spoke(_ text: String) -> CallFact { CallFact(day: day(text), step: nil, disposition: .spoke) }

    private func promise(_ made: String, _ dueOn: String) -> PromiseFact {
        PromiseFact(id: Identifier(), madeOn: day(made), dueOn: day(dueOn), amount: .usd(cents: 50_00))
    }

    private func avoid(_ snapshot: inout CaseSnapshot, days: [Int] = [0, 3, 7, 10, 15, 20]) {
        snapshot.record("final-demand", on: day("2026-07-25"), by: .post, cycle: cycle)
        snapshot.calls = days.map {
            CallFact(day: day("2026-07-05").adding(days: $0), step: nil, disposition: .noAnswer)
        }
    }

    @Test func nothingKnownIsNothingConcluded() { #expect(cooperation { _ in } == .unknown) }

    @Test func whoTalksAndHasAPromiseOpenOrKeptWorksWithUs() {
        let open = cooperation {
            $0.calls = [spoke("2026-07-25")]
            $0.promises = [promise("2026-07-25", "2026-08-05")]
        }
        #expect(open == .working)
        let kept = cooperation {
            $0.calls = [spoke("2026-07-12")]
            $0.promises = [promise("2026-07-12", "2026-07-20")]
            $0.payments = [PaymentFact(day: day("2026-07-19"), amount: .usd(cents: 50_00))]
        }
        #expect(kept == .working)
        let tooLongAgo = cooperation {
            $0.calls = [spoke("2026-07-10")]
            $0.promises = [promise("2026-07-10", "2026-08-05")]
        }
        #expect(tooLongAgo == .unknown)
        let broken = cooperation {
            $0.calls = [spoke("2026-07-25")]
            $0.promises = [promise("2026-07-12", "2026-07-20")]
        }
        #expect(broken == .unknown)
    }

    @Test func whoKeepsAPlanWorksWithUsHoweverLongSilent() {
        let plan = cooperation {
            $0.plans = [PlanFact(scope: .wholeCase, acceptedOn: due, firstPaidOn: due, endedOn: nil)]
        }
        #expect(plan == .working)
        let ended = cooperation {
            $0.plans = [PlanFact(scope: .wholeCase, acceptedOn: due, firstPaidOn: due, endedOn: day("2026-07-01"))]
        }
        #expect(ended == .unknown)
    }

    @Test(arguments: [NonpaymentReason.changeOfMeans, .otherDebtsFirst])
    func whoCannotPaySaysSo(reason: NonpaymentReason) {
        #expect(cooperation { $0.reasons = [ReasonFact(reason: reason, saidOn: day("2026-06-20"))] } == .cannot)
        #expect(cooperation { $0.customer.reasons = [reason] } == .cannot)
        let lastYear = cooperation { $0.reasons = [ReasonFact(reason: reason, saidOn: day("2025-06-20"))] }
        #expect(lastYear == .unknown)
    }

    @Test func whatIsToBePutRightComesBeforeEverythingElse() {
        let refusal = ReasonFact(reason: .refuses, saidOn: day("2026-07-20"))
        let ticket = cooperation {
            $0.reasons = [refusal]
            $0.customer.hasOpenTicket = true
        }
        #expect(ticket == .disagrees)
        let disputed = cooperation {
            $0.reasons = [refusal]
            $0.receivables.append(.invoice(due: due, cents: 40_00, disputed: 10_00))
        }
        #expect(disputed == .disagrees)
        let said = ReasonFact(reason: .dissatisfied, saidOn: day("2026-07-01"))
        #expect(cooperation { $0.reasons = [said] } == .disagrees)
        let mended = cooperation {
            $0.reasons = [said]
            let days = DayInterval(from: day("2026-07-01"), until: day("2026-07-10"))
            $0.holds = [HoldFact(reason: .complaint, scope: .wholeCase, days: days)]
        }
        #expect(mended == .unknown)
    }

    @Test func aRefusalStandsUntilALaterWord() {
        let refused = ReasonFact(reason: .refuses, saidOn: day("2026-07-20"))
        #expect(cooperation { $0.reasons = [refused] } == .refusing)
        let promised = cooperation {
            $0.reasons = [refused]
            $0.calls = [spoke("2026-07-25")]
            $0.promises = [promise("2026-07-25", "2026-08-05")]
        }
        #expect(promised == .working)
        let other = ReasonFact(reason: .otherDebtsFirst, saidOn: day("2026-07-21"))
        #expect(cooperation { $0.reasons = [refused, other] } == .cannot)
    }

    @Test func sixAttemptsOnFourDaysInThreeWeeksWithoutAnAnswerAreAvoiding() {
        #expect(cooperation { avoid(&$0) } == .avoiding)
        #expect(cooperation { avoid(&$0, days: [0, 3, 7, 10, 20]) } == .unknown)
        #expect(cooperation { avoid(&$0, days: [0, 0, 0, 10, 10, 20]) } == .unknown)
        #expect(cooperation { avoid(&$0, days: [0, 3, 7, 10, 15, 19]) } == .unknown)
    }

    @Test func whoPaidPromisedAgreedClaimedOrWroteInTheRoundDoesNotAvoid() {
        let within = day("2026-06-20")
        let answers: [(String, (inout CaseSnapshot) -> Void)] = [
            ("paid a part", { $0.payments = [PaymentFact(day: within, amount: .usd(cents: 10_00))] }),
            ("paid without a word", { $0.lastPaidOn = within }),
            ("promised, and broke it", { $0.promises = [promise("2026-06-20", "2026-06-25")] }),
            (
                "took a plan, and broke it",
                {
                    $0.plans = [
                        PlanFact(
                            scope: .wholeCase, acceptedOn: within, firstPaidOn: nil, endedOn: within.adding(days: 7))
                    ]
                }
            ),
            ("disputed, and was answered", { $0.events = [CaseEvent(kind: .dispute, day: within)] }),
            ("accepted the work", { $0.events = [CaseEvent(kind: .workAccepted, day: within)] }),
            ("told a reason", { $0.reasons = [ReasonFact(reason: .forgot, saidOn: within)] }),
            (
                "left a message",
                {
                    $0.calls.append(
                        CallFact(day: within, step: nil, disposition: .leftVoicemail, isOutbound: false))
                }
            ),
        ]
        for (name, answer) in answers {
            let found = cooperation {
                avoid(&$0)
                answer(&$0)
            }
            #expect(found == .unknown, "\(name)")
        }
        let before = cooperation {
            avoid(&$0)
            $0.lastPaidOn = due.adding(days: -30)
        }
        #expect(before == .avoiding)
    }

    @Test func whoMayNotHaveBeenReachedIsNotAvoiding() {
        #expect(
            cooperation {
                avoid(&$0)
                $0.customer.media[.telephone] = .bad
            } == .unknown)
        #expect(
            cooperation {
                avoid(&$0)
                $0.steps = []
            } == .unknown)
        let returned = cooperation {
            avoid(&$0)
            $0.steps = []
            $0.record("final-demand", on: day("2026-07-25"), by: .post, cycle: cycle, state: .returned)
        }
        #expect(returned == .unknown)
        let answered = cooperation {
            avoid(&$0)
            $0.calls.append(spoke("2026-06-20"))
        }
        #expect(answered == .unknown)
    }

    @Test func onlyWhoHasNoGoodAddressCannotBeFound() {
        let bad: [ContactMedium: MediumState] = [.email: .bad, .post: .bad, .telephone: .noAddress]
        #expect(cooperation { $0.customer.media = bad } == .notFound)
        #expect(cooperation { $0.customer.media = bad.merging([.post: .usable]) { $1 } } == .unknown)
        #expect(cooperation { $0.customer.media = bad.merging([.email: .optedOut]) { $1 } } == .unknown)
    }

    @Test func aConditionAsksForWhatFollowsFromTheFacts() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        avoid(&snapshot)
        let view = CaseView(snapshot, policy: wholePolicy, calendar: .weekdays)
        let context = ConditionContext(view: view, day: today, cycle: cycle, receivables: snapshot.receivables)
        #expect(context.holds(.word(.cooperation, ["avoiding"])))
        #expect(!context.holds(.word(.cooperation, ["unknown"])))
    }
}
