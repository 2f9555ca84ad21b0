-- What a dispute is about, what the customer sent, how it was answered, and who looks at a hold again and may release it.
-- All of it is evidence: written once, read, never changed.

-- A dispute somebody recorded, with its dates. One a file brought along has none: its source answers it.
CREATE TABLE dispute_claims (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    dispute_id    uuid NOT NULL,
    claim         text NOT NULL CONSTRAINT dispute_claim_known CHECK (claim IN (
        'amount', 'double-charge', 'paid-already', 'not-mine', 'work', 'other')),
    answer_due_on date NOT NULL,   -- last day for the answer of the business, tenant's calendar
    PRIMARY KEY (tenant_id, dispute_id),
    FOREIGN KEY (tenant_id, dispute_id) REFERENCES disputes (tenant_id, id)
);

CREATE TABLE dispute_evidence (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    dispute_id  uuid NOT NULL,
    received_on date NOT NULL,   -- the day it came, tenant's calendar
    recorded_on date NOT NULL,
    what        text NOT NULL CONSTRAINT dispute_evidence_named CHECK (length(what) BETWEEN 1 AND 500),
    kept_at     text NOT NULL CONSTRAINT dispute_evidence_kept CHECK (length(kept_at) BETWEEN 1 AND 500),  -- folder, mailbox, binder
    recorded_by text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT dispute_evidence_once UNIQUE (tenant_id, dispute_id, received_on, what),
    FOREIGN KEY (tenant_id, dispute_id) REFERENCES disputes (tenant_id, id)
);

-- What the customer was told, and what was taken off.
CREATE TABLE dispute_answers (
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    dispute_id      uuid NOT NULL,
    explanation     text NOT NULL CONSTRAINT dispute_answer_says CHECK (length(explanation) BETWEEN 1 AND 1000),
    corrected_minor bigint CONSTRAINT dispute_correction_positive CHECK (corrected_minor > 0),   -- null: nothing
    currency        char(3) NOT NULL,
    entry_id        uuid,            -- the credit in the books
    decided_by      text NOT NULL,
    PRIMARY KEY (tenant_id, dispute_id),
    CONSTRAINT dispute_correction_is_booked CHECK ((corrected_minor IS NULL) = (entry_id IS NULL)),
    FOREIGN KEY (tenant_id, dispute_id) REFERENCES dispute_resolutions (tenant_id, dispute_id),
    FOREIGN KEY (tenant_id, entry_id) REFERENCES journal_entries (tenant_id, id)
);

-- The day somebody looks at a hold again; the latest row counts.
CREATE TABLE hold_reviews (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    hold_id     uuid        NOT NULL,
    review_on   date        NOT NULL,
    note        text        NOT NULL DEFAULT '',   -- what was found
    recorded_by text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    ordinal     smallint    NOT NULL CONSTRAINT hold_review_counted CHECK (ordinal > 0),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT hold_review_ordinal_unique UNIQUE (tenant_id, hold_id, ordinal),
    FOREIGN KEY (tenant_id, hold_id) REFERENCES holds (tenant_id, id)
);

-- In which role somebody released a hold.
CREATE TABLE hold_release_roles (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    hold_id     uuid NOT NULL,
    released_as text NOT NULL
        CONSTRAINT hold_release_role_known CHECK (released_as IN ('collector', 'manager', 'owner')),
    PRIMARY KEY (tenant_id, hold_id),
    FOREIGN KEY (tenant_id, hold_id) REFERENCES hold_releases (tenant_id, hold_id)
);

GRANT SELECT, INSERT ON dispute_claims, dispute_evidence, dispute_answers, hold_reviews, hold_release_roles
    TO dunwell_service;

CALL isolate_tenants(
    'dispute_claims', 'dispute_evidence', 'dispute_answers', 'hold_reviews', 'hold_release_roles');
