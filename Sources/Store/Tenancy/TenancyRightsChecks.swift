import Postgres

// What the role this process works in may do.
extension TenancyAudit {
    static var grantChecks: [Check] {
        [
            Check(
                fix: "REVOKE it: the service reads, adds and changes, nothing more",
                sql: """
                    SELECT t.object, 'the service may ' || right_name AS problem
                    FROM \(tables) t, unnest(ARRAY['TRUNCATE', 'REFERENCES', 'TRIGGER']) AS right_name
                    WHERE has_table_privilege(t.oid, right_name)
                    UNION ALL
                    SELECT t.object, 'the service may grant its rights on' FROM \(tables) t
                    WHERE has_table_privilege(t.oid, 'SELECT WITH GRANT OPTION, INSERT WITH GRANT OPTION')
                        OR has_table_privilege(t.oid, 'UPDATE WITH GRANT OPTION, DELETE WITH GRANT OPTION')
                    UNION ALL
                    SELECT t.object, 'the service may DELETE' FROM \(tables) t
                    WHERE NOT t.is_exempt AND has_table_privilege(t.oid, 'DELETE')
                        AND NOT t.relname = ANY(\(TenancyReview.deletableTables))
                    """),
            Check(
                fix: "REVOKE it: rows of this table are never changed",
                sql: """
                    SELECT t.object, 'the service may UPDATE an append-only table' AS problem FROM \(tables) t
                    WHERE t.relname = ANY(\(TenancyReview.appendOnlyTables)) AND has_any_column_privilege(t.oid, 'UPDATE')
                    """),
            Check(
                fix: "name the table in TenancyReview as it is named in the database",
                sql: """
                    SELECT name AS object, 'is on the append-only list and does not exist' AS problem
                    FROM unnest(\(TenancyReview.appendOnlyTables)) AS name
                    WHERE NOT EXISTS (SELECT FROM \(tables) t WHERE t.relname = name)
                    """),
            Check(
                fix: "REVOKE it: rows are reached through the table they are part of",
                sql: """
                    SELECT t.object, 'the service has rights on a partition' AS problem FROM \(tables) t
                    WHERE NOT t.is_exempt AND t.relispartition AND (
                        has_any_column_privilege(t.oid, 'SELECT, INSERT, UPDATE') OR has_table_privilege(t.oid, 'DELETE'))
                    """),
            Check(
                fix: "REVOKE ALL … FROM PUBLIC",
                sql: """
                    SELECT DISTINCT t.object, 'everybody has rights on it' AS problem
                    FROM \(tables) t, aclexplode(t.relacl) a WHERE NOT t.is_exempt AND a.grantee = 0
                    UNION
                    SELECT t.object, 'everybody has rights on column ' || c.attname
                    FROM \(tables) t JOIN pg_attribute c ON c.attrelid = t.oid, aclexplode(c.attacl) a
                    WHERE NOT t.is_exempt AND a.grantee = 0
                    """),
        ]
    }

    static var roleChecks: [Check] {
        [
            Check(
                fix: "connect as dunwell_service as deploy/roles.sql makes it",
                sql: """
                    SELECT 'role ' || r.rolname AS object, 'is ' || concat_ws(', ', CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
                        CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END, CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
                        CASE WHEN r.rolcreatedb THEN 'CREATEDB' END, CASE WHEN r.rolreplication THEN 'REPLICATION' END) AS problem
                    FROM pg_roles r WHERE r.rolname IN (current_user, session_user)
                        AND (r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication)
                    """),
            Check(
                fix: "REVOKE the membership: the service is a member of no role",
                sql: """
                    WITH RECURSIVE reachable (oid) AS (
                        SELECT m.roleid FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
                        WHERE r.rolname IN (current_user, session_user)
                        UNION SELECT m.roleid FROM pg_auth_members m JOIN reachable ON reachable.oid = m.member
                    )
                    SELECT 'role ' || session_user AS object, 'is a member of ' || r.rolname AS problem
                    FROM reachable JOIN pg_roles r USING (oid)
                    """),
            Check(
                fix: "give it to dunwell_owner: the service owns nothing",
                sql: """
                    SELECT c.oid::regclass::text AS object, 'belongs to the service' AS problem FROM pg_class c
                    JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspname !~ '^pg_' AND pg_get_userbyid(c.relowner) IN (current_user, session_user)
                    UNION ALL
                    SELECT 'schema ' || n.nspname, 'belongs to the service' FROM pg_namespace n
                    WHERE n.nspname !~ '^pg_' AND pg_get_userbyid(n.nspowner) IN (current_user, session_user)
                    UNION ALL
                    SELECT p.oid::regprocedure::text, 'belongs to the service' FROM pg_proc p
                    JOIN pg_namespace n ON n.oid = p.pronamespace
                    WHERE n.nspname !~ '^pg_' AND pg_get_userbyid(p.proowner) IN (current_user, session_user)
                    UNION ALL
                    SELECT 'database ' || d.datname, 'belongs to the service' FROM pg_database d
                    WHERE d.datname = current_database() AND pg_get_userbyid(d.datdba) IN (current_user, session_user)
                    """),
            Check(
                fix: "REVOKE CREATE: the service makes temporary tables only",
                sql: """
                    SELECT 'schema ' || n.nspname AS object, 'the service may CREATE in it' AS problem FROM pg_namespace n
                    WHERE n.nspname !~ '^pg_' AND has_schema_privilege(n.oid, 'CREATE')
                    UNION ALL
                    SELECT 'database ' || current_database(), 'the service may CREATE schemas in it'
                    WHERE has_database_privilege(current_database(), 'CREATE')
                    """),
        ]
    }
}
