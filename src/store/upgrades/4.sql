-- From version 3 to 4: concurrent users. Applied idempotency keys, and revisions of drafts.
CREATE TABLE done (
    seq    INTEGER PRIMARY KEY,            -- the last event that it made
    op     TEXT    NOT NULL UNIQUE,
    letter INTEGER NOT NULL
) STRICT;
ALTER TABLE draft ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE TABLE draft_beside (
    letter   INTEGER NOT NULL,
    purpose  TEXT    NOT NULL,
    staff    TEXT    NOT NULL,
    session  TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    line     INTEGER NOT NULL,
    col      INTEGER NOT NULL,
    base     INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (letter, purpose, staff, session)
) STRICT, WITHOUT ROWID;
