-- From version 4 to 5. Idempotency keys: the request, and whether it was refused, in columns of their own.
ALTER TABLE done ADD COLUMN request TEXT;
ALTER TABLE done ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
-- The text index is rebuilt in steps.
CREATE TABLE reindex (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    next INTEGER NOT NULL                  -- the first letter that is not in the index
) STRICT;
-- Days that the office itself declares as holidays or workdays.
CREATE TABLE local_day (
    date TEXT PRIMARY KEY,                 -- 2026-02-17
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
    part TEXT CHECK (part IN ('am', 'pm')),
    name TEXT NOT NULL,
    why  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- Mails that were set aside.
CREATE TABLE mail_aside (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    at         INTEGER NOT NULL,
    who        TEXT    NOT NULL,
    class      TEXT    NOT NULL CHECK (class IN ('auto', 'bounce', 'list')),
    why        TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    writer     TEXT,
    file       TEXT,
    place      INTEGER,
    raw        BLOB    NOT NULL,
    settled    TEXT CHECK (settled IN ('letter', 'dropped')),
    letter     INTEGER,
    settled_by TEXT,
    settled_at INTEGER
) STRICT;
-- The index now finds words across line ends, telephone numbers in any spelling, compatibility forms and the number that a
-- letter came with, and names in a list of readers contain no blanks: rows and index are rebuilt (src/store/sqlite/schema.rs).
