import Compliance
import Receivables
package import Store
package import Treatment

extension CaseReading {
    /// Plans of the case with what became of them, oldest first.
    package var plans: [(record: PlanRecord, timeline: PlanTimeline)] {
        facts.plans.map { ($0, PlanTimeline($0.history, knownThrough: day.moment.today)) }
    }

    /// What happened to plans, for the steps that follow it: accepted or changed, a part to be reminded of, a part found
    /// missed and missed still. Days ahead come true unless more is paid; naming them lets the case be looked at on them.
    var planEvents: [CaseEvent] {
        let today = day.moment.today
        return plans.flatMap { plan in
            let missed = plan.timeline.missedParts(on: today)
            return plan.timeline.events.compactMap { event -> CaseEvent? in
                switch event.kind {
                case .accepted, .amended: CaseEvent(kind: .planAccepted, day: event.day)
                // Without a first payment the ladder itself goes on; the call is for a plan that runs.
                // What was made up, is disputed or belongs to a plan that is over asks for no call any more.
                case .missed(let key)
                where plan.timeline.hasBegun(by: event.day) && (event.day > today || missed[key] == event.day):
                    CaseEvent(kind: .planMissed, day: event.day)
                default: nil
                }
            } + reminders(of: plan.record, plan.timeline).map { CaseEvent(kind: .planReminder, day: $0.on) }
        }
    }

    /// Days on which a part that is not paid is to be reminded of: the business day before it is due.
    func reminders(of plan: PlanRecord, _ timeline: PlanTimeline) -> [(on: CalendarDate, part: PlanInstallmentFact)] {
        guard plan.reminds else { return [] }
        return plan.versions.flatMap { version in
            version.fact.installments.compactMap { part -> (on: CalendarDate, part: PlanInstallmentFact)? in
                let on = day.calendar.businessDay(onOrBefore: part.dueOn.adding(days: -1))
                guard on > version.fact.agreedOn, plan.history.version(on: on).number == version.fact.number,
                    timeline.standing(on: on).isStanding,
                    let standing = timeline.installments(on: on).first(where: { $0.part == part })?.standing
                else { return nil }
                switch standing {
                case .disputed, .paid, .paidLate, .unpaid: return nil
                case .upcoming, .due, .missed: return (on, part)
                }
            }
        }
    }

    /// Whether a plan was completed on a day and is still.
    func completedPlan(on event: CalendarDate?) -> Bool {
        plans.contains { plan in
            guard case .completed(let on) = plan.timeline.standing(on: day.moment.today) else { return false }
            return on == event
        }
    }

    /// Receivables a plan holds today, out of every message.
    var heldByPlan: Set<Identifier<Receivable>> {
        var held: Set<Identifier<Receivable>> = []
        for plan in plans where plan.timeline.fact.holds(on: day.moment.today) {
            held.formUnion(plan.record.items.map(\.receivable))
        }
        return held
    }

    /// Plans as the gate sees them: a hold on each receivable they cover.
    var planHolds: [GateHold] {
        let midnight = { (day: CalendarDate) in day.instant(minuteOfDay: 0, in: self.day.moment.zone) }
        return plans.flatMap { plan -> [GateHold] in
            let holds = plan.timeline.fact.holds(PlanTerms())
            return [holds.provisional, holds.full].compactMap { $0 }
                .filter { span in span.until.map { span.from < $0 } ?? true }
                .flatMap { span in
                    plan.record.items.map { item in
                        GateHold(
                            reason: .plan, scope: .receivable(item.receivable), from: midnight(span.from),
                            until: span.until.map(midnight), source: "plan")
                    }
                }
        }
    }
}

extension PlanFact {
    /// Whether it holds what it covers on `day`.
    func holds(on day: CalendarDate) -> Bool {
        // A stored plan carries its own days, so the policy's are never asked.
        let holds = holds(PlanTerms())
        return holds.provisional.contains(day) || holds.full?.contains(day) == true
    }
}

extension PlanRecord {
    /// What became of the plan, as known on `today`.
    func timeline(on today: CalendarDate) -> PlanTimeline { PlanTimeline(history, knownThrough: today) }

    /// Whether the customer may still keep it.
    func isStanding(on today: CalendarDate) -> Bool { timeline(on: today).standing(on: today).isStanding }
}
