-- What persons decided on the sheets laid before them and what became of it, what else the business knows for such a
-- decision, and what an agency is told before and after it gets a case. All of it is evidence: written once, read,
-- never changed. Nobody's silence decides anything, so there is no row for it.

CREATE TABLE case_decisions (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    case_id      uuid        NOT NULL,
    ordinal      integer     NOT NULL CONSTRAINT case_decision_ordinal_positive CHECK (ordinal > 0),  -- in the case
    path         text        NOT NULL CONSTRAINT case_decision_path_known CHECK (path IN (
        'continue', 'plan', 'settle', 'withdraw', 'counsel', 'agency', 'write-off')),
    step_keys    text[]      NOT NULL,   -- steps of the policy it answers
    cycle        text        NOT NULL,
    decided_on   date        NOT NULL,   -- tenant's day
    decided_at   timestamptz NOT NULL,   -- tenant's time
    decided_by   text        NOT NULL,
    role         text        NOT NULL CONSTRAINT case_decision_role_known CHECK (role IN ('manager', 'owner')),
    reason       text        NOT NULL,
    until_on     date,                   -- the day on which it is asked about again
    agency_id    uuid REFERENCES agencies (id),
    placement_id uuid,
    settle_minor bigint      CONSTRAINT case_decision_settles_for_something CHECK (settle_minor > 0),
    owed_minor   bigint      NOT NULL CONSTRAINT case_decision_owed_positive CHECK (owed_minor > 0),  -- on that day
    currency     char(3)     NOT NULL,
    sheet        jsonb       NOT NULL,   -- the lines whoever decided had before them; no name in them
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_decision_ordinal_unique UNIQUE (tenant_id, case_id, ordinal),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, placement_id) REFERENCES placements (tenant_id, id)
);

-- The end of a decision. One without an end stands; one that was left out or changed stands no more, and is asked again.
CREATE TABLE decision_endings (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    decision_id uuid NOT NULL,
    kind        text NOT NULL CONSTRAINT decision_ending_known CHECK (kind IN ('carried-out', 'left-out', 'changed')),
    ended_on    date NOT NULL,
    words       text NOT NULL,
    PRIMARY KEY (tenant_id, decision_id),
    FOREIGN KEY (tenant_id, decision_id) REFERENCES case_decisions (tenant_id, id)
);

-- What a person noted for the sheet of a case. The latest row that says something counts; papers add up.
CREATE TABLE decision_notes (
    tenant_id      uuid        NOT NULL REFERENCES tenants (id),
    id             uuid        NOT NULL,
    case_id        uuid        NOT NULL,
    evidence       text[]      NOT NULL,   -- kinds of paper that are at hand
    limitation_on  date,                   -- last day on which a suit is timely
    funding        text        CONSTRAINT decision_note_funding_known CHECK (funding IN ('none', 'sold', 'collateral')),
    guarantee_ends date,
    refund_minor   bigint      CONSTRAINT decision_note_refund_positive CHECK (refund_minor > 0),
    currency       char(3)     NOT NULL,
    source         text        NOT NULL,   -- where the papers are, who said so
    noted_by       text        NOT NULL,
    noted_at       timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);
CREATE INDEX decision_notes_by_case ON decision_notes (tenant_id, case_id);

-- What a dollar of monthly revenue is worth to a business. The latest row counts.
CREATE TABLE contract_multiples (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    business_id uuid        NOT NULL,
    tenths      integer     NOT NULL CONSTRAINT contract_multiple_bounds CHECK (tenths BETWEEN 1 AND 1000),
    source      text        NOT NULL,
    set_by      text        NOT NULL,
    set_at      timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

-- The creditor's notice that an agency may use an e-mail address, with at least 35 days to say no.
-- Source: 12 CFR 1006.6(d)(4)(ii).
CREATE TABLE agency_email_notices (
    tenant_id        uuid NOT NULL REFERENCES tenants (id),
    id               uuid NOT NULL,
    customer_id      uuid NOT NULL,
    contact_point_id uuid NOT NULL,
    agency_id        uuid NOT NULL REFERENCES agencies (id),
    sent_on          date NOT NULL,
    opt_out_by       date NOT NULL,
    recorded_by      text NOT NULL,
    recorded_at      timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT agency_email_notice_once UNIQUE (tenant_id, contact_point_id, agency_id, sent_on),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_point_id) REFERENCES contact_points (tenant_id, id)
);

-- What was known of a case when its placement went: entries, disputes and holds that are no news to the agency.
CREATE TABLE placement_knowns (
    tenant_id    uuid NOT NULL REFERENCES tenants (id),
    placement_id uuid NOT NULL,
    source_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, placement_id, source_id),
    FOREIGN KEY (tenant_id, placement_id) REFERENCES placements (tenant_id, id)
);

-- The business asks an agency to give a case back.
CREATE TABLE placement_recalls (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    placement_id uuid        NOT NULL,
    requested_on date        NOT NULL,   -- tenant's day
    reason       text        NOT NULL,
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, placement_id),
    FOREIGN KEY (tenant_id, placement_id) REFERENCES placements (tenant_id, id)
);

-- Files that tell an agency what happened to its cases here, and their lines: each thing once.
CREATE TABLE placement_change_files (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    business_id uuid        NOT NULL,
    agency_id   uuid        NOT NULL REFERENCES agencies (id),
    number      integer     NOT NULL CONSTRAINT placement_change_file_number_positive CHECK (number > 0),
    file_path   text        NOT NULL,
    file_sha256 text        NOT NULL,
    row_count   integer     NOT NULL CONSTRAINT placement_change_file_not_empty CHECK (row_count > 0),
    made_at     timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT placement_change_file_number_unique UNIQUE (tenant_id, business_id, agency_id, number),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

CREATE TABLE placement_changes (
    tenant_id    uuid    NOT NULL REFERENCES tenants (id),
    placement_id uuid    NOT NULL,
    kind         text    NOT NULL CONSTRAINT placement_change_known CHECK (kind IN (
        'payment', 'payment-reversed', 'credit', 'dispute', 'dispute-resolved', 'hold', 'recall')),
    source_id    uuid    NOT NULL,   -- the entry, dispute, hold or placement it tells of
    file_id      uuid    NOT NULL,
    happened_on  date    NOT NULL,
    amount_minor bigint,
    currency     char(3) NOT NULL,
    PRIMARY KEY (tenant_id, placement_id, kind, source_id),
    FOREIGN KEY (tenant_id, placement_id) REFERENCES placements (tenant_id, id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES placement_change_files (tenant_id, id)
);

GRANT SELECT, INSERT ON case_decisions, decision_endings, decision_notes, contract_multiples, agency_email_notices,
    placement_knowns, placement_recalls, placement_change_files, placement_changes TO dunwell_service;

CALL isolate_tenants(
    'case_decisions', 'decision_endings', 'decision_notes', 'contract_multiples', 'agency_email_notices',
    'placement_knowns', 'placement_recalls', 'placement_change_files', 'placement_changes');
