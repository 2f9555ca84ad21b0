-- The roles Dunwell works in, and what each may do in the database this file is run in.
--
-- For an existing server: create a database, then as a superuser
--     psql -d <database> -f roles.sql
-- It may be run again at any time; it changes nothing that is as it should be and sets no passwords. Set those
-- afterwards, or let the host log in by certificate or peer.
--
--   dunwell_owner      no log-in; owns every table
--   dunwell_migrator   acts as the owner; used by `dunwell migrate` only
--   dunwell_service    the running host; owns nothing, bound by row-level security
--   dunwell_readonly   reports on one tenant at a time (SET app.tenant_id = '…'); bound by row-level security
--   dunwell_backup     pg_dump; reads everything of every tenant, writes nothing
--   dunwell_retention  nothing yet: the removal of what is past its time is not built

DO $$
DECLARE
    wanted record;
BEGIN
    FOR wanted IN
        SELECT * FROM (VALUES
            ('dunwell_owner',     'NOLOGIN NOBYPASSRLS'),
            ('dunwell_migrator',  'LOGIN   NOBYPASSRLS'),
            ('dunwell_service',   'LOGIN   NOBYPASSRLS'),
            ('dunwell_readonly',  'LOGIN   NOBYPASSRLS'),
            ('dunwell_backup',    'LOGIN   BYPASSRLS'),
            ('dunwell_retention', 'LOGIN   NOBYPASSRLS')
        ) AS role (name, attributes)
    LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = wanted.name) THEN
            EXECUTE format('CREATE ROLE %I', wanted.name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I WITH %s NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION INHERIT',
            wanted.name, wanted.attributes);
        -- Days are counted in the tenant's zone by the program; the server's own zone must never matter.
        EXECUTE format('ALTER ROLE %I SET timezone = ''UTC''', wanted.name);
    END LOOP;
END
$$;

GRANT dunwell_owner TO dunwell_migrator;
GRANT pg_read_all_data TO dunwell_backup;

-- Everything the migrator creates belongs to the owner.
ALTER ROLE dunwell_migrator SET role = 'dunwell_owner';
ALTER ROLE dunwell_migrator SET statement_timeout = '0';
ALTER ROLE dunwell_migrator SET lock_timeout = '5s';
ALTER ROLE dunwell_migrator SET idle_in_transaction_session_timeout = '10min';

ALTER ROLE dunwell_service SET statement_timeout = '60s';
ALTER ROLE dunwell_service SET lock_timeout = '5s';
ALTER ROLE dunwell_service SET idle_in_transaction_session_timeout = '60s';

ALTER ROLE dunwell_readonly SET default_transaction_read_only = on;
ALTER ROLE dunwell_readonly SET statement_timeout = '5min';
ALTER ROLE dunwell_readonly SET idle_in_transaction_session_timeout = '60s';

ALTER ROLE dunwell_backup SET default_transaction_read_only = on;
ALTER ROLE dunwell_backup SET statement_timeout = '0';

ALTER ROLE dunwell_retention SET statement_timeout = '10min';
ALTER ROLE dunwell_retention SET lock_timeout = '5s';
ALTER ROLE dunwell_retention SET idle_in_transaction_session_timeout = '60s';

DO $$
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO dunwell_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format(
        'GRANT CONNECT ON DATABASE %I TO dunwell_migrator, dunwell_readonly, dunwell_backup, dunwell_retention',
        current_database());
    -- Temporary tables are how imports are staged.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO dunwell_service', current_database());
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
ALTER SCHEMA public OWNER TO dunwell_owner;
GRANT USAGE ON SCHEMA public
    TO dunwell_migrator, dunwell_service, dunwell_readonly, dunwell_backup, dunwell_retention;
