package import Receivables
import Treatment

/// Every reason for not paying with its next path, as one table in both languages: what the program does with each.
package enum ReasonTable {
    /// One reason.
    package struct Row: Sendable, Encodable {
        package let reason: NonpaymentReason
        /// As the customer hears it, after "you told us that".
        package let english: String
        package let spanish: String
        /// What rests and for how long; empty when the ladder goes on.
        package let rests: String
        /// What somebody of the business does; empty for nothing.
        package let task: String
        /// Who does it; empty for nobody.
        package let role: String
        package let answerBusinessDays: Int
        package let evidence: [String]
        package let evidenceDays: Int
        package let offers: [String]
    }

    /// In the order of the vocabulary; the days are those of the starters, which a policy may change.
    package static let rows = NonpaymentReason.allCases.map { reason in
        let path = ReasonPath(for: reason)
        return Row(
            reason: reason, english: reason.words(in: .english), spanish: reason.words(in: .spanish),
            rests: path.rests, task: path.task?.words ?? "", role: path.task?.role.rawValue ?? "",
            answerBusinessDays: path.answerBusinessDays, evidence: path.evidence.map(\.words),
            evidenceDays: path.evidenceDays, offers: path.offers.map(\.words))
    }
}

extension ReasonPath {
    fileprivate var rests: String {
        guard let hold else { return "" }
        let what = hold.breadth == .wholeCase ? "the case" : "what is questioned"
        let days =
            switch hold.length {
            case .days(let days): days.counted("day")
            case .businessDays(let days): "\(days) business days"
            }
        let isAskedAgain = task?.isAskedAgain == true
        let until = isAskedAgain ? "until asked again" : restsUntilDone ? "until the work is done" : days
        return "\(what), \(until)" + (hold.onlyInWriting ? ", if written" : "")
    }
}
