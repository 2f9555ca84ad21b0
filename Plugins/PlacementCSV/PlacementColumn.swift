import PluginKit
import Receivables

/// The layout: its columns in their fixed order. Adding, removing or moving one makes a new version.
enum PlacementColumn {
    /// Stands in the file name and in each row.
    static let layoutVersion = 1

    /// Telephone numbers a row carries; further ones stay with the tenant.
    static let phonesMax = 3

    /// Names of the header row.
    static let names: [String] =
        [
            "layout_version", "batch_id", "tenant_ref", "account_ref", "agency_account_ref", "debtor_kind", "first",
            "middle", "last", "suffix", "business_name", "ssn_last4", "dob", "mail1", "mail2", "city", "state", "zip",
            "service1", "service2", "service_city", "service_state", "service_zip",
        ]
        + (1...phonesMax).flatMap { ["phone\($0)", "phone\($0)_type", "phone\($0)_consent", "phone\($0)_consent_at"] }
        + [
            "email", "email_public_domain", "email_creditor_used", "email_notice_sent_on", "email_optout_by",
            "email_opted_out", "text_consent_at", "channel_stops", "inconvenient_times", "employer_contact_bar",
            "attorney_name", "attorney_address", "language", "deceased", "bankruptcy", "scra", "disputed",
            "dispute_text", "identity_theft", "creditor_name", "original_creditor", "merchant_brand", "debt_purpose",
            "contract_date", "contract_written", "service_start", "service_end", "first_delinquency",
            "last_statement_date", "charge_off_date", "last_payment_date", "last_payment_amount", "transaction_date",
            "judgment_date", "itemization_kind", "itemization_date", "amount_itemization", "interest_since",
            "fees_since", "payments_since", "credits_since", "balance", "limitation_state", "limitation_date",
            "documents", "recall_after",
        ]

    /// The fields of one record, in the order of `names`; what is not known is empty.
    static func fields(
        of record: PlacementRecord, in batch: PlacementExportBatch, settings: PlacementCSVConfiguration
    ) -> [String] {
        head(record, batch) + party(record.party, settings) + address(record.mailingAddress)
            + address(record.serviceAddress) + (0..<phonesMax).flatMap { phone(at: $0, of: record) }
            + email(record.email) + restrictions(record) + creditor(record) + days(record) + money(record)
    }

    private static func head(_ record: PlacementRecord, _ batch: PlacementExportBatch) -> [String] {
        [
            String(layoutVersion), batch.batchID.description, record.placementID.description, record.accountRef,
            record.agencyAccountRef ?? "",
        ]
    }

    private static func party(_ party: PlacementParty, _ settings: PlacementCSVConfiguration) -> [String] {
        [
            party.kind.rawValue, party.first ?? "", party.middle ?? "", party.last ?? "", party.suffix ?? "",
            party.businessName ?? "",
            settings.tellsSocialSecurityLastFour ? party.socialSecurityLastFour ?? "" : "", text(party.bornOn),
        ]
    }

    private static func address(_ address: PlacementAddress?) -> [String] {
        guard let address else { return ["", "", "", "", ""] }
        return [address.line1, address.line2 ?? "", address.city, address.state, address.zip]
    }

    private static func phone(at index: Int, of record: PlacementRecord) -> [String] {
        guard index < record.phones.count else { return ["", "", "", ""] }
        let phone = record.phones[index]
        return [phone.number, phone.line.rawValue, phone.consent.rawValue, text(phone.consentOn)]
    }

    private static func email(_ email: PlacementEmail?) -> [String] {
        guard let email else { return ["", "", "", "", "", ""] }
        return [
            email.address, text(email.isPublicDomain), text(email.usedByCreditor), text(email.noticeSentOn),
            text(email.optOutBy), text(email.optedOut),
        ]
    }

    private static func restrictions(_ record: PlacementRecord) -> [String] {
        let restrictions = record.restrictions
        let holds = Set(restrictions.holds)
        return [
            text(record.textConsentOn), restrictions.stoppedMedia.map(\.rawValue).sorted().joined(separator: ";"),
            restrictions.inconvenientTimes ?? "", text(restrictions.employerContactBarred),
            restrictions.attorneyName ?? "", restrictions.attorneyAddress ?? "", record.language.rawValue,
            text(holds.contains(.deceased)), text(holds.contains(.bankruptcy)), text(holds.contains(.activeDuty)),
            text(holds.contains(.dispute) || restrictions.disputeText != nil), restrictions.disputeText ?? "",
            text(holds.contains(.identityTheft)),
        ]
    }

    private static func creditor(_ record: PlacementRecord) -> [String] {
        let creditor = record.creditor
        return [creditor.name, creditor.original, creditor.brand, creditor.purpose]
    }

    private static func days(_ record: PlacementRecord) -> [String] {
        let dates = record.dates
        return [
            text(dates.contract), text(dates.contractIsWritten), text(dates.serviceStart), text(dates.serviceEnd),
            text(dates.firstDelinquency), text(dates.lastStatement), text(dates.chargeOff), text(dates.lastPayment),
            record.lastPaymentAmount?.decimalText ?? "", text(dates.transaction), text(dates.judgment),
        ]
    }

    private static func money(_ record: PlacementRecord) -> [String] {
        let itemization = record.itemization
        return [itemization.kind.rawValue, text(itemization.date)] + itemization.amounts.map(\.decimalText) + [
            record.limitationState ?? "", text(record.limitationDate), String(record.documentCount),
            text(record.recallAfter),
        ]
    }

    private static func text(_ day: CalendarDate?) -> String { day?.description ?? "" }
    private static func text(_ flag: Bool?) -> String { flag.map { $0 ? "true" : "false" } ?? "" }
}
