-- Customers are found as people write them: José by Jose, O'Brien by O’Brien. The keys of 0012 kept accents and told one
-- apostrophe from another.

-- Lower case, without accents, every apostrophe the plain one.
CREATE FUNCTION search_key(written text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(regexp_replace(
        normalize(translate(written, '’‘ʼ´`øØłŁđĐ', '''''''''''oOlLdD'), NFKD), '[\u0300-\u036f]', '', 'g'));

-- Their indexes go with the columns.
ALTER TABLE customers
    DROP COLUMN reference_key, DROP COLUMN first_name_key, DROP COLUMN last_name_key, DROP COLUMN business_name_key;
ALTER TABLE customers
    ADD COLUMN reference_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(reference)) STORED,
    ADD COLUMN first_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(first_name)) STORED,
    ADD COLUMN last_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(last_name)) STORED,
    ADD COLUMN business_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (search_key(business_name)) STORED;
CREATE INDEX customers_by_reference_key ON customers (tenant_id, reference_key);
CREATE INDEX customers_by_first_name ON customers (tenant_id, first_name_key);
CREATE INDEX customers_by_last_name ON customers (tenant_id, last_name_key);
CREATE INDEX customers_by_business_name ON customers (tenant_id, business_name_key);

-- Of two reasons told on one day the later counts, on a call or in writing. Empty for those told before: their day.
ALTER TABLE reason_statements ADD COLUMN said_at timestamptz;  -- when it was recorded, tenant's time
