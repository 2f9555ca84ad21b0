-- How a tenant wants its aging cut, and the keys by which customers are found.

ALTER TABLE tenants ADD COLUMN aging_first_days integer[] NOT NULL DEFAULT '{1,15,30,60,90}'  -- first day of each band
    CONSTRAINT tenant_aging_bands CHECK (
        cardinality(aging_first_days) BETWEEN 1 AND 20 AND array_position(aging_first_days, NULL) IS NULL
        AND aging_first_days[1] >= 1);

-- Lower case, compared byte by byte: the beginning of a name is a range, and only ranges use an index under row-level
-- security. The database keeps them itself, whichever way a customer comes in.
ALTER TABLE customers
    ADD COLUMN reference_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(reference)) STORED,
    ADD COLUMN first_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(first_name)) STORED,
    ADD COLUMN last_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(last_name)) STORED,
    ADD COLUMN business_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(business_name)) STORED;
CREATE INDEX customers_by_reference_key ON customers (tenant_id, reference_key);
CREATE INDEX customers_by_first_name ON customers (tenant_id, first_name_key);
CREATE INDEX customers_by_last_name ON customers (tenant_id, last_name_key);
CREATE INDEX customers_by_business_name ON customers (tenant_id, business_name_key);
