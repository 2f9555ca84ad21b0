import Foundation
import Postgres
package import Receivables

/// The creditor's notice that an agency may use an e-mail address. Source: 12 CFR 1006.6(d)(4)(ii).
package struct AgencyEmailNoticeRecord: Sendable {
    package let customer: Identifier<Customer>
    package let contactPoint: Identifier<ContactPoint>
    package let sentOn: CalendarDate
    /// Last day to say no; at least 35 days after the notice.
    package let optOutBy: CalendarDate

    init(_ row: Row) throws {
        customer = try row.get("customer_id")
        contactPoint = try row.get("contact_point_id")
        sentOn = try row.get("sent_on")
        optOutBy = try row.get("opt_out_by")
    }
}

extension TenantTransaction {
    /// Keeps that the notice went out. The same notice again changes nothing.
    ///
    /// - Returns: Whether it was new.
    package func addAgencyEmailNotice(
        to point: Identifier<ContactPoint>, of customer: Identifier<Customer>, about agency: Identifier<Agency>,
        sentOn: CalendarDate, optOutBy: CalendarDate, by person: String, at moment: BusinessInstant
    ) throws -> Bool {
        try execute(
            """
            INSERT INTO agency_email_notices (tenant_id, id, customer_id, contact_point_id, agency_id, sent_on, opt_out_by,
                recorded_by, recorded_at)
            VALUES (\(tenantID), \(UUID()), \(customer), \(point), \(agency), \(sentOn), \(optOutBy), \(person), \(moment))
            ON CONFLICT (tenant_id, contact_point_id, agency_id, sent_on) DO NOTHING
            """) == 1
    }

    /// Notices about these customers' addresses for one agency, the latest last.
    package func agencyEmailNotices(
        of customers: [Identifier<Customer>], about agency: Identifier<Agency>
    ) throws -> [AgencyEmailNoticeRecord] {
        try rows(
            """
            SELECT customer_id, contact_point_id, sent_on, opt_out_by FROM agency_email_notices
            WHERE tenant_id = \(tenantID) AND customer_id = ANY(\(customers)) AND agency_id = \(agency)
            ORDER BY sent_on, opt_out_by, id
            """, AgencyEmailNoticeRecord.init)
    }
}
