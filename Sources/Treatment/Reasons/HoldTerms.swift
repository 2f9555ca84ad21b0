package import Receivables

/// What a hold of each reason asks of the people who keep it.
///
/// Source: compliance reference §§4, 5, 13, 15 and 16; starter policies §1.4: a person looks.
extension HoldReason {
    /// Whether the law keeps it until somebody finds that it does not bind any more: it ends on no day by itself.
    package var endsOnlyByAPerson: Bool {
        switch self {
        case .bankruptcy, .deceased, .attorney, .cease, .refusal, .activeDuty, .identityTheft, .litigation: true
        case .promise, .plan, .dispute, .hardship, .complaint, .openTicket, .cancellationClaim, .paymentInFlight,
            .disasterArea, .placed, .manual:
            false
        }
    }

    /// Who may release it, at the least.
    package var releasedBy: GrantingRole { endsOnlyByAPerson ? .manager : .collector }

    /// The command that makes it with a fact of its own; `nil` for one that is added and lifted by hand.
    package var ownCommand: String? {
        switch self {
        case .promise: "dunwell promise"
        case .plan: "dunwell plan"
        case .dispute: "dunwell dispute"
        case .placed: "dunwell place"
        default: nil
        }
    }

    /// Days after which somebody looks again where nobody says when.
    package var reviewDays: Int {
        switch self {
        case .paymentInFlight, .cancellationClaim, .complaint, .openTicket, .manual, .disasterArea: 14
        case .promise, .plan, .dispute, .hardship, .placed, .attorney: 30
        case .bankruptcy, .deceased, .cease, .refusal, .activeDuty, .identityTheft, .litigation: 90
        }
    }
}

extension GrantingRole {
    /// Whether this role may do what asks for at least `other`.
    package func reaches(_ other: GrantingRole) -> Bool {
        let order = GrantingRole.allCases
        return order.firstIndex(of: self)! >= order.firstIndex(of: other)!  // both are in the list
    }
}
