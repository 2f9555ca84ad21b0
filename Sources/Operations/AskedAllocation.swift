import Ledger
import Receivables

extension Allocation {
    /// Spreads money oldest first, or where a person said, and says by the customer's own references what stands in
    /// the way.
    static func asked(
        _ amount: Money, directed: [(reference: String, amount: Money)], over open: [OpenReceivable]
    ) throws -> Allocation {
        let order = try order(directed, among: open)
        let name = { (id: Identifier<Receivable>) in open.first { $0.id == id }?.reference ?? "\(id)" }
        do throws(AllocationError) {
            return try allocate(amount, over: open, order: order)
        } catch .moreThanOpen(let id, let excess) {
            throw ActRefused(
                .badInput, "\(excess) more was directed to \(name(id)) than is open there: lower the amount")
        } catch .disputed(let id, let excess) {
            throw ActRefused(
                .notAllowed,
                "\(excess) directed to \(name(id)) would pay a disputed part: resolve the dispute or lower the amount")
        } catch .namedTwice(let id) {
            throw ActRefused(.badInput, "\(name(id)) is named twice: name it once with the whole amount")
        } catch {
            throw ActRefused(.badInput, error.description)
        }
    }

    private static func order(
        _ directed: [(reference: String, amount: Money)], among open: [OpenReceivable]
    ) throws -> AllocationOrder {
        guard !directed.isEmpty else { return .oldestFirst }
        return .directed(
            try directed.map { part in
                guard let item = open.first(where: { $0.reference == part.reference }) else {
                    throw ActRefused(.unknown, "the customer has no open receivable \(part.reference)")
                }
                return DirectedAmount(item.id, part.amount)
            })
    }
}
