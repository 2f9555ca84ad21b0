-- Late fees and the letters that named them, money given up, automatic payments that failed, and what a person noted
-- about a customer. All of it is evidence: written once, read, never changed.

-- Whether a late fee may be charged to customers of a state, and how much. The latest row of a state counts; a state
-- without a row allows none.
CREATE TABLE fee_settings (
    tenant_id      uuid        NOT NULL REFERENCES tenants (id),
    id             uuid        NOT NULL,
    business_id    uuid        NOT NULL,
    state          text        NOT NULL CONSTRAINT fee_setting_state_form CHECK (length(state) = 2),
    max_minor      bigint      CONSTRAINT fee_setting_max_positive CHECK (max_minor > 0),  -- null: no fee there
    currency       char(3)     NOT NULL,
    clause_english text        NOT NULL DEFAULT '',   -- as it stands after "agreed in": clause 7 of your agreement
    clause_spanish text        NOT NULL DEFAULT '',
    source         text        NOT NULL,              -- what it rests on: the statute, the lawyer's answer
    set_by         text        NOT NULL,
    set_at         timestamptz NOT NULL,              -- tenant's time
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);
CREATE INDEX fee_settings_by_business ON fee_settings (tenant_id, business_id, state, set_at);

-- One letter that named a fee. Whether it was mailed or came back stands with the attempt. A letter tried again names
-- anew; the last try is the one that went.
CREATE TABLE fee_notices (
    tenant_id    uuid     NOT NULL REFERENCES tenants (id),
    attempt_id   uuid     NOT NULL,
    try_ordinal  smallint NOT NULL CONSTRAINT fee_notice_try_positive CHECK (try_ordinal > 0),
    fee_from     date     NOT NULL,   -- the day the letter names
    amount_minor bigint   NOT NULL CONSTRAINT fee_notice_amount_positive CHECK (amount_minor > 0),  -- on each item
    currency     char(3)  NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id, try_ordinal),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES contact_attempts (tenant_id, id)
);

CREATE TABLE fee_notice_items (
    tenant_id     uuid     NOT NULL REFERENCES tenants (id),
    attempt_id    uuid     NOT NULL,
    try_ordinal   smallint NOT NULL CONSTRAINT fee_notice_item_try_positive CHECK (try_ordinal > 0),
    receivable_id uuid     NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id, try_ordinal, receivable_id),
    FOREIGN KEY (tenant_id, attempt_id, try_ordinal) REFERENCES fee_notices (tenant_id, attempt_id, try_ordinal),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);
CREATE INDEX fee_notice_items_by_receivable ON fee_notice_items (tenant_id, receivable_id);

-- Who let an amount be given up: a fee waived, a receivable written off.
CREATE TABLE relief_approvals (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    entry_id    uuid NOT NULL,
    role        text NOT NULL CONSTRAINT relief_role_known CHECK (role IN ('collector', 'manager', 'owner')),
    approved_by text NOT NULL,
    approved_on date NOT NULL,
    reason      text NOT NULL,   -- a stable word
    PRIMARY KEY (tenant_id, entry_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES journal_entries (tenant_id, id)
);

-- An automatic payment that was declined or came back.
CREATE TABLE autopay_failures (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    id            uuid NOT NULL,
    case_id       uuid NOT NULL,
    receivable_id uuid,                -- null where the source names none
    reference     text NOT NULL,       -- the source's number of the try
    failed_on     date NOT NULL,
    code          text NOT NULL,       -- as the bank or card network gave it
    cause         text NOT NULL CONSTRAINT autopay_cause_known CHECK (cause IN (
        'card-expired', 'card-replaced', 'insufficient-funds', 'account-closed', 'no-account', 'not-authorised',
        'declined', 'technical')),
    is_hard       boolean NOT NULL,    -- trying the same means again cannot work
    next_try_on   date,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT autopay_failure_once UNIQUE (tenant_id, case_id, reference),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);

-- What a person wrote down about a customer.
CREATE TABLE customer_notes (
    tenant_id       uuid        NOT NULL REFERENCES tenants (id),
    id              uuid        NOT NULL,
    customer_id     uuid        NOT NULL,
    written_at      timestamptz NOT NULL,   -- tenant's time
    written_by      text        NOT NULL,
    note            text        NOT NULL CONSTRAINT customer_note_length CHECK (length(note) BETWEEN 1 AND 4000),
    idempotency_key text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT customer_note_key_unique UNIQUE (tenant_id, customer_id, idempotency_key),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

-- A correction of what we know about a customer: what it was and what it became. Addresses also stay as contact points.
CREATE TABLE customer_changes (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    customer_id uuid        NOT NULL,
    field       text        NOT NULL CONSTRAINT customer_change_field_known CHECK (field IN (
        'email', 'telephone', 'post', 'language', 'first-name', 'last-name', 'business-name')),
    was         text        NOT NULL DEFAULT '',
    became      text        NOT NULL,
    changed_at  timestamptz NOT NULL,   -- tenant's time
    changed_by  text        NOT NULL,
    source      text        NOT NULL,   -- where it comes from: customer-call, returned-mail
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);
CREATE INDEX customer_changes_by_customer ON customer_changes (tenant_id, customer_id, changed_at);

GRANT SELECT, INSERT ON fee_settings, fee_notices, fee_notice_items, relief_approvals, autopay_failures, customer_notes,
    customer_changes TO dunwell_service;

CALL isolate_tenants(
    'fee_settings', 'fee_notices', 'fee_notice_items', 'relief_approvals', 'autopay_failures', 'customer_notes',
    'customer_changes');
