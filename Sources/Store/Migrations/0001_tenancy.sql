-- Platform tables: readable by the service without a tenant, because they say which tenant a request belongs to.
-- They hold no customer's data. Roles exist already (deploy/roles.sql).

CREATE TABLE tenants (
    id                      uuid        PRIMARY KEY,
    slug                    text        NOT NULL CONSTRAINT tenant_slug_unique UNIQUE
        CONSTRAINT tenant_slug_form CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    name                    text        NOT NULL CONSTRAINT tenant_name_present CHECK (length(name) BETWEEN 1 AND 200),
    time_zone               text        NOT NULL,   -- IANA name; "today" is this zone's calendar day
    is_test                 boolean     NOT NULL DEFAULT false,
    clock_offset_us         bigint      NOT NULL DEFAULT 0  -- microseconds the tenant's clock is ahead of the server's
        CONSTRAINT tenant_clock_moves_only_in_test CHECK (is_test OR clock_offset_us = 0),
    -- A new tenant sends nothing until somebody has looked at a dry run and said so.
    dry_run_seen_at         timestamptz,
    is_muted                boolean     NOT NULL DEFAULT true,
    fresh_data_limit_days   smallint    NOT NULL DEFAULT 3  -- business days a payments file stays fresh
        CONSTRAINT tenant_fresh_limit_bounds CHECK (fresh_data_limit_days BETWEEN 1 AND 7),
    created_at              timestamptz NOT NULL DEFAULT now()
);

-- The earliest day on which any case of the tenant needs a look: a lower bound, so that a nightly run over many
-- tenants reads only those with something to do.
CREATE TABLE tenant_next_looks (
    tenant_id    uuid PRIMARY KEY REFERENCES tenants (id),
    next_look_on date NOT NULL
);

CREATE TABLE agencies (
    id         uuid        PRIMARY KEY,
    reference  text        NOT NULL CONSTRAINT agency_reference_unique UNIQUE
        CONSTRAINT agency_reference_form CHECK (reference ~ '^[A-Z0-9][A-Z0-9_-]{0,19}$'),
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

GRANT SELECT, INSERT, UPDATE ON tenants, tenant_next_looks TO dunwell_service;
GRANT SELECT, INSERT ON agencies TO dunwell_service;
GRANT SELECT ON tenants, tenant_next_looks, agencies TO dunwell_readonly;

-- From here on: tenant tables. tenant_id leads every key; each file ends with the call that sets their policies.

-- The one policy there is, for each of the tables named: a row is there for its own tenant alone, whoever asks. A
-- statement without a tenant fails. Reports may read what is in them, bound by the same policy. Called by migrations only.
CREATE PROCEDURE isolate_tenants(VARIADIC names text[]) LANGUAGE plpgsql AS $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY %I ON %I USING (tenant_id = current_setting(''app.tenant_id'')::uuid) '
            'WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::uuid)', name || '_of_tenant', name);
        EXECUTE format('GRANT SELECT ON %I TO dunwell_readonly', name);
    END LOOP;
END $$;
REVOKE ALL ON PROCEDURE isolate_tenants(text[]) FROM PUBLIC;

CREATE TABLE businesses (
    tenant_id          uuid        NOT NULL REFERENCES tenants (id),
    id                 uuid        NOT NULL,
    reference          text        NOT NULL CONSTRAINT business_reference_form CHECK (reference ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
    legal_name         text        NOT NULL,   -- the registered name under which messages go out
    brand_name         text        NOT NULL,
    address_lines      text[]      NOT NULL,
    phone              text        NOT NULL,   -- E.164; a person answers it
    phone_hours        text        NOT NULL,
    from_email         text        NOT NULL,
    reply_email        text        NOT NULL,
    pay_url            text,
    remittance_lines   text[]      NOT NULL,   -- where cheques go
    brand_color        text        NOT NULL DEFAULT '#1f4e79' CONSTRAINT business_color_form CHECK (brand_color ~ '^#[0-9a-f]{6}$'),
    bills_here         boolean     NOT NULL DEFAULT false,  -- whether Dunwell sends the bills themselves
    -- Both columns give the default policy version for new cases; set when a policy is published.
    default_policy_version_id uuid,
    created_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT business_reference_unique UNIQUE (tenant_id, reference)
);

CREATE TABLE closed_days (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    closed_on date NOT NULL,
    name      text NOT NULL,
    PRIMARY KEY (tenant_id, closed_on)
);

-- Spans during which the tenant was muted; days in them do not move the policy day.
CREATE TABLE mutes (
    tenant_id  uuid        NOT NULL REFERENCES tenants (id),
    id         uuid        NOT NULL,
    muted_from date        NOT NULL,
    muted_until date,               -- first day no longer muted; null while it lasts
    reason     text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT mute_span_forward CHECK (muted_until IS NULL OR muted_until >= muted_from)
);

CREATE TABLE plugin_settings (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    plugin_kind text        NOT NULL,
    is_enabled  boolean     NOT NULL DEFAULT false,
    settings    jsonb       NOT NULL DEFAULT '{}',  -- values that are not secret
    tested_at   timestamptz,                        -- last connection test that passed with these settings
    changed_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plugin_kind)
);

CREATE TABLE plugin_secrets (
    tenant_id   uuid  NOT NULL REFERENCES tenants (id),
    plugin_kind text  NOT NULL,
    field       text  NOT NULL,
    row_id      uuid  NOT NULL,   -- part of what the sealed value is bound to
    sealed      bytea NOT NULL,
    PRIMARY KEY (tenant_id, plugin_kind, field),
    FOREIGN KEY (tenant_id, plugin_kind) REFERENCES plugin_settings (tenant_id, plugin_kind)
);

GRANT SELECT, INSERT, UPDATE ON businesses, mutes, plugin_settings, plugin_secrets TO dunwell_service;
GRANT SELECT, INSERT ON closed_days TO dunwell_service;

CALL isolate_tenants('businesses', 'closed_days', 'mutes', 'plugin_settings', 'plugin_secrets');
-- Sealed or not, no report needs a secret.
REVOKE SELECT ON plugin_secrets FROM dunwell_readonly;
