-- Payment plans: what was offered, what was agreed and how it was changed. Whether a plan is kept is computed from the
-- books; nothing here is a state. Append-only by grant.

CREATE TABLE plan_quotes (
    tenant_id     uuid        NOT NULL REFERENCES tenants (id),
    id            uuid        NOT NULL,
    case_id       uuid        NOT NULL,
    plugin_kind   text        NOT NULL,   -- who computed it, and who turns it into a plan
    offered_on    date        NOT NULL,   -- tenant's day
    expires_on    date        NOT NULL,   -- last day on which it may be accepted
    granted_as    text        NOT NULL CONSTRAINT plan_quote_role_known CHECK (granted_as IN ('collector', 'manager', 'owner')),
    quoted_by     text        NOT NULL,
    total_minor   bigint      NOT NULL CONSTRAINT plan_quote_total_positive CHECK (total_minor > 0),
    currency      char(3)     NOT NULL,
    offer         jsonb       NOT NULL,   -- every date and amount, as offered
    created_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT plan_quote_ends_after_it_begins CHECK (expires_on >= offered_on),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id)
);
CREATE INDEX plan_quotes_by_case ON plan_quotes (tenant_id, case_id, offered_on);

CREATE TABLE payment_plans (
    tenant_id        uuid        NOT NULL REFERENCES tenants (id),
    id               uuid        NOT NULL,
    case_id          uuid        NOT NULL,
    quote_id         uuid        NOT NULL,
    plugin_kind      text        NOT NULL,
    accepted_on      date        NOT NULL,   -- tenant's day
    accepted_how     text        NOT NULL,   -- how the customer said yes, such as a call or a signature
    recorded_by      text        NOT NULL,
    reviewed_by      text,                   -- who looked at the law, for a plan that needs it
    provisional_days smallint    NOT NULL CONSTRAINT plan_provisional_days_counted CHECK (provisional_days > 0),
    grace_days       smallint    NOT NULL CONSTRAINT plan_grace_days_not_negative CHECK (grace_days >= 0),
    reminds          boolean     NOT NULL,   -- whether the customer asked to be reminded of each part
    created_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    CONSTRAINT plan_accepted_once UNIQUE (tenant_id, quote_id),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, quote_id) REFERENCES plan_quotes (tenant_id, id)
);
CREATE INDEX payment_plans_by_case ON payment_plans (tenant_id, case_id);

-- What a plan covers, and what was open on it when it was accepted.
CREATE TABLE plan_items (
    tenant_id     uuid    NOT NULL REFERENCES tenants (id),
    plan_id       uuid    NOT NULL,
    receivable_id uuid    NOT NULL,
    open_minor    bigint  NOT NULL CONSTRAINT plan_item_positive CHECK (open_minor > 0),
    currency      char(3) NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, receivable_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES payment_plans (tenant_id, id),
    FOREIGN KEY (tenant_id, receivable_id) REFERENCES receivables (tenant_id, id)
);
CREATE INDEX plan_items_by_receivable ON plan_items (tenant_id, receivable_id);

-- A change is the next number; what was agreed before stays readable.
CREATE TABLE plan_versions (
    tenant_id         uuid        NOT NULL REFERENCES tenants (id),
    plan_id           uuid        NOT NULL,
    number            smallint    NOT NULL CONSTRAINT plan_version_number_positive CHECK (number > 0),
    agreed_on         date        NOT NULL,   -- tenant's day
    granted_as        text        NOT NULL
        CONSTRAINT plan_version_role_known CHECK (granted_as IN ('collector', 'manager', 'owner')),
    reason            text        NOT NULL,
    recorded_by       text        NOT NULL,
    paid_before_minor bigint      NOT NULL,   -- what had ever come off the covered items; the parts count on top of it
    currency          char(3)     NOT NULL,
    documents         jsonb       NOT NULL,   -- as given to the customer
    created_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plan_id, number),
    CONSTRAINT plan_version_change_has_a_reason CHECK (number = 1 OR reason <> ''),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES payment_plans (tenant_id, id)
);

-- What was open on each covered item when the version was agreed: the parts add up to it.
CREATE TABLE plan_version_items (
    tenant_id     uuid     NOT NULL REFERENCES tenants (id),
    plan_id       uuid     NOT NULL,
    number        smallint NOT NULL,   -- of the version
    receivable_id uuid     NOT NULL,
    open_minor    bigint   NOT NULL CONSTRAINT plan_version_item_positive CHECK (open_minor > 0),
    currency      char(3)  NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, number, receivable_id),
    FOREIGN KEY (tenant_id, plan_id, number) REFERENCES plan_versions (tenant_id, plan_id, number),
    FOREIGN KEY (tenant_id, plan_id, receivable_id) REFERENCES plan_items (tenant_id, plan_id, receivable_id)
);

CREATE TABLE plan_installments (
    tenant_id    uuid     NOT NULL REFERENCES tenants (id),
    plan_id      uuid     NOT NULL,
    number       smallint NOT NULL,   -- of the version
    ordinal      smallint NOT NULL CONSTRAINT plan_installment_counted CHECK (ordinal > 0),
    due_on       date     NOT NULL,   -- last day on which payment is in time, tenant's calendar
    amount_minor bigint   NOT NULL CONSTRAINT plan_installment_positive CHECK (amount_minor > 0),
    currency     char(3)  NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, number, ordinal),
    CONSTRAINT plan_installment_days_apart UNIQUE (tenant_id, plan_id, number, due_on),
    FOREIGN KEY (tenant_id, plan_id, number) REFERENCES plan_versions (tenant_id, plan_id, number)
);

CREATE TABLE plan_endings (
    tenant_id  uuid        NOT NULL REFERENCES tenants (id),
    plan_id    uuid        NOT NULL,
    ended_on   date        NOT NULL,   -- first day it no longer holds
    reason     text        NOT NULL CONSTRAINT plan_ending_has_a_reason CHECK (reason <> ''),
    ended_by   text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, plan_id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES payment_plans (tenant_id, id)
);

GRANT SELECT, INSERT ON plan_quotes, payment_plans, plan_items, plan_versions, plan_version_items, plan_installments,
    plan_endings TO dunwell_service;

CALL isolate_tenants(
    'plan_quotes', 'payment_plans', 'plan_items', 'plan_versions', 'plan_version_items', 'plan_installments',
    'plan_endings');
