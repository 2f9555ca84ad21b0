-- A case keeps the policy version it pins until a person moves it: who, why, from which and to which.
CREATE TABLE policy_moves (
    tenant_id       uuid NOT NULL REFERENCES tenants (id),
    case_id         uuid NOT NULL,
    ordinal         integer NOT NULL CONSTRAINT policy_move_ordinal_positive CHECK (ordinal > 0),
    from_version_id uuid NOT NULL,
    to_version_id   uuid NOT NULL,
    moved_at        timestamptz NOT NULL,    -- on the tenant's clock
    moved_by        text NOT NULL CONSTRAINT policy_move_has_a_mover CHECK (moved_by <> ''),
    reason          text NOT NULL CONSTRAINT policy_move_has_a_reason CHECK (reason <> ''),
    PRIMARY KEY (tenant_id, case_id, ordinal),
    FOREIGN KEY (tenant_id, case_id) REFERENCES collection_cases (tenant_id, id),
    FOREIGN KEY (tenant_id, from_version_id) REFERENCES policy_versions (tenant_id, id),
    FOREIGN KEY (tenant_id, to_version_id) REFERENCES policy_versions (tenant_id, id)
);

GRANT SELECT, INSERT ON policy_moves TO dunwell_service;

CALL isolate_tenants('policy_moves');
