-- Version 4: what became of the last tries to read each conference, so that a night knows when to try again and a person what is wrong.
-- NULL and 0 while the newest reading is a good one.

ALTER TABLE conferences ADD COLUMN last_failed_at TEXT;
ALTER TABLE conferences ADD COLUMN read_failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conferences ADD COLUMN last_problem TEXT;
