import PluginKit
import Receivables

/// Why a record may not go to an agency, or cannot in this layout. A pure judgement over one record.
struct PlacementReview {
    let record: PlacementRecord
    let batch: PlacementExportBatch

    /// Every reason, in the layout's order; empty when the record goes into the file. None names a person.
    var reasons: [String] { barred + party + place + terms + itemization + text }

    /// Holds that only tell the agency how to proceed; every other hold keeps the case here.
    static let travellingHolds: Set<HoldReason> = [.attorney, .cease, .refusal]

    /// Source: 12 CFR 1006.30(b)(1) for paid, settled, discharged and identity theft; every hold binds an exporter.
    private var barred: [String] {
        let restrictions = record.restrictions
        var reasons = restrictions.holds.filter { !Self.travellingHolds.contains($0) }.map(\.rawValue).sorted()
            .map { "a hold for \($0) is in force: release it or leave the case out" }
        if restrictions.paidOrSettled { reasons.append("the debt is paid or settled: close the case") }
        if restrictions.holds.contains(.attorney), (restrictions.attorneyName ?? "").isEmpty {
            reasons.append("attorney_name is missing: the customer is represented, so name the attorney")
        }
        return reasons
    }

    private var party: [String] {
        let party = record.party
        var reasons: [String] = []
        if record.accountRef.isEmpty { reasons.append("account_ref is missing: give the number the customer knows") }
        switch party.kind {
        case .business:
            if (party.businessName ?? "").isEmpty { reasons.append("business_name is missing: name the business") }
        case .consumer, .soleProprietor, .unknown:
            if (party.first ?? "").isEmpty { reasons.append("first is missing: give the first name in its own field") }
            if (party.last ?? "").isEmpty { reasons.append("last is missing: give the last name in its own field") }
        }
        if let digits = party.socialSecurityLastFour, digits.utf8.count != 4 || Int(digits) == nil {
            reasons.append("ssn_last4 is not four digits: correct or remove it")
        }
        return reasons
    }

    private var place: [String] {
        guard let address = record.mailingAddress else {
            return ["the mailing address is missing: an agency must send its notice there"]
        }
        var reasons: [String] = []
        if address.line1.isEmpty { reasons.append("mail1 is missing: give street or box") }
        if address.city.isEmpty { reasons.append("city is missing: complete the mailing address") }
        if !isState(address.state) { reasons.append("state is not two capital letters: correct the mailing address") }
        if !isZip(address.zip) { reasons.append("zip is not 5 or 5+4 digits: correct it, keeping leading zeros") }
        return reasons
    }

    private var terms: [String] {
        let creditor = record.creditor
        let needed = [
            ("creditor_name", creditor.name), ("original_creditor", creditor.original),
            ("merchant_brand", creditor.brand), ("debt_purpose", creditor.purpose),
        ]
        var reasons = needed.filter(\.1.isEmpty).map { "\($0.0) is missing: fill it in for the business" }
        let dates = record.dates
        if dates.firstDelinquency == nil { reasons.append("first_delinquency is missing: compute it from the ledger") }
        if (dates.lastPayment == nil) != (record.lastPaymentAmount == nil) {
            reasons.append("last_payment_date and last_payment_amount belong together: give both or neither")
        }
        return reasons
    }

    /// Source: 12 CFR 1006.34(b)(3), (c)(2)(vi) to (viii).
    private var itemization: [String] {
        let itemization = record.itemization
        var reasons: [String] = []
        if (itemization.amounts + [record.lastPaymentAmount].compactMap(\.self)).contains(where: {
            $0.currency != batch.currency
        }) {
            reasons.append("an amount is not in \(batch.currency): place it in a batch of its own currency")
        }
        if itemization.date > batch.day {
            reasons.append("itemization_date is in the future: choose a day that has passed")
        }
        if !itemization.isProved {
            reasons.append(
                "the itemization does not prove: amount + interest + fees - payments - credits is not the balance; "
                    + "compute it from the ledger")
        }
        if itemization.amounts.dropFirst().contains(where: \.isNegative) {
            reasons.append("an amount of the itemization is negative: each kind is stated as a positive sum")
        }
        if itemization.balance.isZero { reasons.append("the balance is zero: nothing is owed, close the case") }
        if let day = dayOfKind, day != itemization.date {
            reasons.append("itemization_date differs from the \(itemization.kind.rawValue) date: make them one day")
        }
        return reasons
    }

    /// A NUL or a line break inside a field would survive quoting but not most readers.
    private var text: [String] {
        let fields = PlacementColumn.fields(
            of: record, in: batch, settings: PlacementCSVConfiguration(tellsSocialSecurityLastFour: true))
        return zip(PlacementColumn.names, fields).filter { _, field in
            field.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }.map { name, _ in "\(name) holds a line break or control character: remove it" }
    }

    private var dayOfKind: CalendarDate? {
        switch record.itemization.kind {
        case .lastStatement: record.dates.lastStatement
        case .chargeOff: record.dates.chargeOff
        case .lastPayment: record.dates.lastPayment
        case .transaction: record.dates.transaction
        case .judgment: record.dates.judgment
        }
    }

    private func isState(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (65...90).contains($0) }
    }

    private func isZip(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        let sizes = parts.map(\.utf8.count)
        return (sizes == [5] || sizes == [5, 4]) && parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
}
