-- Who owes what: customers, their addresses and agreements, receivables, and the books.

CREATE TABLE customers (
    tenant_id        uuid        NOT NULL REFERENCES tenants (id),
    id               uuid        NOT NULL,
    reference        text        NOT NULL CONSTRAINT customer_reference_present CHECK (length(reference) BETWEEN 1 AND 100),
    kind             text        NOT NULL
        CONSTRAINT customer_kind_known CHECK (kind IN ('consumer', 'sole-proprietor', 'business', 'unknown')),
    first_name       text        NOT NULL DEFAULT '',
    last_name        text        NOT NULL DEFAULT '',
    business_name    text        NOT NULL DEFAULT '',
    language         text        NOT NULL CONSTRAINT customer_language_known CHECK (language IN ('en', 'es')),
    autopay          text        NOT NULL DEFAULT 'off' CONSTRAINT customer_autopay_known CHECK (autopay IN ('on', 'off', 'failed')),
    stated_zone      text,                    -- where the customer says to be; replaces other evidence until it expires
    stated_zone_until date,
    notes            text        NOT NULL DEFAULT '',
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT customer_reference_unique UNIQUE (tenant_id, reference)
);

CREATE TABLE contact_points (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    customer_id  uuid        NOT NULL,
    medium       text        NOT NULL CONSTRAINT contact_point_medium_known CHECK (medium IN ('email', 'post', 'telephone')),
    role         text        NOT NULL DEFAULT 'main' CONSTRAINT contact_point_role_known CHECK (role IN ('main', 'second', 'service')),
    value        text        NOT NULL,        -- e-mail address, E.164 number, or the postal lines joined by LF
    zip          text,                        -- of a postal address
    state        text,                        -- two letters, of a postal address
    line1        text, line2 text, city text,
    is_current   boolean     NOT NULL DEFAULT true,   -- false once a later import names another address in its place
    is_bad       boolean     NOT NULL DEFAULT false,
    bad_reason   text,
    bad_since    date,
    stopped_at   timestamptz,                 -- the customer's own stop, in the tenant's time
    text_consent_at timestamptz,              -- consent to text messages, for telephone numbers
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT contact_point_unique UNIQUE (tenant_id, customer_id, medium, value),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX contact_points_by_value ON contact_points (tenant_id, medium, value);

-- Why a contact point is good, bad, stopped or consented: evidence, never changed.
CREATE TABLE contact_point_events (
    tenant_id        uuid        NOT NULL REFERENCES tenants (id),
    id               uuid        NOT NULL,
    contact_point_id uuid        NOT NULL,
    kind             text        NOT NULL
        CONSTRAINT contact_point_event_known CHECK (
            kind IN ('stopped', 'stop-lifted', 'bad', 'good', 'text-consent', 'text-stopped')),
    happened_at      timestamptz NOT NULL,   -- tenant's time
    source           text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_point_id) REFERENCES contact_points (tenant_id, id)
);

CREATE TABLE agreements (
    tenant_id        uuid     NOT NULL REFERENCES tenants (id),
    id               uuid     NOT NULL,
    business_id      uuid     NOT NULL,
    customer_id      uuid     NOT NULL,
    reference        text     NOT NULL,
    service_kinds    text[]   NOT NULL,
    monthly_minor    bigint   CONSTRAINT agreement_monthly_not_negative CHECK (monthly_minor >= 0),
    currency         char(3)  NOT NULL,
    term_months      smallint,
    started_on       date,
    ended_on         date,
    sold_by          text     NOT NULL DEFAULT '',
    home_square_feet integer,
    home_type        text     NOT NULL DEFAULT '',
    funded_by        text     NOT NULL DEFAULT '',
    allows           text[]   NOT NULL DEFAULT '{}',   -- fee, interest, withdrawal, balance-of-term: only what the contract says
    notice_days      smallint,
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT agreement_reference_unique UNIQUE (tenant_id, business_id, reference),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX agreements_by_customer ON agreements (tenant_id, customer_id);

CREATE TABLE policies (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    business_id uuid NOT NULL,
    key         text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT policy_key_unique UNIQUE (tenant_id, business_id, key),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

-- Immutable by grant: a version is what customers were told; a change is the next number.
CREATE TABLE policy_versions (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    policy_id    uuid        NOT NULL,
    number       integer     NOT NULL CONSTRAINT policy_version_number_positive CHECK (number > 0),
    document     text        NOT NULL,   -- the YAML as published
    sha256       bytea       NOT NULL,
    note         text        NOT NULL DEFAULT '',
    published_at timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT policy_version_number_unique UNIQUE (tenant_id, policy_id, number),
    FOREIGN KEY (tenant_id, policy_id) REFERENCES policies (tenant_id, id)
);

-- One customer's receivables of one business, worked together.
CREATE TABLE collection_cases (
    tenant_id         uuid NOT NULL REFERENCES tenants (id),
    id                uuid NOT NULL,
    business_id       uuid NOT NULL,
    customer_id       uuid NOT NULL,
    policy_version_id uuid,            -- pinned; null until a policy is published
    next_look_on      date NOT NULL,   -- lower bound: nothing can be due before this day without a new fact
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_unique UNIQUE (tenant_id, business_id, customer_id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id)
);
CREATE INDEX cases_by_next_look ON collection_cases (tenant_id, next_look_on, id);
CREATE INDEX cases_by_customer ON collection_cases (tenant_id, customer_id);

CREATE TABLE receivables (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    business_id  uuid        NOT NULL,
    customer_id  uuid        NOT NULL,
    case_id      uuid        NOT NULL,
    agreement_id uuid,
    reference    text        NOT NULL CONSTRAINT receivable_reference_present CHECK (length(reference) BETWEEN 1 AND 100),
    kind         text        NOT NULL CONSTRAINT receivable_kind_known
        CHECK (kind IN ('invoice', 'opening-balance', 'late-fee', 'interest', 'termination-charge', 'equipment', 'other')),
    billed_on    date        NOT NULL,
    due_on       date        NOT NULL,   -- last day on which payment is in time, tenant's calendar
    currency     char(3)     NOT NULL,
    summary      text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT receivable_reference_unique UNIQUE (tenant_id, business_id, reference),
    CONSTRAINT receivable_case_and_currency UNIQUE (tenant_id, id, case_id, currency),
    CONSTRAINT receivable_due_after_billed CHECK (due_on >= billed_on),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id),
    FOREIGN KEY (tenant_id, agreement_id) REFERENCES agreements (tenant_id, id)
);
CREATE INDEX receivables_by_case ON receivables (tenant_id, case_id);

-- The books. Append-only by grant: the service may insert and read, nothing else.

CREATE TABLE ledger_accounts (
    tenant_id   uuid    NOT NULL REFERENCES tenants (id),
    id          uuid    NOT NULL,       -- a receivable's ledger account carries the receivable's own id
    business_id uuid    NOT NULL,
    kind        text    NOT NULL CONSTRAINT ledger_account_kind_known CHECK (kind IN (
        'receivable', 'unapplied-cash', 'cash', 'settled-elsewhere', 'agency-clearing', 'agency-commission',
        'service-revenue', 'late-fee-revenue', 'interest-revenue', 'credits-given', 'settlement-discount', 'bad-debt',
        'opening-balance')),
    subject_id  uuid    NOT NULL,       -- the receivable, the customer, or the business itself
    currency    char(3) NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT ledger_account_unique UNIQUE (tenant_id, business_id, kind, subject_id, currency),
    CONSTRAINT ledger_account_currency UNIQUE (tenant_id, id, currency),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

CREATE TABLE journal_entries (
    tenant_id         uuid        NOT NULL REFERENCES tenants (id),
    id                uuid        NOT NULL,
    business_id       uuid        NOT NULL,
    customer_id       uuid        NOT NULL,
    kind              text        NOT NULL CONSTRAINT journal_entry_kind_known CHECK (kind IN (
        'invoiced', 'opening-balance', 'payment-received', 'settled-elsewhere', 'applied', 'unapplied', 'refunded',
        'credited', 'fee-charged', 'interest-charged', 'discounted', 'written-off', 'recovered', 'agency-remitted',
        'reversed')),
    effective_on      date        NOT NULL,   -- the day the money moved, tenant's calendar
    posted_at         timestamptz NOT NULL DEFAULT now(),
    idempotency_key   text        NOT NULL,
    reverses_entry_id uuid,
    memo              text        NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT journal_entry_key_unique UNIQUE (tenant_id, business_id, idempotency_key),
    CONSTRAINT journal_entry_reversed_once UNIQUE (tenant_id, reverses_entry_id),
    FOREIGN KEY (tenant_id, reverses_entry_id) REFERENCES journal_entries (tenant_id, id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX journal_entries_by_customer ON journal_entries (tenant_id, customer_id, effective_on);

-- A posting moves a positive amount from one ledger account to another, so no entry can be out of balance.
CREATE TABLE postings (
    tenant_id         uuid     NOT NULL REFERENCES tenants (id),
    entry_id          uuid     NOT NULL,
    ordinal           smallint NOT NULL,
    debit_account_id  uuid     NOT NULL,
    credit_account_id uuid     NOT NULL,
    amount_minor      bigint   NOT NULL
        CONSTRAINT posting_amount_positive CHECK (amount_minor > 0)
        CONSTRAINT posting_amount_in_range CHECK (amount_minor <= 100000000000000),
    currency          char(3)  NOT NULL,
    PRIMARY KEY (tenant_id, entry_id, ordinal),
    CONSTRAINT posting_moves_money CHECK (debit_account_id <> credit_account_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES journal_entries (tenant_id, id),
    FOREIGN KEY (tenant_id, debit_account_id, currency) REFERENCES ledger_accounts (tenant_id, id, currency),
    FOREIGN KEY (tenant_id, credit_account_id, currency) REFERENCES ledger_accounts (tenant_id, id, currency)
);
CREATE INDEX postings_by_debit ON postings (tenant_id, debit_account_id);
CREATE INDEX postings_by_credit ON postings (tenant_id, credit_account_id);

-- Kept in step in the transaction that posts; `dunwell verify ledger` rebuilds them from the postings and compares.
CREATE TABLE receivable_balances (
    tenant_id         uuid    NOT NULL REFERENCES tenants (id),
    receivable_id     uuid    NOT NULL,
    case_id           uuid    NOT NULL,
    currency          char(3) NOT NULL,
    billed_minor      bigint  NOT NULL DEFAULT 0,
    fees_minor        bigint  NOT NULL DEFAULT 0,
    interest_minor    bigint  NOT NULL DEFAULT 0,
    paid_minor        bigint  NOT NULL DEFAULT 0,
    credited_minor    bigint  NOT NULL DEFAULT 0,
    discounted_minor  bigint  NOT NULL DEFAULT 0,
    written_off_minor bigint  NOT NULL DEFAULT 0,
    open_minor        bigint  NOT NULL GENERATED ALWAYS AS
        (billed_minor + fees_minor + interest_minor - paid_minor - credited_minor - discounted_minor - written_off_minor)
        STORED CONSTRAINT receivable_never_overpaid CHECK (open_minor >= 0),
    settled_on        date,           -- while nothing is open: the latest effective day of an entry on the receivable
    PRIMARY KEY (tenant_id, receivable_id),
    CONSTRAINT receivable_figures_not_negative CHECK (
        least(billed_minor, fees_minor, interest_minor, paid_minor, credited_minor, discounted_minor, written_off_minor) >= 0),
    -- The case is kept beside the figures so that open items are found by it; it is the receivable's own.
    FOREIGN KEY (tenant_id, receivable_id, case_id, currency)
        REFERENCES receivables (tenant_id, id, case_id, currency)
);
CREATE INDEX receivable_balances_open ON receivable_balances (tenant_id, case_id) WHERE open_minor > 0;

CREATE TABLE customer_balances (
    tenant_id       uuid    NOT NULL REFERENCES tenants (id),
    business_id     uuid    NOT NULL,
    customer_id     uuid    NOT NULL,
    currency        char(3) NOT NULL,
    open_minor      bigint  NOT NULL DEFAULT 0 CONSTRAINT customer_open_not_negative CHECK (open_minor >= 0),
    unapplied_minor bigint  NOT NULL DEFAULT 0 CONSTRAINT customer_unapplied_not_negative CHECK (unapplied_minor >= 0),
    PRIMARY KEY (tenant_id, business_id, customer_id, currency),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE ON customers, contact_points, agreements, collection_cases, receivable_balances, customer_balances
    TO dunwell_service;
GRANT SELECT, INSERT ON contact_point_events, policies, policy_versions, receivables, ledger_accounts, journal_entries, postings
    TO dunwell_service;

CALL isolate_tenants(
    'customers', 'contact_points', 'contact_point_events', 'agreements', 'policies', 'policy_versions',
    'collection_cases', 'receivables', 'ledger_accounts', 'journal_entries', 'postings', 'receivable_balances',
    'customer_balances');
