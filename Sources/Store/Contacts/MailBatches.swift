import Foundation
import Postgres
package import Receivables

/// Letters of one business and day, printed and mailed together.
package struct MailBatchRecord: Sendable {
    package let id: Identifier<MailBatch>
    package let businessID: Identifier<Business>
    package let lettersOf: CalendarDate
    package let ordinal: Int
    /// `open` takes letters, `produced` has its file, `mailed` was confirmed.
    package let state: String
    package let filePath: String?
    package let fileSHA256: String?
    package let letterCount: Int?
    package let sheetCount: Int?
    package let mailedOn: CalendarDate?

    init(_ row: Row) throws {
        id = try row.get("id")
        businessID = try row.get("business_id")
        lettersOf = try row.get("letters_of")
        ordinal = Int(try row.get("ordinal", as: Int16.self))
        state = try row.get("state")
        filePath = try row.getOptional("file_path")
        fileSHA256 = try row.getOptional("file_sha256")
        letterCount = try row.getOptional("letter_count", as: Int32.self).map(Int.init)
        sheetCount = try row.getOptional("sheet_count", as: Int32.self).map(Int.init)
        mailedOn = try row.getOptional("mailed_on")
    }
}

private let batchColumns: SQL = """
    id, business_id, letters_of, ordinal, state, file_path, file_sha256, letter_count, sheet_count, mailed_on
    """

extension TenantTransaction {
    /// The batch that takes letters of a business on a day, made when there is none open. Locked until the commit.
    package func openMailBatch(of business: Identifier<Business>, on day: CalendarDate) throws -> MailBatchRecord {
        let ofDay = try rows(
            """
            SELECT \(batchColumns) FROM mail_batches
            WHERE tenant_id = \(tenantID) AND business_id = \(business) AND letters_of = \(day) ORDER BY ordinal FOR UPDATE
            """, MailBatchRecord.init)
        if let open = ofDay.first(where: { $0.state == "open" }) { return open }
        try execute(
            """
            INSERT INTO mail_batches (tenant_id, id, business_id, letters_of, ordinal, state)
            VALUES (\(tenantID), \(UUID()), \(business), \(day), \(Int16((ofDay.last?.ordinal ?? 0) + 1)), 'open')
            ON CONFLICT (tenant_id, business_id, letters_of, ordinal) DO NOTHING
            """)
        return try openMailBatch(of: business, on: day)
    }

    /// One batch, locked until the commit; `nil` when there is none.
    package func mailBatch(_ id: Identifier<MailBatch>) throws -> MailBatchRecord? {
        try row(
            "SELECT \(batchColumns) FROM mail_batches WHERE tenant_id = \(tenantID) AND id = \(id) FOR UPDATE",
            MailBatchRecord.init)
    }

    /// Batches, newest first. One still open whose letters were all left out is no batch any more.
    package func mailBatches(limit: Int) throws -> [MailBatchRecord] {
        try rows(
            """
            SELECT \(batchColumns) FROM mail_batches b WHERE tenant_id = \(tenantID)
                AND (state <> 'open' OR EXISTS (
                    SELECT 1 FROM contact_attempts a WHERE a.tenant_id = b.tenant_id AND a.batch_id = b.id
                        AND a.state NOT IN ('cancelled', 'refused')))
            ORDER BY letters_of DESC, business_id, ordinal DESC LIMIT \(limit)
            """, MailBatchRecord.init)
    }

    /// Records the file of a batch that was open.
    ///
    /// - Returns: `false` when it was not open any more.
    package func markProduced(
        _ id: Identifier<MailBatch>, path: String, sha256: String, letters: Int, sheets: Int, at moment: BusinessInstant
    ) throws -> Bool {
        try execute(
            """
            UPDATE mail_batches SET state = 'produced', file_path = \(path), file_sha256 = \(sha256),
                letter_count = \(Int32(letters)), sheet_count = \(Int32(sheets)), produced_at = \(moment)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = 'open'
            """) == 1
    }

    /// Records that a produced batch was mailed on a day. Its letters count as sent from that day.
    ///
    /// - Returns: How many letters are now sent; `nil` when the batch was not produced or was confirmed before.
    package func confirmMailed(
        _ id: Identifier<MailBatch>, on day: CalendarDate, by person: String, at moment: TenantMoment
    ) throws -> Int? {
        let confirmed = try execute(
            """
            UPDATE mail_batches SET state = 'mailed', mailed_on = \(day), confirmed_by = \(person), confirmed_at = \(moment.now)
            WHERE tenant_id = \(tenantID) AND id = \(id) AND state = 'produced'
            """)
        guard confirmed == 1 else { return nil }
        let cases = try rows(
            """
            UPDATE contact_attempts SET state = 'sent', sent_on = \(day), sent_at = \(moment.now), closed_at = \(moment.now)
            WHERE tenant_id = \(tenantID) AND batch_id = \(id) AND state = 'prepared' RETURNING case_id
            """
        ) { try $0.get("case_id", as: Identifier<CollectionCase>.self) }
        try lowerNextLook(of: cases, to: moment.today)
        return cases.count
    }
}
