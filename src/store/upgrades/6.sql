-- From version 5 to 6. A program of version 5 does not know the events that are recorded from now on (letters taken back,
-- corrected or ended, late entries, changes of the directory), and so it refuses the file as newer.
ALTER TABLE unit ADD COLUMN head TEXT;
ALTER TABLE unit ADD COLUMN mail TEXT;
ALTER TABLE unit ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE unit ADD COLUMN merged INTEGER;
ALTER TABLE unit ADD COLUMN former TEXT NOT NULL DEFAULT '[]';
ALTER TABLE staff ADD COLUMN portfolio TEXT NOT NULL DEFAULT '{}';
ALTER TABLE staff ADD COLUMN delegations TEXT NOT NULL DEFAULT '[]';
CREATE TABLE bulletin_draft (
    period TEXT PRIMARY KEY,               -- 2026Q3
    text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
