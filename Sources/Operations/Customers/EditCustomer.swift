package import Receivables
package import Store

/// Corrects what we know about a customer, and keeps what it was. Nothing is overwritten without a trace: an address
/// that another replaces stays, with the day and who said so.
package struct EditCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What is to be corrected; `nil` leaves as it is.
    package struct Correction: Sendable {
        package var email: String?
        package var telephone: String?
        package var address: PostalAddressParts?
        package var language: Language?
        package var firstName: String?
        package var lastName: String?
        package var businessName: String?
        package var by: String
        /// Where it comes from, as a stable word such as `customer-call`.
        package var source: String

        package init(by: String, source: String) {
            self.by = by
            self.source = source
        }
    }

    /// An address as typed.
    package struct PostalAddressParts: Sendable {
        package var line1: String
        package var line2: String
        package var city: String
        package var state: String
        package var zip: String

        package init(line1: String, line2: String, city: String, state: String, zip: String) {
            self.line1 = line1
            self.line2 = line2
            self.city = city
            self.state = state
            self.zip = zip
        }
    }

    /// Corrects a customer. What is as it is said to be already is no change.
    ///
    /// - Returns: What changed, in the order of `CustomerField`; empty for nothing.
    /// - Throws: `ActRefused` for what cannot be an address; its words hold none of it.
    package func edit(
        _ reference: String, _ correction: Correction, for tenant: Identifier<Tenant>
    ) async throws -> [CustomerField] {
        guard !correction.by.isBlank, !correction.source.isBlank else {
            throw ActRefused(.badInput, "say who corrects it and where it comes from: --by and --source")
        }
        let points = try correction.points()
        try refuseCardNumbers(in: correction.source, correction.by)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let customer = try tx.customer(named: reference)
            let known = try tx.contactPoints(of: [customer.id])
            var changes: [CustomerChangeRecord] = []
            for (field, point) in points {
                let main = known.first { $0.medium == point.medium && $0.role == "main" }
                guard main?.value != point.value || main?.isBad == true else { continue }
                try tx.replaceMainContactPoint(point, of: customer.id, at: moment, source: correction.source)
                changes.append(correction.change(field, from: main?.value ?? "", to: point.value, at: moment))
            }
            let words = correction.words(of: customer).filter { $0.was != $0.became }
            changes += words.map { correction.change($0.field, from: $0.was, to: $0.became, at: moment) }
            if !words.isEmpty {
                try tx.correctCustomer(
                    customer.id, language: correction.language, firstName: correction.firstName,
                    lastName: correction.lastName, businessName: correction.businessName)
            }
            for change in changes { try tx.recordCustomerChange(change, of: customer.id) }
            if !changes.isEmpty { try tx.lowerNextLook(of: try tx.caseIDs(of: customer.id), to: moment.today) }
            return CustomerField.allCases.filter { field in changes.contains { $0.field == field } }
        }
    }
}

extension EditCustomer.Correction {
    fileprivate func points() throws -> [(field: CustomerField, point: NewContactPoint)] {
        var points: [(CustomerField, NewContactPoint)] = []
        if let email {
            guard let address = EmailAddress(email) else {
                throw ActRefused(.badInput, "the e-mail address is not one: write it as name@example.com")
            }
            points.append((.email, NewContactPoint(medium: .email, value: address.text)))
        }
        if let telephone {
            guard let number = PhoneNumber(telephone) else {
                throw ActRefused(.badInput, "the telephone number is not one: write ten digits, such as 212 555 0142")
            }
            points.append((.telephone, NewContactPoint(medium: .telephone, value: number.stored)))
        }
        if let address { points.append((.post, try address.point())) }
        return points
    }

    fileprivate func words(of customer: CustomerRecord) -> [(field: CustomerField, was: String, became: String)] {
        let all: [(CustomerField, String, String?)] = [
            (.language, customer.language.rawValue, language?.rawValue),
            (.firstName, customer.firstName, firstName), (.lastName, customer.lastName, lastName),
            (.businessName, customer.businessName, businessName),
        ]
        return all.compactMap { field, was, became in became.map { (field, was, $0) } }
    }

    fileprivate func change(
        _ field: CustomerField, from was: String, to became: String, at moment: TenantMoment
    ) -> CustomerChangeRecord {
        CustomerChangeRecord(
            field: field, was: was, became: became, changedAt: moment.now, changedBy: by, source: source)
    }
}

extension EditCustomer.PostalAddressParts {
    fileprivate func point() throws -> NewContactPoint {
        do throws(PostalAddressProblem) {
            let address = try PostalAddress(line1: line1, line2: line2, city: city, state: state, zip: zip)
            var point = NewContactPoint(medium: .post, value: address.letterLines.joined(separator: "\n"))
            point.line1 = address.line1
            point.line2 = address.line2.isEmpty ? nil : address.line2
            point.city = address.city
            point.state = address.state
            point.zip = address.zip
            return point
        } catch {
            throw ActRefused(.badInput, error.description)
        }
    }
}

/// Keeps what a person wrote down about a customer. A note is never changed; a correction is another note.
package struct NoteCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Most characters of one note.
    package static let lengthMax = 4_000

    /// Adds a note. The same key and text again adds nothing.
    ///
    /// - Returns: Whether it is new.
    /// - Throws: `ActRefused` when the key is of a note with another text: that text would be lost.
    package func note(
        _ text: String, on reference: String, by person: String, key: String, for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        let note = text.trimmed
        guard !note.isEmpty, note.count <= Self.lengthMax else {
            throw ActRefused(.badInput, "a note has 1 to \(Self.lengthMax) characters: shorten it, or write two")
        }
        guard !person.isBlank, !key.isEmpty else {
            throw ActRefused(.badInput, "say who writes it, and give it a key of its own: --by and --key")
        }
        try refuseCardNumbers(in: note, person, key)
        return try await store.transaction(for: tenant) { tx in
            let customer = try tx.customer(named: reference)
            let moment = try tx.moment()
            if try tx.addCustomerNote(note, on: customer.id, by: person, at: moment.now, key: key) { return true }
            guard let known = try tx.customerNote(key: key, on: customer.id) else { return false }
            guard known.note == note else {
                throw ActRefused(
                    .badInput,
                    "key \(key) is of another note, of \(known.writtenAt.day(in: moment.zone)) by \(known.writtenBy) "
                        + "(\(known.note.count.counted("character")); this one has \(note.count)): give this one a key "
                        + "of its own; it was not kept")
            }
            return false
        }
    }
}

extension String {
    /// Without blanks and line breaks at either end.
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
