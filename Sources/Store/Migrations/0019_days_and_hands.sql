-- The day a letter names is the one it bears, whatever the policy and the clocks of the case come to later: mailing,
-- fees, the decision and the hand-over ask this one.
ALTER TABLE contact_attempts
    ADD COLUMN names_day date;  -- last day it names to pay or to agree how; null when it names none

-- Who took a promise back. Empty for promises that were replaced, and for those taken back before there was this column.
ALTER TABLE promise_endings ADD COLUMN recorded_by text NOT NULL DEFAULT '';
