package import Foundation
import Ledger
package import Logging
package import PluginKit
import Receivables
package import Sealing
package import Store
import Treatment

/// What every act about a plan shares: the provider the tenant has switched on, and what is owed.
package struct PlanAsking: Sendable {
    let store: Store
    let reading: PluginSettingsReading
    let spool: SpoolFolder
    let logger: Logger

    package init(store: Store, registry: PluginRegistry, sealer: Sealer, spool: URL, logger: Logger) {
        self.store = store
        reading = PluginSettingsReading(registry: registry, sealer: sealer)
        self.spool = SpoolFolder(spool)
        self.logger = logger
    }

    /// A provider with what a call of it needs.
    struct Provider: Sendable {
        let kind: String
        let plugin: any PaymentPlanProvider
        let configuration: PluginConfiguration
        let business: Identifier<Business>
        let moment: TenantMoment
    }

    /// The provider of a kind, or the first the tenant has switched on.
    func provider(
        _ kind: String?, for business: Identifier<Business>, _ tx: TenantTransaction
    ) throws -> Provider {
        let enabled = try reading.enabled(in: tx).filter { $0.role == .paymentPlanProvider }.map(\.kind)
        guard let chosen = kind.map({ enabled.contains($0) ? $0 : nil }) ?? enabled.first,
            let plugin = reading.registry.planProvider(chosen), let set = try reading.configured(chosen, in: tx)
        else {
            let known = reading.registry.manifests.filter { $0.role == .paymentPlanProvider }.map(\.kind)
            if let kind, !known.contains(kind) {
                throw ActRefused(
                    .configuration,
                    "there is no plan provider \(kind): "
                        + (known.isEmpty ? "this installation has none" : "use \(known.joined(separator: " or "))")
                        + ", or leave --provider out")
            }
            let wanted = kind ?? "installments"
            throw ActRefused(
                .configuration,
                "no plan provider \(wanted) is switched on: run `dunwell plugin test \(wanted)` and `dunwell plugin enable \(wanted)`"
            )
        }
        return Provider(
            kind: chosen, plugin: plugin, configuration: set, business: business, moment: try tx.moment())
    }

    func context(_ provider: Provider, tenant: Identifier<Tenant>) throws -> PluginContext {
        PluginContext(
            tenantID: tenant, businessID: provider.business, configuration: provider.configuration,
            now: provider.moment.now, timeZone: provider.moment.zone, deadline: .seconds(30),
            spoolDirectory: try spool.folder(tenant: tenant, business: provider.business, kind: provider.kind),
            logger: logger)
    }
}

/// What a case's policy says about plans.
struct PlanPolicy {
    let terms: PlanTerms
    let allowances: Allowances

    /// Of the version the case pins, or the usual terms while it pins none.
    init(_ facts: CaseFacts, _ tx: TenantTransaction) throws {
        let policy = try facts.policyVersion.flatMap { try PolicyLibrary([$0], in: tx).policy($0) }
        terms = policy?.plans ?? PlanTerms()
        allowances = policy?.allowances ?? Allowances()
    }

    var settings: PlanSettings {
        PlanSettings(
            provisionalDays: terms.provisionalDays, graceDays: terms.graceDays, offerDays: terms.offerDays)
    }

    func allowance(of role: GrantingRole) -> PlanAllowance {
        let allowance = allowances.allowance(of: role)
        return PlanAllowance(partsMax: allowance.planParts, daysMax: allowance.planDays)
    }

    /// Who may grant how much, in words.
    var words: String {
        GrantingRole.allCases.map { role in
            let allowance = allowances.allowance(of: role)
            return "\(role.rawValue) \(allowance.planParts) parts within \(allowance.planDays) days"
        }.joined(separator: ", ")
    }

    /// A provider's refusal as the answer to whoever asked.
    func refused(_ refusal: PlanRefusal) -> ActRefused {
        switch refusal.reason {
        case .tooManyParts, .tooLong:
            ActRefused(.notAllowed, "\(refusal.detail) (may be granted by: \(words))")
        case .nothingOwed, .offerEnded: ActRefused(.notAllowed, refusal.detail)
        case .mixedCurrencies, .tooFewParts, .partTooSmall, .downPayment, .firstPayment, .doesNotProve:
            ActRefused(.badInput, refusal.detail)
        }
    }
}

extension TenantTransaction {
    /// The case's facts, or a refusal when it is gone.
    func factsOfCase(_ id: Identifier<CollectionCase>, today: CalendarDate) throws -> CaseFacts {
        guard let facts = try caseFacts([id], today: today).first else {
            throw ActRefused(.unknown, "the case is not there any more")
        }
        return facts
    }

    /// The same with its balances and the case locked, in the order in which a payment locks them.
    func lockedFactsOfCase(_ id: Identifier<CollectionCase>, today: CalendarDate) throws -> CaseFacts {
        _ = try askable(try factsOfCase(id, today: today))  // for its locks
        guard try lockCase(id) else { throw ActRefused(.unknown, "the case is not there any more") }
        return try factsOfCase(id, today: today)
    }

    /// What is open and undisputed on each receivable of the case, locked until the transaction ends.
    func askable(_ facts: CaseFacts) throws -> [(item: PlanItem, dueOn: CalendarDate, isDisputed: Bool)] {
        let open = try openReceivables(of: [facts.customer.id], business: facts.business)[facts.customer.id] ?? []
        return open.map { receivable in
            let left = receivable.open.minorUnits - min(receivable.open.minorUnits, receivable.disputed.minorUnits)
            return (
                item: PlanItem(
                    receivable: receivable.id, reference: receivable.reference,
                    open: Money(minorUnits: left, currency: receivable.open.currency)),
                dueOn: receivable.dueOn, isDisputed: receivable.disputed.isPositive
            )
        }
    }

    func planParties(_ facts: CaseFacts) throws -> PlanParties {
        guard let business = try business(facts.business) else {
            throw ActRefused(.unknown, "the business of the case is not there any more")
        }
        return PlanParties(
            businessName: business.legalName,
            // As the customer's messages print it.
            businessPhone: PhoneNumber(business.phone)?.display ?? business.phone,
            customerName: facts.customer.displayName,
            customerReference: facts.agreements.first?.reference ?? facts.customer.reference,
            language: facts.customer.language)
    }
}
