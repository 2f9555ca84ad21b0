import Postgres

// Keys that could tie one tenant's row to another's, or tell one tenant that another has a value.
extension TenancyAudit {
    static var keyChecks: [Check] {
        [
            Check(
                fix: "lead the foreign key with tenant_id on both sides",
                sql: """
                    SELECT t.object, 'foreign key ' || k.conname || ' does not lead with tenant_id' AS problem
                    FROM \(tables) t
                    JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
                    JOIN \(tables) other ON other.oid = k.confrelid
                    WHERE NOT t.is_exempt
                        AND NOT (other.is_exempt AND other.relname = ANY(\(TenancyReview.sharedReferences)))
                        AND (k.conkey[1] IS DISTINCT FROM t.tenant_column
                            OR NOT other.is_exempt AND k.confkey[1] IS DISTINCT FROM other.tenant_column)
                    """),
            Check(
                fix: "keep the id without a foreign key: platform and queue tables point at no tenant's row",
                sql: """
                    SELECT t.object, 'foreign key ' || k.conname || ' points at a tenant table' AS problem
                    FROM \(tables) t
                    JOIN pg_constraint k ON k.conrelid = t.oid AND k.contype = 'f'
                    JOIN \(tables) other ON other.oid = k.confrelid
                    WHERE t.is_exempt AND NOT other.is_exempt
                    """),
            Check(
                fix: "lead the index with tenant_id",
                sql: """
                    SELECT t.object, CASE WHEN i.indisunique THEN 'unique index ' ELSE 'index ' END
                        || i.indexrelid::regclass || ' does not lead with tenant_id' AS problem
                    FROM \(tables) t JOIN pg_index i ON i.indrelid = t.oid
                    WHERE NOT t.is_exempt AND i.indkey[0] IS DISTINCT FROM t.tenant_column
                    """),
            Check(
                fix: "add PRIMARY KEY (tenant_id, …)",
                sql: """
                    SELECT t.object, 'has no primary key' AS problem FROM \(tables) t
                    WHERE NOT t.is_exempt AND NOT EXISTS (
                        SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
                    """),
        ]
    }

    /// What runs by itself or with another's rights.
    static var codeChecks: [Check] {
        [
            Check(
                fix: "drop it: what a write does is written in the statement",
                sql: """
                    SELECT t.object, 'has trigger ' || g.tgname AS problem FROM \(tables) t
                    JOIN pg_trigger g ON g.tgrelid = t.oid AND NOT g.tgisinternal WHERE NOT t.is_exempt
                    UNION ALL
                    SELECT t.object, 'has rule ' || r.rulename FROM \(tables) t
                    JOIN pg_rewrite r ON r.ev_class = t.oid WHERE NOT t.is_exempt
                    """),
            Check(
                fix: "create the view WITH (security_invoker = true); no materialized view at all",
                sql: """
                    SELECT c.oid::regclass::text AS object, CASE c.relkind
                        WHEN 'm' THEN 'a materialized view holds rows outside row-level security'
                        ELSE 'the view reads with its owner''s rights' END AS problem
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
                        AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce((
                            SELECT o.option_value::boolean FROM pg_options_to_table(c.reloptions) o
                            WHERE o.option_name = 'security_invoker'), false))
                    """),
            Check(
                fix: "make it SECURITY INVOKER and not LEAKPROOF, or add it to TenancyReview with a fixed search_path",
                sql: """
                    SELECT p.oid::regprocedure::text AS object, CASE WHEN p.proleakproof THEN 'is marked LEAKPROOF'
                        ELSE 'runs with its owner''s rights' END AS problem
                    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                    WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND (
                        p.proleakproof OR p.prosecdef AND NOT (
                            (n.nspname || '.' || p.proname) = ANY(\(TenancyReview.definerFunctions))
                            AND EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search_path=%')))
                    """),
        ]
    }
}
