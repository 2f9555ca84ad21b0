import Ledger
import Receivables

extension Allocation {
    /// Spreads money oldest first over what is open in its currency, or where a person said, and says by the customer's
    /// own references what stands in the way.
    static func asked(
        _ amount: Money, directed: [(reference: String, amount: Money)], over open: [OpenReceivable],
        by money: MoneyByHand
    ) throws -> Allocation {
        let order = try order(directed, of: amount, among: open, by: money)
        let name = { (id: Identifier<Receivable>) in open.first { $0.id == id }?.reference ?? "\(id)" }
        do throws(AllocationError) {
            return try allocate(amount, over: open.filter { $0.open.currency == amount.currency }, order: order)
        } catch .moreThanOpen(let id, let excess) {
            throw ActRefused(
                .badInput, "\(excess) more was directed to \(name(id)) than is open there: lower the amount")
        } catch .disputed(let id, let excess) {
            throw ActRefused(
                .notAllowed,
                "\(excess) directed to \(name(id)) would pay a disputed part: resolve the dispute or lower the amount")
        } catch .namedTwice(let id) {
            throw ActRefused(.badInput, "\(name(id)) is named twice: name it once with the whole amount")
        } catch .amountNotPositive(let id) {
            throw ActRefused(.badInput, "the amount for \(name(id)) is not above zero: leave it out")
        } catch {
            throw ActRefused(.badInput, error.description)
        }
    }

    private static func order(
        _ directed: [(reference: String, amount: Money)], of amount: Money, among open: [OpenReceivable],
        by money: MoneyByHand
    ) throws -> AllocationOrder {
        guard !directed.isEmpty else { return .oldestFirst }
        return .directed(
            try directed.map { part in
                let item = try money.openReceivable(part.reference, among: open)
                guard item.open.currency == amount.currency, part.amount.currency == amount.currency else {
                    throw ActRefused(
                        .badInput,
                        "\(part.reference) is billed in \(item.open.currency) and \(part.amount) of \(amount) was meant "
                            + "for it: pay it in its own currency")
                }
                return DirectedAmount(item.id, part.amount)
            })
    }
}
