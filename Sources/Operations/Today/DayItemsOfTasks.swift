import Receivables
import Store
import Treatment

extension DayItem {
    /// What was promised to customers and falls due, or has no day, what is due first, first.
    static func tasks(
        dueBy last: CalendarDate, _ today: CalendarDate, _ slug: String, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        try tx.openCaseTasks(limit: 200).filter { $0.dueOn.map { $0 <= last } ?? true }.map { task in
            let said = task.reason.map { "said \($0.rawValue) on \(task.madeOn): " } ?? ""
            let late = task.dueOn.map { $0 < today } == true ? ", which has passed" : ""
            let by = task.dueOn.map { ", by \($0)\(late)" } ?? ""
            // Of a claim of no item in particular the answer is this one.
            let tell = task.hold != nil && !task.evidence.isEmpty && Self.promisesAnswer.contains(task.kind)
            return DayItem(
                .doTask, customer: task.customerReference,
                why: said + (ReasonTask(rawValue: task.kind)?.words ?? task.kind) + by, by: task.dueOn,
                command: "dunwell task done \(task.id) --found '<what was found>' "
                    + (tell ? "--tell '<what the customer reads>' " : "") + "--by '<your name>' --tenant \(slug)")
        }
    }

    private static let promisesAnswer: Set = [
        ReasonTask.findThePayment.rawValue, ReasonTask.findTheDoubleCharge.rawValue,
    ]
}
