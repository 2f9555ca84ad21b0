import Compliance
import Foundation
import Receivables
import Testing

/// One row of a table: a contact and what the gate must answer.
struct GateCase: Sendable, CustomTestStringConvertible {
    let name: String
    let request: GateRequest
    let verdict: Verdict
    let rule: String
    var pack: RulePack

    var testDescription: String { name }

    /// A case that is allowed, under the whole default pack unless another is named.
    static func allows(_ name: String, _ request: GateRequest, under pack: RulePack = .federalFirstParty) -> GateCase {
        GateCase(name: name, request: request, verdict: .allow, rule: "allowed", pack: pack)
    }

    /// A case that one rule blocks.
    static func blocks(
        _ rule: String, _ name: String, _ request: GateRequest, under pack: RulePack = .federalFirstParty
    ) -> GateCase {
        GateCase(name: name, request: request, verdict: .block, rule: rule, pack: pack)
    }

    /// A case that one rule sends to a person.
    static func asksAPerson(_ rule: String, _ name: String, _ request: GateRequest) -> GateCase {
        GateCase(name: name, request: request, verdict: .needsPerson, rule: rule, pack: .federalFirstParty)
    }

    /// Every case of every table: what the removal of a rule must disturb.
    static let all: [GateCase] =
        selectorCases + hourCases + placeCases + holdCases + callCases + addressCases + standingCases + policyCases
}

extension RulePack {
    /// The limits of law alone, to test its numbers beyond the stricter limits of the policy.
    static let lawAlone = federalFirstParty.keeping {
        !$0.id.hasPrefix("policy.")
            && !["frequency.call-gap", "frequency.calls-per-day", "time.business-days"].contains($0.id)
    }
}

/// The parties every request is about.
enum Parties {
    static let tenant = Identifier<Tenant>("00000000-0000-4000-8000-000000000001")!
    static let business = Identifier<Business>("00000000-0000-4000-8000-000000000002")!
    static let otherBusiness = Identifier<Business>("00000000-0000-4000-8000-000000000003")!
    static let customer = Identifier<Customer>("00000000-0000-4000-8000-000000000004")!
    static let collectionCase = Identifier<CollectionCase>("00000000-0000-4000-8000-000000000005")!
    static let receivableA = Identifier<Receivable>("00000000-0000-4000-8000-00000000000a")!
    static let receivableB = Identifier<Receivable>("00000000-0000-4000-8000-00000000000b")!
    static let point = Identifier<ContactPoint>("00000000-0000-4000-8000-00000000000c")!
}

/// The moment of a local time, `2026-07-15 08:00` or with seconds.
func at(_ text: String, _ zone: String = "America/New_York") -> BusinessInstant {
    let parts = text.split(separator: " ")
    let clock = parts[1].split(separator: ":").map { Int64($0)! }
    return CalendarDate(String(parts[0]))!
        .instant(minuteOfDay: Int(clock[0] * 60 + clock[1]), in: TimeZone(identifier: zone)!)
        .adding(seconds: clock.count > 2 ? clock[2] : 0)
}

func zones(_ names: String...) -> ZoneSet { ZoneSet(names.map { TimeZone(identifier: $0)! }) }

/// A contact nothing stands against, Wednesday 15 July 2026 at 11:00 in New York, changed as a case needs it.
func contact(
    _ medium: ContactMedium = .telephone, _ purpose: ContactPurpose = .collection,
    at moment: BusinessInstant = at("2026-07-15 11:00"), in zoneSet: ZoneSet = zones("America/New_York"),
    history: [PastContact] = [], change: (inout GateRequest) -> Void = { _ in }
) -> GateRequest {
    let kind: ContactPointKind =
        switch medium {
        case .telephone, .text: .phone
        case .email: .email
        case .post: .postal
        }
    let given = moment.adding(seconds: -20 * 86_400)
    var request = GateRequest(
        tenantID: Parties.tenant, businessID: Parties.business, customerID: Parties.customer,
        caseID: Parties.collectionCase, medium: medium, purpose: purpose,
        contactPoint: ContactPointFacts(
            id: Parties.point, kind: kind, place: medium == .post ? .home : .personal,
            consents: [
                ContactConsent(medium: .email, basis: .given, at: given),
                ContactConsent(medium: .text, basis: .explicit, at: given),
            ]),
        at: moment, zones: zoneSet, customer: CustomerFacts(kind: .consumer), debt: .owed,
        tenant: TenantFacts(
            isMuted: false, dataFreshAsOf: moment.day(in: TimeZone(identifier: "America/New_York")!),
            timeZone: TimeZone(identifier: "America/New_York")!))
    request.history = history
    change(&request)
    return request
}

/// A call that rang unanswered.
func call(_ text: String, _ disposition: CallDisposition = .noAnswer, _ purpose: ContactPurpose = .collection)
    -> PastContact
{
    .call(disposition, at: at(text), purpose: purpose)
}

func message(_ medium: ContactMedium, _ text: String, _ purpose: ContactPurpose = .collection) -> PastContact {
    PastContact(medium: medium, kind: .message, at: at(text), purpose: purpose)
}

/// What the customer wrote.
func received(_ medium: ContactMedium, _ text: String) -> PastContact {
    PastContact(medium: medium, direction: .inbound, kind: .message, at: at(text))
}

func hold(
    _ reason: HoldReason, _ scope: GateHold.Scope = .customer(Parties.customer), from: String = "2026-07-01 09:00",
    until: String? = nil
) -> GateHold {
    GateHold(reason: reason, scope: scope, from: at(from), until: until.map { at($0) }, source: "customer-call")
}
