-- Why a customer has not paid, what it made somebody do, what they answered about the service, and how a promise was
-- given. All of it is evidence: written once, read, never changed.

ALTER TABLE promises
    ADD COLUMN call_back_on date,                             -- the customer may be called then if the money has not come
    ADD COLUMN wants_reminder boolean NOT NULL DEFAULT false, -- the day before
    ADD COLUMN granted_as text NOT NULL DEFAULT 'collector'
        CONSTRAINT promise_role_known CHECK (granted_as IN ('collector', 'manager', 'owner'));

-- What a promise covers; without a row, all of the case.
CREATE TABLE promise_items (
    tenant_id     uuid NOT NULL REFERENCES tenants (id),
    promise_id    uuid NOT NULL,
    receivable_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, promise_id, receivable_id),
    FOREIGN KEY (tenant_id, promise_id) REFERENCES promises (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);
CREATE INDEX promise_items_by_receivable ON promise_items (tenant_id, receivable_id);

-- A reason told otherwise than on a call; a call keeps its own.
CREATE TABLE reason_statements (
    tenant_id       uuid        NOT NULL REFERENCES tenants (id),
    id              uuid        NOT NULL,
    case_id         uuid        NOT NULL,
    reason          text        NOT NULL,
    said_on         date        NOT NULL,   -- tenant's day
    way             text        NOT NULL CONSTRAINT reason_way_known CHECK (way IN (
        'email', 'letter', 'reply-slip', 'link', 'telephone', 'in-person')),
    words           text        NOT NULL DEFAULT '',
    recorded_by     text        NOT NULL,
    idempotency_key text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT reason_statement_once UNIQUE (tenant_id, idempotency_key, reason),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);
CREATE INDEX reason_statements_by_case ON reason_statements (tenant_id, case_id, said_on);

-- What the customer answered to the questions about service and bill.
CREATE TABLE satisfaction_answers (
    tenant_id       uuid        NOT NULL REFERENCES tenants (id),
    id              uuid        NOT NULL,
    case_id         uuid        NOT NULL,
    question        text        NOT NULL CONSTRAINT satisfaction_question_known CHECK (question IN (
        'works-as-promised', 'bill-clear', 'total-expected', 'name-recognised', 'charged-once', 'not-moved-or-cancelled')),
    is_yes          boolean     NOT NULL,   -- otherwise: not yet
    answered_on     date        NOT NULL,   -- tenant's day
    recorded_by     text        NOT NULL,
    idempotency_key text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT satisfaction_answer_once UNIQUE (tenant_id, idempotency_key, question),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);
CREATE INDEX satisfaction_answers_by_case ON satisfaction_answers (tenant_id, case_id, answered_on);

-- What somebody of the business has to do for a customer, and by when.
CREATE TABLE case_tasks (
    tenant_id   uuid        NOT NULL REFERENCES tenants (id),
    id          uuid        NOT NULL,
    case_id     uuid        NOT NULL,
    kind        text        NOT NULL,
    for_role    text        NOT NULL CONSTRAINT case_task_role_known CHECK (for_role IN ('collector', 'manager', 'owner')),
    reason      text,                    -- why the customer has not paid; null for other causes
    hold_id     uuid,                    -- what rests until it is done
    made_on     date        NOT NULL,
    due_on      date,
    evidence    text[]      NOT NULL DEFAULT '{}',   -- what the customer was asked for
    evidence_by date,
    call_on     date,                    -- the customer expects a call
    source      text        NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, hold_id) REFERENCES holds (tenant_id, id)
);
CREATE INDEX case_tasks_by_case ON case_tasks (tenant_id, case_id);

CREATE TABLE case_task_endings (
    tenant_id  uuid        NOT NULL REFERENCES tenants (id),
    task_id    uuid        NOT NULL,
    ended_on   date        NOT NULL,
    words      text        NOT NULL CONSTRAINT case_task_ending_says_something CHECK (words <> ''),
    ended_by   text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, task_id),
    FOREIGN KEY (tenant_id, task_id) REFERENCES case_tasks (tenant_id, id)
);

GRANT SELECT, INSERT ON promise_items, reason_statements, satisfaction_answers, case_tasks, case_task_endings
    TO dunwell_service;

CALL isolate_tenants(
    'promise_items', 'reason_statements', 'satisfaction_answers', 'case_tasks', 'case_task_endings');
