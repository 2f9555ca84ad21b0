-- What the customer reads about work that was done because of what they said; null where nothing was written.
ALTER TABLE case_task_endings
    ADD COLUMN answer text CONSTRAINT case_task_answer_says_something CHECK (answer <> '');

-- What rests for a task rests until it is done.
CREATE INDEX case_tasks_by_hold ON case_tasks (tenant_id, hold_id) WHERE hold_id IS NOT NULL;
