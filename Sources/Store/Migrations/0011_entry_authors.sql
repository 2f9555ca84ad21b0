-- Who wrote an entry by hand: the books say not only what was changed but by whom.

ALTER TABLE journal_entries ADD COLUMN recorded_by text NOT NULL DEFAULT '';   -- empty: a file or the program itself
