import Compliance
import Receivables
package import Store
package import Treatment

extension CaseReading {
    /// Plans of the case with what became of them, oldest first.
    package var plans: [(record: PlanRecord, timeline: PlanTimeline)] {
        facts.plans.map { ($0, PlanTimeline($0.history, knownThrough: day.moment.today)) }
    }

    /// What happened to plans, for the steps that follow it: accepted, and each day on which a part was found missed.
    var planEvents: [CaseEvent] {
        let today = day.moment.today
        return plans.flatMap { plan in
            [CaseEvent(kind: .planAccepted, day: plan.record.acceptedOn)]
                + plan.timeline.missedDays(through: today).map { CaseEvent(kind: .planMissed, day: $0) }
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
