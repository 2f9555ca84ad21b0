// Installments: one sum in parts by dates, without interest. It must not know who may grant a plan, whether one was
// kept, or anything stored: it computes dates, amounts and words from what it is told.

package import PluginKit
import Receivables

/// Equal parts, weekly, every two weeks or monthly, with or without a down payment.
package struct InstallmentPlans: PaymentPlanProvider {
    package static let manifest = PluginManifest(
        kind: "installments", name: "Installments", version: "1.0.0", role: .paymentPlanProvider,
        summary: "Splits what is owed into parts by dates, at no cost to the customer.",
        capabilities: PluginCapabilities(), configuration: InstallmentsConfiguration.schema)

    package init() {}

    package func offers(in situation: PlanSituation, context: PluginContext) async -> PlanOffersResult {
        do throws(PlanRefusal) {
            let settings = InstallmentsConfiguration(context.configuration)
            return .offered(try InstallmentChoices(situation, settings: settings, kind: .new).offers())
        } catch {
            return .refused(error)
        }
    }

    package func agreement(on acceptance: PlanAcceptance, context: PluginContext) async -> PlanAgreementResult {
        do throws(PlanRefusal) {
            let offer = acceptance.offer
            // A letter may be there sooner than its offer counts on.
            guard acceptance.acceptedOn <= offer.expiresOn else {
                throw PlanRefusal(.offerEnded, "the offer stood until \(offer.expiresOn): make a new one")
            }
            try InstallmentProof(calendar: acceptance.calendar).check(offer)
            let document = InstallmentDocument(parties: acceptance.parties, day: acceptance.acceptedOn)
            return .agreed(PlanAgreement(schedule: offer, documents: [document.plan(offer)]))
        } catch {
            return .refused(error)
        }
    }

    package func amendment(_ change: PlanChange, context: PluginContext) async -> PlanAgreementResult {
        do throws(PlanRefusal) {
            guard change.version >= 2, !change.reason.isEmpty else {
                throw PlanRefusal(.doesNotProve, "a change makes version 2 or later and says why")
            }
            let settings = InstallmentsConfiguration(context.configuration)
            let choices = InstallmentChoices(change.situation, settings: settings, kind: .amendment)
            guard change.situation.wish?.size != nil, let schedule = try choices.offers().first else {
                throw PlanRefusal(.tooFewParts, "say in how many parts the rest is paid, or how much at a time")
            }
            let document = InstallmentDocument(parties: change.situation.parties, day: change.situation.day)
            return .agreed(
                PlanAgreement(
                    schedule: schedule,
                    documents: [document.amendment(schedule, version: change.version, reason: change.reason)]))
        } catch {
            return .refused(error)
        }
    }

    package func test(in context: PluginContext) async -> ConnectionTest {
        ConnectionTest(steps: [
            ConnectionTest.Step(name: "nothing to connect", passed: true, words: "plans are computed on this machine")
        ])
    }
}
