import Testing

@testable import Store

/// A flaw that is put into a table. `%T` stands for the table, `%P` for its policy, `%K` for the columns it is divided by.
struct TenancyMutant: Sendable, CustomTestStringConvertible {
    let sql: String
    /// Words of the audit's finding about the table.
    let problem: String
    /// Tables it can be put into.
    let applies: @Sendable (TenantTable) -> Bool

    var testDescription: String { sql }

    private init(
        _ sql: String, _ problem: String, in applies: @escaping @Sendable (TenantTable) -> Bool = { !$0.isPartition }
    ) {
        self.sql = sql
        self.problem = problem
        self.applies = applies
    }

    /// Puts the flaw into `table`.
    func text(_ table: TenantTable) -> String {
        sql.replacing("%T", with: table.name).replacing("%P", with: table.policy ?? "")
            .replacing("%K", with: table.partitionColumns.map { ", \($0)" }.joined())
    }

    func isNamed(in findings: [TenancyFinding], of table: TenantTable) -> Bool {
        let words = problem.replacing("%T", with: table.name)
        return findings.contains { $0.object == table.name && $0.problem.contains(words) }
    }
}

// Flaws through which the service reaches what it should not: the audit names them and the matrix shows them.
extension TenancyMutant {
    static let open: [Self] =
        [
            Self("ALTER TABLE %T DISABLE ROW LEVEL SECURITY", "row-level security is off"),
            Self("DROP POLICY %P ON %T", "has 0 policies"),
            Self("ALTER POLICY %P ON %T USING (true)", wrongPolicy),
            Self("ALTER POLICY %P ON %T WITH CHECK (true)", wrongPolicy),
            Self(
                "ALTER POLICY %P ON %T USING (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)",
                wrongPolicy),
            Self("ALTER POLICY %P ON %T TO dunwell_readonly", wrongPolicy),
            Self("CREATE POLICY second ON %T FOR SELECT USING (true)", "has 2 policies"),
            Self(
                "GRANT UPDATE ON %T TO dunwell_service", "the service may UPDATE an append-only table",
                in: { !$0.isPartition && !$0.mayService(.update) }),
            Self(
                "GRANT DELETE ON %T TO dunwell_service", "the service may DELETE",
                in: { !$0.isPartition && !$0.mayService(.delete) }),
            Self(
                "GRANT SELECT ON %T TO dunwell_service", "the service has rights on a partition",
                in: \.isPartition),
            Self("ALTER TABLE %T OWNER TO dunwell_service", "belongs to the service", in: { _ in true }),
        ]

    private static let wrongPolicy = "is not the one policy"
}

// Flaws that wait for another mistake: only the audit can name them.
extension TenancyMutant {
    static let latent: [Self] = [
        Self(
            "ALTER TABLE %T NO FORCE ROW LEVEL SECURITY", "row-level security does not bind the owner",
            in: { _ in true }),
        Self("ALTER POLICY %P ON %T USING (true)", wrongPolicy, in: { $0.isPartition && $0.policy != nil }),
        Self(
            """
            DROP POLICY %P ON %T;
            CREATE POLICY %P ON %T USING (tenant_id = current_setting('app.tenant_id')::uuid)
            """, wrongPolicy),
        Self(
            "GRANT UPDATE (tenant_id) ON %T TO dunwell_service", "the service may UPDATE an append-only table",
            in: { !$0.isPartition && !$0.mayService(.update) }),
        Self("GRANT TRUNCATE ON %T TO dunwell_service", "the service may TRUNCATE"),
        Self("GRANT REFERENCES ON %T TO dunwell_service", "the service may REFERENCES"),
        Self("GRANT TRIGGER ON %T TO dunwell_service", "the service may TRIGGER"),
        Self("GRANT SELECT ON %T TO PUBLIC", "everybody has rights on it"),
        Self("GRANT SELECT (tenant_id) ON %T TO PUBLIC", "everybody has rights on column tenant_id"),
        Self("GRANT SELECT ON %T TO dunwell_service WITH GRANT OPTION", "the service may grant its rights"),
        Self("ALTER TABLE %T ALTER COLUMN tenant_id SET DEFAULT gen_random_uuid()", "tenant_id has a default"),
        Self(
            "ALTER TABLE %T ADD COLUMN mutant uuid; CREATE UNIQUE INDEX mutant_%T ON %T (mutant, tenant_id%K)",
            "unique index mutant_%T does not lead with tenant_id"),
        Self(
            "ALTER TABLE %T ADD COLUMN mutant uuid; CREATE INDEX mutant_%T ON %T (mutant)",
            "index mutant_%T does not lead with tenant_id"),
        Self(
            """
            ALTER TABLE %T ADD COLUMN mutant uuid,
                ADD CONSTRAINT mutant_%T FOREIGN KEY (mutant, tenant_id) REFERENCES customers (id, tenant_id)
            """, "foreign key mutant_%T does not lead with tenant_id"),
        Self(
            "ALTER TABLE %T ADD COLUMN mutant uuid CONSTRAINT mutant_%T REFERENCES tenants (id)",
            "foreign key mutant_%T does not lead with tenant_id"),
        Self(
            """
            CREATE TRIGGER mutant BEFORE UPDATE ON %T
            FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()
            """, "has trigger mutant"),
        Self("CREATE RULE mutant AS ON UPDATE TO %T DO ALSO SELECT 1", "has rule mutant"),
    ]
}
