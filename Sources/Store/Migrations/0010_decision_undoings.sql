-- A write-off that was carried out and then undone in the books: the decision behind it stands no more, and somebody
-- has to decide again.
CREATE TABLE decision_undoings (
    tenant_id   uuid NOT NULL REFERENCES tenants (id),
    decision_id uuid NOT NULL,
    undone_on   date NOT NULL,
    words       text NOT NULL,
    PRIMARY KEY (tenant_id, decision_id),
    FOREIGN KEY (tenant_id, decision_id) REFERENCES decision_endings (tenant_id, decision_id)
);

GRANT SELECT, INSERT ON decision_undoings TO dunwell_service;

CALL isolate_tenants('decision_undoings');
