import Receivables
import Yams

extension PolicyReader {
    /// Sets `target` when the field is there and in bounds.
    private func set(
        _ target: inout Int, _ fields: [String: Node], _ name: String, _ range: ClosedRange<Int>
    ) {
        if let number = integer(fields[name], in: range, named: name) { target = number }
    }

    private func set(_ target: inout Int64, _ fields: [String: Node], _ name: String) {
        if let amount = amount(fields[name], named: name) { target = amount }
    }

    /// Bounds. Source: starter policies §6; what protects the customer may only be made stricter.
    func rules(_ node: Node?) -> LadderRules {
        var rules = LadderRules()
        let fields = fields(
            of: node, named: "rules",
            allowed: [
                "days-between-messages", "messages-in-7-days", "call-attempts-in-7-days", "voicemails-in-7-days",
                "days-after-conversation", "days-between-rungs", "bounce-days", "transit-business-days",
                "fresh-data-business-days", "calls-per-day", "event-days", "planned-days", "small-balance",
                "quiet-season", "business-days-for", "catch-up",
            ])
        set(&rules.daysBetweenMessages, fields, "days-between-messages", 2...30)
        set(&rules.messagesInSevenDays, fields, "messages-in-7-days", 1...2)
        set(&rules.callAttemptsInSevenDays, fields, "call-attempts-in-7-days", 1...3)
        set(&rules.voicemailsInSevenDays, fields, "voicemails-in-7-days", 0...1)
        set(&rules.daysAfterConversation, fields, "days-after-conversation", 7...60)
        set(&rules.daysBetweenRungs, fields, "days-between-rungs", 5...60)
        set(&rules.bounceDays, fields, "bounce-days", 3...14)
        set(&rules.transitBusinessDays, fields, "transit-business-days", 5...15)
        set(&rules.freshDataBusinessDays, fields, "fresh-data-business-days", 1...7)
        set(&rules.callsPerDay, fields, "calls-per-day", 1...1_000_000)
        set(&rules.eventDays, fields, "event-days", 1...60)
        set(&rules.plannedDays, fields, "planned-days", 1...30)
        if let node = fields["small-balance"] { rules.smallBalance = smallBalance(node) }
        if let node = fields["quiet-season"] { rules.quietSeason = quietSeason(node) }
        if let media = words(fields["business-days-for"], as: ContactMedium.self, named: "business-days-for") {
            rules.businessDayMedia = Set(media)
        }
        if let catchUp = word(fields["catch-up"], as: CatchUp.self, named: "catch-up") { rules.catchUp = catchUp }
        return rules
    }

    private func smallBalance(_ node: Node) -> SmallBalance {
        var small = SmallBalance()
        let fields = fields(of: node, named: "small-balance", allowed: ["remind", "letter", "call", "placement"])
        set(&small.remind, fields, "remind")
        set(&small.letter, fields, "letter")
        set(&small.call, fields, "call")
        set(&small.placement, fields, "placement")
        return small
    }

    private func quietSeason(_ node: Node) -> QuietSeason? {
        if node.scalar?.string == "none" { return nil }
        let fields = fields(of: node, named: "quiet-season", allowed: ["from", "to"])
        var season = QuietSeason()
        if let (month, day) = dayOfYear(fields["from"], named: "from") {
            (season.fromMonth, season.fromDay) = (month, day)
        }
        if let (month, day) = dayOfYear(fields["to"], named: "to") { (season.toMonth, season.toDay) = (month, day) }
        return season
    }

    private func dayOfYear(_ node: Node?, named name: String) -> (Int, Int)? {
        guard let node else { return nil }
        let parts = (node.scalar?.string ?? "").split(separator: "-")
        // A leap year, so that 29 February is a day.
        if parts.count == 2, let month = Int(parts[0]), let day = Int(parts[1]),
            CalendarDate(year: 2_024, month: month, day: day) != nil
        {
            return (month, day)
        }
        note(
            "\(name) is \(node.found)", expected: "a day of the year as month-day, such as \"12-20\"",
            fix: "write a day that exists, in quotes: \"12-20\"", at: node)
        return nil
    }

    func promiseTerms(_ node: Node?) -> PromiseTerms {
        var terms = PromiseTerms()
        let fields = fields(
            of: node, named: "promises", allowed: ["days", "days-together", "broken", "grace-business-days"])
        set(&terms.daysMax, fields, "days", 3...30)
        set(&terms.daysTogetherMax, fields, "days-together", 3...90)
        set(&terms.brokenMax, fields, "broken", 0...3)
        set(&terms.graceBusinessDays, fields, "grace-business-days", 0...10)
        return terms
    }

    func planTerms(_ node: Node?) -> PlanTerms {
        var terms = PlanTerms()
        let fields = fields(of: node, named: "plans", allowed: ["provisional-days", "grace-days", "offer-days"])
        set(&terms.provisionalDays, fields, "provisional-days", 1...30)
        set(&terms.graceDays, fields, "grace-days", 0...30)
        set(&terms.offerDays, fields, "offer-days", 1...60)
        return terms
    }

    func feeTerms(_ node: Node?) -> FeeTerms {
        var terms = FeeTerms()
        let fields = fields(
            of: node, named: "fees", allowed: ["late-fee", "transit-business-days", "days-after-arrival"])
        if let fee = fields["late-fee"], fee.scalar?.string != "none" {
            terms.amountMinor = amount(fee, named: "late-fee", orElse: "none, or ")
        }
        set(&terms.transitBusinessDays, fields, "transit-business-days", 5...30)
        set(&terms.daysAfterArrival, fields, "days-after-arrival", 10...90)
        return terms
    }

    func decisionTerms(_ node: Node?) -> DecisionTerms {
        var terms = DecisionTerms()
        let fields = fields(
            of: node, named: "decision", allowed: ["day", "last-day", "notice-days", "life-safety-notice-days"])
        set(&terms.day, fields, "day", 45...3_650)
        // A day after the decision would promise time that is not given.
        terms.lastDay = integer(fields["last-day"], in: 1...terms.day, named: "last-day")
        set(&terms.noticeDays, fields, "notice-days", 10...365)
        set(&terms.lifeSafetyNoticeDays, fields, "life-safety-notice-days", 30...365)
        return terms
    }

    func allowances(_ node: Node?) -> Allowances {
        var allowances = Allowances()
        let fields = fields(of: node, named: "allowances", allowed: ["collector", "manager", "owner"])
        allowances.collector = allowance(fields["collector"], from: allowances.collector, named: "collector")
        allowances.manager = allowance(fields["manager"], from: allowances.manager, named: "manager")
        allowances.owner = allowance(fields["owner"], from: allowances.owner, named: "owner")
        return allowances
    }

    private func allowance(_ node: Node?, from base: Allowance, named name: String) -> Allowance {
        var allowance = base
        let fields = fields(of: node, named: name, allowed: Allowance.fieldNames)
        set(&allowance.promiseDays, fields, "promise-days", 0...30)
        set(&allowance.planParts, fields, "plan-parts", 0...60)
        set(&allowance.planDays, fields, "plan-days", 0...3_650)
        if let waiver = word(fields["fee-waiver"], as: Allowance.FeeWaiver.self, named: "fee-waiver") {
            allowance.feeWaiver = waiver
        }
        set(&allowance.dueDateMovesPerYear, fields, "due-date-moves-per-year", 0...12)
        set(&allowance.creditMonths, fields, "credit-months", 0...12)
        set(&allowance.promisesBeyondMax, fields, "promises-beyond-max", 0...12)
        allowance.settlement = flag(fields["settlement"], named: "settlement") ?? base.settlement
        allowance.pauseOfService = flag(fields["pause-of-service"], named: "pause-of-service") ?? base.pauseOfService
        allowance.writeOff = flag(fields["write-off"], named: "write-off") ?? base.writeOff
        return allowance
    }
}

extension Allowance {
    static let fieldNames = [
        "promise-days", "plan-parts", "plan-days", "fee-waiver", "due-date-moves-per-year", "credit-months",
        "promises-beyond-max", "settlement", "pause-of-service", "write-off",
    ]
}
