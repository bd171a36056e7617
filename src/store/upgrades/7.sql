-- From version 6 to 7. The phrases and the settings of the office are in the record from now on; the rows of letters have type
-- and subject, and the order within a queue keeps its groups together.
CREATE TABLE phrase (
    code TEXT PRIMARY KEY,
    body TEXT                              -- as JSON; NULL: removed
) STRICT, WITHOUT ROWID;
CREATE TABLE office_setting (
    field TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
ALTER TABLE letter ADD COLUMN of_type TEXT;
ALTER TABLE letter ADD COLUMN subject TEXT;
