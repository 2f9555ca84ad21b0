-- The tenant's day on which a case came into these books: what was paid before it was answered, or not, by whoever kept
-- the books then. Unknown for cases older than this column.
ALTER TABLE collection_cases ADD COLUMN opened_on date;
