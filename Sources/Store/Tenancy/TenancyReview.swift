/// What a person has looked at and allowed: the only exceptions the catalog audit and its tests know. Each addition
/// here is a decision about isolation and belongs in a review of its own.
package enum TenancyReview {
    /// Tables of schema `public` without a policy: they say which tenant a request belongs to, or belong to nobody, and
    /// hold no customer's data.
    package static let platformTables = [
        "agencies", "schema_migrations", "tenant_next_looks", "tenants",
    ]

    /// The queue's tables: a worker claims across tenants, rows hold nothing but ids.
    package static let queueTables = ["job_pauses", "job_schedules", "jobs"]

    /// Every table that is not a tenant table.
    package static var exemptTables: [String] { platformTables + queueTables }

    /// Platform tables a tenant's row may point to without naming a tenant: rows shared by all.
    package static let sharedReferences = ["agencies"]

    /// Tenant tables whose rows are never changed or removed once written. The service may only read and add.
    package static let appendOnlyTables = [
        "agency_email_notices", "attempt_items", "autopay_failures", "calls", "case_decisions", "case_events",
        "case_task_endings", "case_tasks",
        "closed_days", "contact_point_events", "contract_multiples", "customer_changes", "customer_notes",
        "decision_endings", "decision_notes", "decision_records", "decision_undoings", "dispute_answers",
        "dispute_claims",
        "dispute_evidence", "dispute_resolutions", "disputes", "fee_notice_items", "fee_notices", "fee_settings",
        "hold_release_roles", "hold_releases", "hold_reviews", "holds", "imports", "journal_entries",
        "ledger_accounts", "payment_plans", "placement_change_files", "placement_changes", "placement_knowns",
        "placement_recalls", "plan_endings", "plan_installments", "plan_items", "plan_quotes", "plan_version_items",
        "plan_versions", "policies", "policy_moves", "policy_versions", "postings", "promise_endings", "promise_items",
        "promises",
        "reason_statements", "receivables", "relief_approvals", "satisfaction_answers",
    ]

    /// Tenant tables the service may delete from.
    package static let deletableTables: [String] = []

    /// Functions that run with their owner's rights, as `schema.name`; each must fix its `search_path`.
    package static let definerFunctions: [String] = []
}
