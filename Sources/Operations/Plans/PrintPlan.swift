import Correspondence
import Documents
package import Foundation
import PluginKit
package import Receivables
package import Store
import Treatment

/// Prints the agreement of a plan: a page to keep, and to sign where it is agreed in writing. What is printed is what was
/// kept when it was agreed, word for word; the message that confirmed it to the customer says the same in its own words.
package struct PrintPlan: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Writes a version's documents into one PDF, replacing the file in one step.
    ///
    /// - Parameter number: The version; `nil` for the newest.
    /// - Returns: The version printed and its pages.
    /// - Throws: `ActRefused` for a plan or version there is not, or a page that cannot be drawn.
    package func write(
        _ id: Identifier<PaymentPlan>, version number: Int?, to file: URL, for tenant: Identifier<Tenant>
    ) async throws -> (version: Int, pages: Int) {
        let (version, letters, day) = try await store.transaction(for: tenant) { tx in
            try read(id, version: number, tx)
        }
        let drawn: DrawnLetters
        do throws(LetterFileError) {
            drawn = try LetterRenderer(sheet: LetterSheet()).draw(letters, title: "Plan", createdOn: day, to: file)
        } catch {
            throw ActRefused(.configuration, "the plan was not printed: \(error)")
        }
        var pages = 0
        for result in drawn.results {
            switch result {
            case .success(let drawn): pages += drawn.pages
            case .failure(let refusal): throw ActRefused(.badInput, "the plan cannot be printed: \(refusal)")
            }
        }
        return (version, pages)
    }

    private func read(
        _ id: Identifier<PaymentPlan>, version number: Int?, _ tx: TenantTransaction
    ) throws -> (version: Int, letters: [LetterContent], day: CalendarDate) {
        guard let plan = try tx.paymentPlan(id) else {
            throw ActRefused(.unknown, "there is no plan \(id): `dunwell plan list` shows the plans there are")
        }
        let wanted = number ?? plan.versions.count
        guard let version = plan.versions.first(where: { $0.fact.number == wanted }) else {
            throw ActRefused(.unknown, "plan \(id) has versions 1 to \(plan.versions.count), and no \(wanted)")
        }
        let facts = try tx.factsOfCase(plan.caseID, today: try tx.moment().today)
        guard let business = try tx.business(facts.business) else {
            throw ActRefused(.unknown, "the business of the plan is not there any more")
        }
        let parties = try tx.planParties(facts)
        let address = facts.contactPoints.first { $0.medium == .post && !$0.isBad && $0.role != "service" }
        let letters = try PlanText.value([PlanDocument].self, version.documentsJSON).map { document in
            Self.page(
                document, business: business, parties: parties,
                address: address?.value.split(separator: "\n").map(String.init) ?? [], on: version.fact.agreedOn)
        }
        return (wanted, letters, version.fact.agreedOn)
    }

    private static func page(
        _ document: PlanDocument, business: BusinessRecord, parties: PlanParties, address: [String],
        on day: CalendarDate
    ) -> LetterContent {
        let isEnglish = document.language == .english
        let blank = "____________________________"
        let lines = document.paragraphs.flatMap { $0.split(separator: "\n").map(String.init) }
        return LetterContent(
            title: document.title, language: document.language,
            senderLines: [business.legalName] + business.addressLines,
            recipientLines: [parties.customerName] + address, date: Wording(document.language).date(day),
            referenceLines: [(isEnglish ? "Reference " : "Referencia ") + parties.customerReference],
            salutation: document.title, opening: lines, itemHeadings: [], items: [], total: [],
            closing: [
                isEnglish
                    ? "Agreed, for the customer: \(blank)  Date: \(blank.prefix(14))"
                    : "De acuerdo, por el cliente: \(blank)  Fecha: \(blank.prefix(14))"
            ],
            signature: [business.brandName], smallPrint: [], remittance: nil,
            pageLabel: isEnglish ? "Page {page} of {pages}" : "Página {page} de {pages}",
            brandColor: business.brandColor)
    }
}
