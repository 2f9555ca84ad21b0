package import Receivables
package import Store

/// Stops e-mail to an address when its owner follows the link in a message. At once, without signing in, for every
/// business of the tenant.
///
/// Source: RFC 8058 §3.1 (one click, no further step); 15 USC 7704(a)(3).
package struct StopContact: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Longest token looked at.
    package static let tokenBytesMax = 1_024

    /// Who wrote to the holder of a link, and in which language; `nil` for a token nobody was given. It tells no more
    /// than the e-mail the link stood in: a name only when one business alone writes to the customer.
    package func owner(
        token: String, links: StopLink
    ) async throws -> (language: Language?, business: String)? {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax, let subject = links.subject(of: token) else {
            return nil
        }
        return try await store.transaction(for: subject.tenant) { tx -> (language: Language?, business: String) in
            guard let found = try tx.writers(to: subject.contactPoint) else { return (nil, "") }
            return (found.language, found.brands.count == 1 ? found.brands[0] : "")
        }
    }

    /// Stops the address a link was made for.
    ///
    /// - Returns: `false` for a token nobody was given; nothing says more to a stranger who guesses. Following the link
    ///   twice changes nothing.
    package func stop(token: String, links: StopLink) async throws -> Bool {
        guard !token.isEmpty, token.utf8.count <= Self.tokenBytesMax, let subject = links.subject(of: token) else {
            return false
        }
        return try await store.transaction(for: subject.tenant) { tx in
            try tx.stopContactPoint(subject.contactPoint, at: try tx.moment().now, source: "one-click link") != nil
        }
    }

    /// Stops a medium when its customer says so in an answer, a letter or a talk: the word of a link, told to a person.
    ///
    /// The medium stays stopped for the customer, whatever address a later file names, and the address for everyone
    /// who shares it.
    /// - Parameter address: The one the customer wrote from; `nil` for every address of the medium.
    /// - Returns: How many addresses are stopped by it or were before.
    /// - Throws: `ActRefused` when the customer has no such address, or the medium needs none to be stopped.
    package func stop(
        _ medium: ContactMedium, customer reference: String, address: String?, reason: String, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Int {
        guard medium != .post else {
            throw ActRefused(
                .badInput, "letters are stopped by a hold for the reason cease, as `dunwell hold add --help` says")
        }
        guard !reason.isBlank, !person.isBlank else {
            throw ActRefused(.badInput, "say what the customer asked for (--reason) and who records it (--by)")
        }
        try refuseCardNumbers(in: reason, person)
        return try await store.transaction(for: tenant) { tx in
            let now = try tx.moment().now
            let customer = try tx.customer(named: reference)
            let kind: ContactMedium = medium == .email ? .email : .telephone
            let known = try tx.contactPoints(of: [customer.id]).filter { $0.medium == kind }
            let named = known.filter { point in address.map { Self.isSame($0, as: point) } ?? true }
            guard !named.isEmpty else {
                throw ActRefused(
                    .unknown,
                    "customer \(reference) has no such \(kind.rawValue) address: `dunwell customer show \(PlanTheDay.typed(reference))` lists them"
                )
            }
            let source = "\(reason), recorded by \(person)"
            for point in named {
                if medium == .text {
                    try tx.stopTexts(to: point.id, at: now, source: source)
                } else {
                    _ = try tx.stopContactPoint(point.id, at: now, source: source)  // the customer is known
                }
            }
            return named.count
        }
    }

    private static func isSame(_ text: String, as point: ContactPointRecord) -> Bool {
        switch point.medium {
        case .email:
            text.lowercased() == point.value.lowercased()
        default: PhoneNumber(text).map { $0 == PhoneNumber(point.value) } ?? (text == point.value)
        }
    }
}
