-- What was done and decided: attempts, calls, letters, holds, promises, disputes, decisions, imports, placements.

CREATE TABLE mail_batches (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    business_id  uuid        NOT NULL,
    letters_of   date        NOT NULL,   -- the tenant's day whose letters the batch holds
    ordinal      smallint    NOT NULL,   -- 1 for the day's first batch
    state        text        NOT NULL CONSTRAINT mail_batch_state_known CHECK (state IN ('open', 'produced', 'mailed')),
    file_path    text,                   -- relative to the spool directory
    file_sha256  text,
    letter_count integer,
    sheet_count  integer,
    produced_at  timestamptz,            -- tenant's time
    mailed_on    date,                   -- as confirmed by a person or the print provider
    confirmed_by text,
    confirmed_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT mail_batch_unique UNIQUE (tenant_id, business_id, letters_of, ordinal),
    CONSTRAINT mail_batch_mailed_is_confirmed CHECK ((state = 'mailed') = (mailed_on IS NOT NULL)),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

-- One act to reach one customer. One (case, step, cycle, ordinal) exists once: the database says so, not the code.
CREATE TABLE contact_attempts (
    tenant_id         uuid        NOT NULL REFERENCES tenants (id),
    id                uuid        NOT NULL,
    case_id           uuid        NOT NULL,
    customer_id       uuid        NOT NULL,
    business_id       uuid        NOT NULL,
    policy_version_id uuid,                    -- null for what an older process sent
    step_key          text        NOT NULL,
    cycle             text        NOT NULL,    -- which round of treatment: past-due:2026-07-03, billing:2026-08-01
    ordinal           smallint    NOT NULL,    -- 1; a person's deliberate resend is the next
    medium            text        NOT NULL
        CONSTRAINT attempt_medium_known CHECK (medium IN ('email', 'post', 'telephone', 'text')),
    plugin_kind       text        NOT NULL DEFAULT '',
    contact_point_id  uuid,
    source            text        NOT NULL DEFAULT 'policy'
        CONSTRAINT attempt_source_known CHECK (source IN ('policy', 'person', 'history')),
    state             text        NOT NULL CONSTRAINT attempt_state_known CHECK (state IN (
        'planned', 'talking', 'sent', 'task-open', 'task-done', 'task-lapsed', 'prepared', 'in-doubt', 'refused',
        'cancelled', 'returned')),
    planned_on        date        NOT NULL,    -- the tenant's day on which the run planned it
    due_since         date        NOT NULL,
    lapses_after      date,                    -- last day of a call task
    attempts_max      smallint,                -- calls a task asks for before it lapses
    language          text        NOT NULL,
    tone              text        NOT NULL,
    template_key      text        NOT NULL,
    content           jsonb,                   -- the message as rendered when it was sent
    message_id        text,                    -- of an e-mail, stable over resends
    carrier_reference text,
    batch_id          uuid,
    sent_on           date,                    -- tenant's day on which it was gone: accepted, or confirmed mailed
    sent_at           timestamptz,             -- tenant's time
    closed_at         timestamptz,
    detail            text        NOT NULL DEFAULT '',   -- why refused, cancelled, returned; no personal data
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT attempt_once_per_step UNIQUE (tenant_id, case_id, step_key, cycle, ordinal),
    CONSTRAINT attempt_sent_has_a_day CHECK (state <> 'sent' OR sent_on IS NOT NULL),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, policy_version_id) REFERENCES policy_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_point_id) REFERENCES contact_points (tenant_id, id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES mail_batches (tenant_id, id)
);
CREATE INDEX attempts_by_case ON contact_attempts (tenant_id, case_id, planned_on);
CREATE INDEX attempts_by_customer ON contact_attempts (tenant_id, customer_id, planned_on);
CREATE INDEX attempts_open_tasks ON contact_attempts (tenant_id, planned_on) WHERE state = 'task-open';
CREATE INDEX attempts_by_batch ON contact_attempts (tenant_id, batch_id) WHERE batch_id IS NOT NULL;

-- What each message asked for, so that a claim can be shown as it was made. A message tried again asks anew, for what
-- is open then; what the try before asked for stays.
CREATE TABLE attempt_items (
    tenant_id     uuid     NOT NULL REFERENCES tenants (id),
    attempt_id    uuid     NOT NULL,
    try_ordinal   smallint NOT NULL CONSTRAINT attempt_item_try_positive CHECK (try_ordinal > 0),  -- 1 for the first talk
    receivable_id uuid     NOT NULL,
    open_minor    bigint   NOT NULL CONSTRAINT attempt_item_positive CHECK (open_minor > 0),
    currency      char(3)  NOT NULL,
    PRIMARY KEY (tenant_id, attempt_id, try_ordinal, receivable_id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES contact_attempts (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);

CREATE TABLE calls (
    tenant_id          uuid        NOT NULL REFERENCES tenants (id),
    id                 uuid        NOT NULL,
    customer_id        uuid        NOT NULL,
    case_id            uuid        NOT NULL,
    attempt_id         uuid,                   -- the task it answers; null for a call nobody asked for
    contact_point_id   uuid,
    direction          text        NOT NULL CONSTRAINT call_direction_known CHECK (direction IN ('out', 'in')),
    disposition        text        NOT NULL CONSTRAINT call_disposition_known CHECK (disposition IN (
        'no-answer', 'left-voicemail', 'spoke', 'someone-else', 'busy', 'out-of-service', 'wrong-number')),
    nonpayment_reason  text,
    called_at          timestamptz NOT NULL,   -- tenant's time
    agreed_call_back_on date,                  -- the customer said yes to a call on this day, at most 7 days ahead
    agreed_call_back_minute smallint,          -- minutes after the customer's midnight
    will_look_into_it  boolean     NOT NULL DEFAULT false,
    was_agreed         boolean     NOT NULL DEFAULT false,  -- the customer had agreed to this very call
    note               text        NOT NULL DEFAULT '',
    recorded_by        text        NOT NULL,
    idempotency_key    text        NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT call_key_unique UNIQUE (tenant_id, idempotency_key),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, attempt_id) REFERENCES contact_attempts (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_point_id) REFERENCES contact_points (tenant_id, id)
);
CREATE INDEX calls_by_customer ON calls (tenant_id, customer_id, called_at);

-- What happened to a case outside the books: an automatic payment declined, a complaint, a move.
CREATE TABLE case_events (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    case_id     uuid        NOT NULL,
    kind        text        NOT NULL,
    happened_on date        NOT NULL,
    detail      text        NOT NULL DEFAULT '',
    source      text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT case_event_once_a_day UNIQUE (tenant_id, case_id, kind, happened_on),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);

-- Holds are facts with dates; lifting one is another fact.
CREATE TABLE holds (
    tenant_id     uuid        NOT NULL REFERENCES tenants (id),
    id            uuid        NOT NULL,
    customer_id   uuid        NOT NULL,
    case_id       uuid,                    -- null: binds all of the customer's cases
    receivable_id uuid,                    -- null: binds the whole case
    reason        text        NOT NULL,
    source        text        NOT NULL,    -- who or what raised it
    held_from     date        NOT NULL,
    held_until    date,                    -- first day it no longer binds; null: until lifted
    note          text        NOT NULL DEFAULT '',
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT hold_span_forward CHECK (held_until IS NULL OR held_until > held_from),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);
CREATE INDEX holds_by_customer ON holds (tenant_id, customer_id);

CREATE TABLE hold_releases (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    hold_id     uuid        NOT NULL,
    released_on date        NOT NULL,
    reason      text        NOT NULL,
    source      text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, hold_id),
    FOREIGN KEY (tenant_id, hold_id) REFERENCES holds (tenant_id, id)
);

-- What the customer said; whether it was kept is computed from the ledger, never typed in.
CREATE TABLE promises (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    case_id      uuid        NOT NULL,
    call_id      uuid,
    amount_minor bigint      NOT NULL CONSTRAINT promise_amount_positive CHECK (amount_minor > 0),
    currency     char(3)     NOT NULL,
    made_on      date        NOT NULL,
    due_on       date        NOT NULL,   -- last day on which payment keeps the promise, tenant's calendar
    made_by      text        NOT NULL,
    method       text        NOT NULL DEFAULT '',
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT promise_due_after_made CHECK (due_on >= made_on),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, call_id) REFERENCES calls (tenant_id, id)
);
CREATE INDEX promises_by_case ON promises (tenant_id, case_id);

CREATE TABLE promise_endings (
    tenant_id  uuid NOT NULL REFERENCES tenants (id),
    promise_id uuid NOT NULL,
    kind       text NOT NULL CONSTRAINT promise_ending_known CHECK (kind IN ('superseded', 'withdrawn')),
    ended_on   date NOT NULL,
    reason     text NOT NULL DEFAULT '',
    PRIMARY KEY (tenant_id, promise_id),
    FOREIGN KEY (tenant_id, promise_id) REFERENCES promises (tenant_id, id)
);

CREATE TABLE disputes (
    tenant_id        uuid        NOT NULL REFERENCES tenants (id),
    id               uuid        NOT NULL,
    case_id          uuid        NOT NULL,
    receivable_id    uuid        NOT NULL,
    amount_minor     bigint,                -- null: the whole item
    currency         char(3)     NOT NULL,
    reason           text        NOT NULL,
    opened_on        date        NOT NULL,
    evidence_due_on  date,
    source           text        NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT dispute_amount_positive CHECK (amount_minor IS NULL OR amount_minor > 0),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);
CREATE INDEX disputes_by_case ON disputes (tenant_id, case_id);

CREATE TABLE dispute_resolutions (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    dispute_id  uuid NOT NULL,
    outcome     text NOT NULL CONSTRAINT dispute_outcome_known CHECK (outcome IN ('upheld', 'partly-upheld', 'rejected', 'withdrawn')),
    resolved_on date NOT NULL,
    reason      text NOT NULL,
    PRIMARY KEY (tenant_id, dispute_id),
    FOREIGN KEY (tenant_id, dispute_id) REFERENCES disputes (tenant_id, id)
);

-- The order in which decisions were written: moments tie, and a test tenant's clock goes back.
CREATE SEQUENCE decision_order;

-- Why a customer did or did not get a message on a day. Written when the verdict or its cause changes.
CREATE TABLE decision_records (
    tenant_id     uuid        NOT NULL REFERENCES tenants (id),
    decided_on    date        NOT NULL,    -- tenant's day
    id            uuid        NOT NULL,
    case_id       uuid        NOT NULL,
    customer_id   uuid        NOT NULL,
    attempt_id    uuid,
    step_key      text        NOT NULL,    -- empty when no step is due
    cycle         text        NOT NULL DEFAULT '',
    moment        text        NOT NULL CONSTRAINT decision_moment_known CHECK (moment IN ('planning', 'sending', 'placing')),
    verdict       text        NOT NULL
        CONSTRAINT decision_verdict_known CHECK (verdict IN ('send', 'block', 'needs-person', 'wait', 'asleep', 'done', 'locate')),
    rule_id       text        NOT NULL,
    citation      text        NOT NULL DEFAULT '',
    facts         jsonb       NOT NULL DEFAULT '{}',
    words         text        NOT NULL,
    until_at      timestamptz,             -- tenant's time
    pack_version  text        NOT NULL DEFAULT '',
    cause_sha256  bytea       NOT NULL,    -- verdict, rule and step: a repeat of the same cause writes nothing
    decided_at    timestamptz NOT NULL,    -- tenant's time, whatever day was decided on
    written_as    bigint      NOT NULL DEFAULT nextval('decision_order'),
    PRIMARY KEY (tenant_id, decided_on, id)
) PARTITION BY RANGE (decided_on);
CREATE INDEX decision_records_by_case ON decision_records (tenant_id, case_id, decided_on);
CREATE TABLE decision_records_rest PARTITION OF decision_records DEFAULT;

-- Makes the month partitions from `first` for `months` months. Run by the migrator, never by the service. A month
-- whose rows already stand in the default partition (a test tenant's clock) stays there.
CREATE FUNCTION make_decision_partitions(first date, months integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    start date := date_trunc('month', first)::date;
    made integer := 0;
    name text;
BEGIN
    FOR i IN 1 .. months LOOP
        name := 'decision_records_' || to_char(start, 'YYYYMM');
        IF to_regclass('public.' || name) IS NULL THEN
            BEGIN
                EXECUTE format(
                    'CREATE TABLE %I PARTITION OF decision_records FOR VALUES FROM (%L) TO (%L)',
                    name, start, (start + interval '1 month')::date);
                EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
                EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
                made := made + 1;
            EXCEPTION WHEN check_violation THEN
                NULL;
            END;
        END IF;
        start := (start + interval '1 month')::date;
    END LOOP;
    RETURN made;
END $$;
REVOKE ALL ON FUNCTION make_decision_partitions(date, integer) FROM PUBLIC;

-- Last verdict of each case, so that the run writes a record only when something changed.
CREATE TABLE case_verdicts (
    tenant_id    uuid  NOT NULL REFERENCES tenants (id),
    case_id      uuid  NOT NULL,
    cause_sha256 bytea NOT NULL,
    PRIMARY KEY (tenant_id, case_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);

-- How current the facts of a business are: contact stops when payments grow stale.
CREATE TABLE data_feeds (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    business_id uuid        NOT NULL,
    kind        text        NOT NULL CONSTRAINT data_feed_known CHECK (kind IN ('payments', 'open-items')),
    fresh_as_of date        NOT NULL,
    PRIMARY KEY (tenant_id, business_id, kind),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

CREATE TABLE imports (
    tenant_id     uuid        NOT NULL REFERENCES tenants (id),
    id            uuid        NOT NULL,
    business_id   uuid        NOT NULL,
    kind          text        NOT NULL,
    source        text        NOT NULL,
    file_name     text        NOT NULL,
    file_sha256   text        NOT NULL,
    rows_new      integer     NOT NULL,
    rows_changed  integer     NOT NULL,
    rows_unchanged integer    NOT NULL,
    rows_refused  integer     NOT NULL,
    imported_at   timestamptz NOT NULL,   -- tenant's time
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

CREATE TABLE placement_batches (
    tenant_id    uuid        NOT NULL REFERENCES tenants (id),
    id           uuid        NOT NULL,
    business_id  uuid        NOT NULL,
    agency_id    uuid        NOT NULL REFERENCES agencies (id),
    number       integer     NOT NULL,
    plugin_kind  text        NOT NULL,
    state        text        NOT NULL CONSTRAINT placement_batch_state_known CHECK (state IN ('approved', 'exported')),
    approved_by  text        NOT NULL,
    approved_at  timestamptz NOT NULL,   -- tenant's time
    exported_at  timestamptz,
    file_path    text,
    file_sha256  text,
    row_count    integer,
    total_minor  bigint,
    currency     char(3)     NOT NULL,
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT placement_batch_number_unique UNIQUE (tenant_id, agency_id, number),
    FOREIGN KEY (tenant_id, business_id) REFERENCES businesses (tenant_id, id)
);

CREATE TABLE placements (
    tenant_id    uuid    NOT NULL REFERENCES tenants (id),
    id           uuid    NOT NULL,
    batch_id     uuid    NOT NULL,
    case_id      uuid    NOT NULL,
    state        text    NOT NULL CONSTRAINT placement_state_known CHECK (state IN ('approved', 'exported', 'left-out')),
    balance_minor bigint,
    currency     char(3) NOT NULL,
    reason       text    NOT NULL DEFAULT '',   -- why it was left out
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT placement_once_per_batch UNIQUE (tenant_id, batch_id, case_id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES placement_batches (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);

GRANT USAGE ON SEQUENCE decision_order TO dunwell_service;
GRANT SELECT, INSERT, UPDATE ON mail_batches, contact_attempts, case_verdicts, data_feeds, placement_batches, placements
    TO dunwell_service;
GRANT SELECT, INSERT ON attempt_items, calls, case_events, holds, hold_releases, promises, promise_endings, disputes,
    dispute_resolutions, decision_records, imports TO dunwell_service;

CALL isolate_tenants(
    'mail_batches', 'contact_attempts', 'attempt_items', 'calls', 'case_events', 'holds', 'hold_releases', 'promises',
    'promise_endings', 'disputes', 'dispute_resolutions', 'decision_records', 'decision_records_rest',
    'case_verdicts', 'data_feeds', 'imports', 'placement_batches', 'placements');
