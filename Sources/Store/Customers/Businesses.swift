import Foundation
import Postgres
package import Receivables

/// A trading name under a tenant, as stored.
package struct BusinessRecord: Sendable, Codable {
    package var id: Identifier<Business>
    package var reference: String
    /// The registered name under which messages go out. Source: 12 CFR 1006.2(i)(1).
    package var legalName: String
    package var brandName: String
    package var addressLines: [String]
    /// E.164.
    package var phone: String
    package var phoneHours: String
    package var fromEmail: String
    package var replyEmail: String
    package var payURL: String?
    package var remittanceLines: [String]
    package var brandColor: String
    /// Whether Dunwell sends the bills themselves.
    package var billsHere: Bool
    package var defaultPolicyVersion: Identifier<PolicyVersion>?

    package init(
        id: Identifier<Business>, reference: String, legalName: String, brandName: String, addressLines: [String],
        phone: String, phoneHours: String, fromEmail: String, replyEmail: String, payURL: String?,
        remittanceLines: [String], brandColor: String = "#1f4e79", billsHere: Bool = false
    ) {
        self.id = id
        self.reference = reference
        self.legalName = legalName
        self.brandName = brandName
        self.addressLines = addressLines
        self.phone = phone
        self.phoneHours = phoneHours
        self.fromEmail = fromEmail
        self.replyEmail = replyEmail
        self.payURL = payURL
        self.remittanceLines = remittanceLines
        self.brandColor = brandColor
        self.billsHere = billsHere
        defaultPolicyVersion = nil
    }

    init(_ row: Row) throws {
        id = try row.get("id")
        reference = try row.get("reference")
        legalName = try row.get("legal_name")
        brandName = try row.get("brand_name")
        addressLines = try row.get("address_lines")
        phone = try row.get("phone")
        phoneHours = try row.get("phone_hours")
        fromEmail = try row.get("from_email")
        replyEmail = try row.get("reply_email")
        payURL = try row.getOptional("pay_url")
        remittanceLines = try row.get("remittance_lines")
        brandColor = try row.get("brand_color")
        billsHere = try row.get("bills_here")
        defaultPolicyVersion = try row.getOptional("default_policy_version_id")
    }
}

private let businessColumns: SQL = """
    id, reference, legal_name, brand_name, address_lines, phone, phone_hours, from_email, reply_email, pay_url,
    remittance_lines, brand_color, bills_here, default_policy_version_id
    """

extension TenantTransaction {
    /// Adds a business.
    ///
    /// - Throws: `PostgresError.uniqueViolation` on `business_reference_unique` when the reference is taken.
    package func createBusiness(_ business: BusinessRecord) throws {
        try execute(
            """
            INSERT INTO businesses (tenant_id, id, reference, legal_name, brand_name, address_lines, phone, phone_hours,
                from_email, reply_email, pay_url, remittance_lines, brand_color, bills_here)
            VALUES (\(tenantID), \(business.id), \(business.reference), \(business.legalName), \(business.brandName),
                \(business.addressLines), \(business.phone), \(business.phoneHours), \(business.fromEmail),
                \(business.replyEmail), \(business.payURL), \(business.remittanceLines), \(business.brandColor),
                \(business.billsHere))
            """)
    }

    /// The tenant's businesses by reference.
    package func businesses() throws -> [BusinessRecord] {
        try rows(
            "SELECT \(businessColumns) FROM businesses WHERE tenant_id = \(tenantID) ORDER BY reference LIMIT 1000",
            BusinessRecord.init)
    }

    /// One business by its reference; `nil` when there is none.
    package func business(reference: String) throws -> BusinessRecord? {
        try row(
            "SELECT \(businessColumns) FROM businesses WHERE tenant_id = \(tenantID) AND reference = \(reference)",
            BusinessRecord.init)
    }

    /// One business by its key; `nil` when there is none.
    package func business(_ id: Identifier<Business>) throws -> BusinessRecord? {
        try row(
            "SELECT \(businessColumns) FROM businesses WHERE tenant_id = \(tenantID) AND id = \(id)",
            BusinessRecord.init)
    }
}
