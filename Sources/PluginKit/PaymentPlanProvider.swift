/// A way of paying over time, such as equal installments.
///
/// A provider computes and does not decide: who may be offered a plan, who may grant it and whether it was kept are the
/// host's to say. It talks to nobody and keeps nothing: the same question gives the same answer.
public protocol PaymentPlanProvider: Plugin {
    /// Ready choices for a situation, or the one the wish describes.
    ///
    /// Called whenever a plan is talked about; may be repeated. A refusal tells whoever asked what to change.
    func offers(in situation: PlanSituation, context: PluginContext) async -> PlanOffersResult

    /// Turns an accepted offer into the schedule that binds and the documents that say so.
    ///
    /// Called once the customer agreed and before anything is kept; may be called again with the same acceptance and
    /// answers the same. An offer past its day, or one that does not prove to the cent, is refused.
    func agreement(on acceptance: PlanAcceptance, context: PluginContext) async -> PlanAgreementResult

    /// Turns a change of a running plan into its next version, over what is still open.
    ///
    /// Called when a person changes a plan the customer still keeps; may be repeated.
    func amendment(_ change: PlanChange, context: PluginContext) async -> PlanAgreementResult
}

/// What became of asking for offers.
public enum PlanOffersResult: Hashable, Sendable, Codable {
    /// At least one offer, the one with the fewest parts first.
    case offered([PlanOffer])
    case refused(PlanRefusal)
}

/// What became of an acceptance or a change.
public enum PlanAgreementResult: Hashable, Sendable, Codable {
    case agreed(PlanAgreement)
    case refused(PlanRefusal)
}

/// Why there is no plan.
public struct PlanRefusal: Error, Hashable, Sendable, Codable {
    /// What was wrong, as a stable word.
    public enum Reason: String, CaseIterable, Hashable, Sendable, Codable {
        case nothingOwed = "nothing-owed"
        case mixedCurrencies = "mixed-currencies"
        case tooFewParts = "too-few-parts"
        /// More parts than whoever grants it may give.
        case tooManyParts = "too-many-parts"
        /// The last part lies further ahead than whoever grants it may go.
        case tooLong = "too-long"
        case partTooSmall = "part-too-small"
        case downPayment = "down-payment"
        case firstPayment = "first-payment"
        case offerEnded = "offer-ended"
        /// The figures handed back are not those of an offer.
        case doesNotProve = "does-not-prove"
    }

    /// Which limit or figure stands in the way; a program decides by it, and tells nobody its raw word.
    public let reason: Reason
    /// What is wrong and what to ask for instead; no personal data.
    public let detail: String

    /// States a refusal.
    public init(_ reason: Reason, _ detail: String) {
        self.reason = reason
        self.detail = detail
    }
}
