import Receivables
import Store

// Finding what a person named, with words for when it is not there.

extension TenantTransaction {
    /// The customer with this reference.
    func customer(named reference: String) throws -> CustomerRecord {
        guard let found = try customer(reference: reference) else {
            throw ActRefused(
                .unknown, "there is no customer \(reference): `dunwell customer list` shows those there are")
        }
        return found
    }

    /// The business with this reference, or the only one when none is named.
    func business(named reference: String?) throws -> BusinessRecord {
        if let reference {
            if let found = try business(reference: reference) { return found }
            throw ActRefused(.unknown, "no business \(reference): name one that `dunwell tenant show` lists")
        }
        let all = try businesses()
        if all.count == 1 { return all[0] }
        let names = all.map(\.reference).joined(separator: ", ")
        throw ActRefused(
            .badInput,
            all.isEmpty
                ? "the tenant has no business yet: add one with `dunwell tenant business add --help`"
                : "the tenant has several businesses: name one of \(names) with --business")
    }

    /// The case of a customer with a business.
    func caseOf(_ customer: Identifier<Customer>, with business: BusinessRecord) throws -> Identifier<CollectionCase> {
        guard let found = try caseID(of: customer, business: business.id) else {
            throw ActRefused(
                .unknown,
                "nothing was ever billed to this customer by business \(business.reference), so there is no case")
        }
        return found
    }

    /// The tenant's calendar of business days.
    func calendar() throws -> BusinessCalendar { BusinessCalendar(closedDays: try closedDays()) }
}
