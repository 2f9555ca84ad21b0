import Receivables
package import Tabular
import Treatment

/// What one starter policy would do on one day with the customers of a file.
package struct StarterForecast: Sendable, Encodable {
    package let policy: String
    package let title: String
    /// By what would happen; what goes out first, each with how many customers and what they owe past due.
    package let table: ReportTable
    /// Customers something would go to or be done for that day.
    package let actedOnCount: Int

    /// Most kinds of waiting told apart.
    private static let waitingMax = 3

    private struct Key: Hashable {
        let rank: Int
        let what: String
    }

    init(
        _ policy: Treatment.Policy, book: FileBook, request: DiagnoseFile.Request, on day: CalendarDate,
        calendar: BusinessCalendar
    ) {
        var sums: [Key: (customers: Int, open: Int64)] = [:]
        for account in book.accounts where !account.items.isEmpty {
            let key: Key
            if account.credit.isPositive {
                key = Key(rank: 2, what: "nothing before a person has looked at the credit beside what is open")
            } else {
                let decision = policy.decision(
                    for: account.snapshot(request), on: day, calendar: calendar)
                key = Self.key(decision.verdict, policy)
            }
            let open = account.items.reduce(Int64(0)) { sum, item in
                let (total, overflow) = sum.addingReportingOverflow(item.open.minorUnits)
                return overflow ? .max : total
            }
            let (total, overflow) = (sums[key]?.open ?? 0).addingReportingOverflow(open)
            sums[key] = ((sums[key]?.customers ?? 0) + 1, overflow ? .max : total)
        }
        var table = ReportTable(columns: [
            .init("what", "What would happen", .text), .init("customers", "Customers", .count),
            .init("open", "Open", .money),
        ])
        let order = sums.sorted { left, right in
            let (one, other) = (
                (left.key.rank, -left.value.customers, -left.value.open),
                (right.key.rank, -right.value.customers, -right.value.open)
            )
            return one == other ? left.key.what.isListed(before: right.key.what) : one < other
        }
        func add(_ what: String, _ customers: Int, _ open: Int64) {
            table.add([
                .text(what), .count(customers), .money(Money(minorUnits: open, currency: book.currency)),
            ])
        }
        // What goes out is told one by one; of what waits the largest, so that a page stays a page.
        let acts = order.filter { $0.key.rank == 0 }, rest = order.filter { $0.key.rank > 0 }
        for (key, sum) in acts + rest.prefix(Self.waitingMax) { add(key.what, sum.customers, sum.open) }
        let others = rest.dropFirst(Self.waitingMax)
        if !others.isEmpty {
            let open = others.reduce(Int64(0)) { sum, next in
                let (total, overflow) = sum.addingReportingOverflow(next.value.open)
                return overflow ? .max : total
            }
            add("nothing yet: other steps come next", others.reduce(0) { $0 + $1.value.customers }, open)
        }
        self.policy = policy.key
        title = policy.title
        self.table = table
        actedOnCount = sums.filter { $0.key.rank == 0 }.reduce(0) { $0 + $1.value.customers }
    }

    private static func key(_ verdict: TreatmentDecision.Verdict, _ policy: Treatment.Policy) -> Key {
        switch verdict {
        case .act(let step):
            let purpose = policy.step(step.step)?.purpose ?? ""
            return Key(rank: 0, what: "\(step.step) by \(step.channel.word)" + (purpose.isEmpty ? "" : ": \(purpose)"))
        case .wait(let step, _, .beforeDue):
            return Key(rank: 1, what: "nothing yet: \(step) is next, before the due day")
        case .wait(let step, _, .notYetDue(let policyDay)):
            return Key(rank: 1, what: "nothing yet: \(step) is next, on day \(policyDay) past due")
        case .wait(let step, _, let because):
            return Key(rank: 1, what: "nothing yet: \(step) comes next, \(because.words)")
        case .asleep(_, let because): return Key(rank: 2, what: "nothing: \(because.words)")
        case .locate(let need): return Key(rank: 1, what: "an address has to be found for \(need.step)")
        case .nothing(let because): return Key(rank: 2, what: "nothing: \(cause(because))")
        }
    }

    /// Why, without the figures of one customer, so that those of one cause stand together.
    private static func cause(_ reason: NothingReason) -> String {
        switch reason {
        case .balanceTooSmall(_, let limit):
            "the balance is under \(limit): no call and no letter, it is carried on the next bill"
        case .writeOffProposed(_, let limit):
            "the balance is under \(limit) after \(NinetyDayLine.days) days: to write it off is proposed, and a person "
                + "decides"
        case .nothingOpen, .ladderEnded, .noStepApplies: reason.words
        }
    }
}

extension FileBook.Account {
    /// The case as far as the file tells it; reachable by e-mail, post and telephone, nothing sent so far.
    fileprivate func snapshot(_ request: DiagnoseFile.Request) -> CaseSnapshot {
        var customer = Treatment.CustomerFacts(
            language: .english, media: [.email: .usable, .post: .usable, .telephone: .usable])
        customer.monthlyAmount = monthly ?? request.monthly
        var snapshot = CaseSnapshot(receivables: items, customer: customer)
        // What came of the call the file does not say: the cautious reading is that nobody answered.
        if let last = lastCall(by: request.on) {
            snapshot.calls = [CallFact(day: last, step: nil, disposition: .noAnswer)]
        }
        return snapshot
    }
}
