/// Who grants something the policy limits. Source: starter policies §2.4.
package enum GrantingRole: String, CaseIterable, Hashable, Sendable {
    case collector
    case manager
    case owner
}

extension Allowances {
    /// What a role may grant without asking.
    package func allowance(of role: GrantingRole) -> Allowance {
        switch role {
        case .collector: collector
        case .manager: manager
        case .owner: owner
        }
    }
}
