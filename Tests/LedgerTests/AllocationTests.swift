import Ledger
import Receivables
import Testing

struct AllocationTests {
    private func item(
        _ reference: String = "A", due: Int = 0, billed: Int = -30, open: Int64 = 100, disputed: Int64 = 0,
        id: Identifier<Receivable> = Identifier()
    ) -> OpenReceivable {
        OpenReceivable(
            id: id, reference: reference, billedOn: Books.day(billed), dueOn: Books.day(due), open: usd(open),
            disputed: usd(disputed))
    }

    @Test func theOldestIsPaidFirst() throws {
        let items = [item("new", due: 20), item("old", due: 1), item("middle", due: 10)]
        let result = try Allocation.allocate(usd(150), over: items)
        #expect(result.parts == [DirectedAmount(items[1].id, usd(100)), DirectedAmount(items[2].id, usd(50))])
        #expect(result.remainder == usd(0))
    }

    @Test func tiesGoByBillingDayThenReferenceThenID() throws {
        let low = try #require(Identifier<Receivable>("00000000-0000-4000-8000-000000000001"))
        let high = try #require(Identifier<Receivable>("00000000-0000-4000-8000-000000000002"))
        let items = [
            item("B", billed: -5), item("A", billed: -5, id: high), item("A", billed: -5, id: low),
            item("C", billed: -6),
        ]
        let result = try Allocation.allocate(usd(400), over: items)
        #expect(result.parts.map(\.receivable) == [items[3].id, low, high, items[0].id])
    }

    @Test func nothingGoesToADisputedItemOrPart() throws {
        let items = [item(due: 1, disputed: 100), item(due: 2, disputed: 70), item(due: 3, open: 10, disputed: 999)]
        let result = try Allocation.allocate(usd(150), over: items)
        #expect(result.parts == [DirectedAmount(items[1].id, usd(30))])
        #expect(result.remainder == usd(120))
    }

    @Test func theCustomersOrderWins() throws {
        let items = [item(due: 1), item(due: 2), item(due: 3)]
        let result = try Allocation.allocate(usd(250), over: items, order: .named([items[2].id, items[0].id]))
        #expect(result.parts.map(\.receivable) == [items[2].id, items[0].id])
        #expect(result.remainder == usd(50))
    }

    @Test func directedAmountsAreTakenExactly() throws {
        let items = [item(due: 1), item(due: 2)]
        let parts = [DirectedAmount(items[1].id, usd(100)), DirectedAmount(items[0].id, usd(1))]
        let result = try Allocation.allocate(usd(130), over: items, order: .directed(parts))
        #expect(result.parts == parts)
        #expect(result.remainder == usd(29))
    }

    @Test func directingTooMuchNamesTheItemAndTheExcess() {
        let plain = item()
        let part = item(disputed: 40)
        func direct(_ id: Identifier<Receivable>, _ cents: Int64) throws {
            let order = AllocationOrder.directed([DirectedAmount(id, usd(cents))])
            #expect(throws: Never.self) { try Allocation.allocate(usd(1_000), over: [plain, part]) }
            #expect(try Allocation.allocate(usd(1_000), over: [plain, part], order: order).parts.isEmpty)
        }
        #expect(throws: AllocationError.moreThanOpen(plain.id, by: usd(7))) { try direct(plain.id, 107) }
        #expect(throws: AllocationError.disputed(part.id, by: usd(1))) { try direct(part.id, 61) }
        #expect(throws: AllocationError.amountNotPositive(plain.id)) { try direct(plain.id, 0) }
    }

    @Test func whatCannotBeMeantIsRefused() {
        let first = item()
        let second = item()
        let stranger = Identifier<Receivable>()
        func allocate(_ payment: Money, _ items: [OpenReceivable], _ order: AllocationOrder) throws {
            let result = try Allocation.allocate(payment, over: items, order: order)
            Issue.record("accepted: \(result)")
        }
        #expect(throws: AllocationError.paymentNotPositive) { try allocate(usd(0), [first], .oldestFirst) }
        #expect(throws: AllocationError.namedTwice(first.id)) { try allocate(usd(1), [first, first], .oldestFirst) }
        #expect(throws: AllocationError.namedTwice(first.id)) {
            try allocate(usd(1), [first], .named([first.id, first.id]))
        }
        #expect(throws: AllocationError.unknown(stranger)) { try allocate(usd(1), [first], .named([stranger])) }
        #expect(throws: AllocationError.openBelowZero(first.id)) {
            try allocate(usd(1), [item(open: -1, id: first.id)], .oldestFirst)
        }
        #expect(throws: AllocationError.currencyDiffers(first.id)) {
            try allocate(Money(minorUnits: 1, currency: .cad), [first], .oldestFirst)
        }
        #expect(throws: AllocationError.moreThanPaid) {
            try allocate(
                usd(150), [first, second],
                .directed([DirectedAmount(first.id, usd(100)), DirectedAmount(second.id, usd(100))]))
        }
    }

    @Test func directedAmountsPastTheRangeDoNotTrap() {
        let items = [item(open: .max), item(open: .max)]
        #expect(throws: AllocationError.moreThanPaid) {
            try Allocation.allocate(
                usd(.max), over: items, order: .directed(items.map { DirectedAmount($0.id, usd(.max)) }))
        }
    }

    @Test(arguments: 0..<200)
    func partsAndRemainderAddUpAndStayWithinWhatIsPayable(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let opens: [Int64] = [0, 1, 99, 10_000, .max]
        let payments: [Int64] = [1, 50, 20_000, .max]
        let items = (0..<Int.random(in: 0...12, using: &numbers)).map { _ in
            let open = opens[Int.random(in: opens.indices, using: &numbers)]
            return item(
                due: Int.random(in: -3...3, using: &numbers), open: open,
                disputed: Int64.random(in: 0...max(1, open), using: &numbers))
        }
        let payment = usd(payments[Int.random(in: payments.indices, using: &numbers)])
        let result = try Allocation.allocate(payment, over: items)
        let sum = result.parts.reduce(Int128(result.remainder.minorUnits)) { $0 + Int128($1.amount.minorUnits) }
        #expect(sum == Int128(payment.minorUnits), "seed \(seed)")
        #expect(!result.remainder.isNegative)
        for part in result.parts {
            let item = try #require(items.first { $0.id == part.receivable })
            #expect(part.amount.isPositive)
            #expect(
                part.amount.minorUnits <= item.open.minorUnits - min(item.disputed.minorUnits, item.open.minorUnits))
        }
    }
}
