-- When a promise was replaced or taken back: money of that same day keeps it only when it was recorded before. Of endings
-- written before there was this column nobody knows, and the day decides.
ALTER TABLE promise_endings ADD COLUMN recorded_at timestamptz;
ALTER TABLE promise_endings ALTER COLUMN recorded_at SET DEFAULT clock_timestamp();
