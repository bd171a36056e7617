-- xinxiang: the whole schema. A fresh database is made from this file; src/store/sqlite/schema.rs counts its versions.
-- The record is `event`. Every other table about letters and the office is a projection of it: `xinxiang verify`
-- folds all events again and compares every row. Instants are milliseconds since 1970-01-01 UTC.

-- What happened, for ever. `letter` is NULL for an event of the office itself (a unit added, a calendar loaded).
CREATE TABLE event (
    seq      INTEGER PRIMARY KEY,          -- 1, 2, 3 … without a gap
    letter   INTEGER,                      -- the letter's intake id
    version  INTEGER NOT NULL,             -- the letter's version after this event, from 1; 0 for the office
    at       INTEGER NOT NULL,
    who      TEXT    NOT NULL,             -- the short name of a member of staff
    kind     TEXT    NOT NULL,
    body     TEXT    NOT NULL CHECK (json_valid(body)),
    previous BLOB    NOT NULL CHECK (length(previous) = 32), -- the hash of the event before; zeros for the first
    hash     BLOB    NOT NULL CHECK (length(hash) = 32)      -- BLAKE3 of everything above
) STRICT;
CREATE UNIQUE INDEX event_of_letter ON event (letter, version) WHERE letter IS NOT NULL;
CREATE INDEX event_of_office ON event (seq) WHERE letter IS NULL;
CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
CREATE TRIGGER event_is_never_deleted BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

-- The handling units and the other names they go by.
CREATE TABLE unit (
    id     INTEGER PRIMARY KEY,
    name   TEXT NOT NULL UNIQUE,
    kind   TEXT NOT NULL,
    duties TEXT NOT NULL,
    head   TEXT,
    mail   TEXT,
    closed INTEGER NOT NULL DEFAULT 0,
    merged INTEGER,                        -- the unit into which it was merged
    former TEXT NOT NULL DEFAULT '[]'      -- former names, each with the instant until which it had it, as JSON
) STRICT;
CREATE TABLE unit_alias (
    unit     INTEGER NOT NULL REFERENCES unit (id),
    position INTEGER NOT NULL,             -- the first alias is the one that lists show
    alias    TEXT    NOT NULL UNIQUE,
    PRIMARY KEY (unit, position)
) STRICT, WITHOUT ROWID;

-- The people who act.
CREATE TABLE staff (
    id     TEXT PRIMARY KEY,               -- short name: wang
    name   TEXT NOT NULL,
    roles  TEXT NOT NULL,                  -- codes, separated by spaces
    unit   INTEGER REFERENCES unit (id),   -- a liaison's
    uid    INTEGER UNIQUE,                 -- user of the operating system
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    portfolio   TEXT NOT NULL DEFAULT '{}', -- what a leader is in charge of, as JSON
    delegations TEXT NOT NULL DEFAULT '[]'  -- for whom the person stands in, as JSON
) STRICT, WITHOUT ROWID;

-- The regulations; the newest is in force for letters received now, a letter keeps the one it came under.
CREATE TABLE regulation (
    seq  INTEGER PRIMARY KEY,              -- of the event that loaded it
    id   TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL,
    "from" TEXT                            -- the day from which it is in force; NULL: since it was loaded
) STRICT;

-- The published lists of holidays and make-up working weekends.
CREATE TABLE calendar_year (
    year INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE calendar_day (
    list INTEGER NOT NULL REFERENCES calendar_year (year),
    date TEXT    NOT NULL,                 -- 2026-02-17
    kind TEXT    NOT NULL CHECK (kind IN ('holiday', 'workday')),
    name TEXT    NOT NULL,
    PRIMARY KEY (list, date)
) STRICT, WITHOUT ROWID;
-- Days that the office declared itself; they stand above the lists.
CREATE TABLE local_day (
    date TEXT PRIMARY KEY,                 -- 2026-02-17
    kind TEXT NOT NULL CHECK (kind IN ('holiday', 'workday')),
    part TEXT CHECK (part IN ('am', 'pm')),
    name TEXT NOT NULL,
    why  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A letter as its events leave it: what lists and counts need, and no text (the text is in its first event).
CREATE TABLE letter (
    id          INTEGER PRIMARY KEY,       -- the intake id, from 1
    version     INTEGER NOT NULL,
    stage       TEXT    NOT NULL,
    stage_since INTEGER NOT NULL,
    queue       TEXT    NOT NULL,          -- where the stage is worked on
    rank        INTEGER NOT NULL,          -- the order in that queue, ascending
    number_year INTEGER,
    number_seq  INTEGER,
    number      TEXT UNIQUE,
    title       TEXT    NOT NULL,
    writer      TEXT,                      -- NULL: anonymous
    channel     TEXT    NOT NULL,
    received_at INTEGER,                   -- NULL: unknown
    due_at      INTEGER,                   -- the limit that runs now
    provisional INTEGER NOT NULL CHECK (provisional IN (0, 1)),
    lead        INTEGER REFERENCES unit (id),
    signed      INTEGER NOT NULL CHECK (signed IN (0, 1)),
    category    TEXT,
    major       INTEGER NOT NULL CHECK (major IN (0, 1)),
    attached    INTEGER NOT NULL CHECK (attached IN (0, 1)),
    repeated    INTEGER NOT NULL CHECK (repeated IN (0, 1)), -- the same text as an earlier letter, or linked to one
    sent_back   INTEGER NOT NULL CHECK (sent_back IN (0, 1)),
    source_key  TEXT    NOT NULL UNIQUE,   -- a hash of where it was read: a second import changes nothing
    text_hash   BLOB    NOT NULL,          -- the first eight bytes of BLAKE3 of the letters and digits of its text
    round       INTEGER NOT NULL DEFAULT 1,  -- each reopening begins another
    co          INTEGER NOT NULL DEFAULT 0,  -- how many co-units have it
    returned    INTEGER NOT NULL DEFAULT 0,  -- whether a unit has returned it to triage
    urged       INTEGER NOT NULL DEFAULT 0,  -- how often the unit whose limit runs was urged
    step        TEXT,                        -- the last step of that ladder
    step_at     INTEGER,                     -- when the next one is due
    explained   INTEGER NOT NULL DEFAULT 0,  -- whether that unit has explained itself
    awaits      TEXT,                        -- what a leader has to do; NULL: nothing
    review_key  INTEGER,                     -- the order of what waits for leaders: the limit, or since when
    waiting     INTEGER NOT NULL DEFAULT 0,  -- 1: the writer was asked; 2: declined by itself, and nobody has told the writer
    readers     TEXT,                        -- ' li wang ': who may read it; NULL: everybody at the centre
    of_type     TEXT,                        -- the codes of its type and its subject
    subject     TEXT
) STRICT;
CREATE UNIQUE INDEX letter_by_number ON letter (number_year, number_seq) WHERE number_seq IS NOT NULL;
CREATE INDEX letter_by_place ON letter (number_seq) WHERE number_seq IS NOT NULL;
CREATE INDEX letter_in_queue ON letter (queue, rank, id);
CREATE INDEX letter_by_due ON letter (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX letter_for_leaders ON letter (review_key, id) WHERE review_key IS NOT NULL;
CREATE INDEX letter_waiting ON letter (due_at) WHERE waiting = 1;
CREATE INDEX letter_by_text ON letter (text_hash);
CREATE INDEX letter_by_receipt ON letter (received_at) WHERE received_at IS NOT NULL;
CREATE INDEX letter_restricted ON letter (id) WHERE readers IS NOT NULL;

-- The tokens of each letter's texts, by its id (src/domain/gram.rs): what a search, the likeness of letters and suggestions are
-- answered from. The texts themselves stay in the events.
CREATE VIRTUAL TABLE letter_text USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);

-- In how many letters a token is; those that are in few are not listed. Counted now and then, never exact.
CREATE TABLE gram (
    code    INTEGER PRIMARY KEY,           -- as in src/domain/gram.rs
    letters INTEGER NOT NULL
) STRICT;
-- Of how many letters that was counted.
CREATE TABLE gram_count (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    letters INTEGER NOT NULL
) STRICT;

-- While the index of texts is made anew, in steps: from which letter on there is nothing in it yet. No row: it is whole.
CREATE TABLE reindex (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    next INTEGER NOT NULL                  -- the first letter that is not in the index
) STRICT;

-- Which unit has, or had, which letter: what a liaison may see.
CREATE TABLE assignment (
    letter   INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,             -- in the order of assignment
    unit     INTEGER NOT NULL REFERENCES unit (id),
    co       INTEGER NOT NULL CHECK (co IN (0, 1)),
    stands   INTEGER NOT NULL CHECK (stands IN (0, 1)), -- 0: returned, withdrawn, or of an earlier round
    PRIMARY KEY (letter, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_of_unit ON assignment (unit, letter) WHERE stands = 1;

-- The quarters that were published, with their figures as they were then.
CREATE TABLE bulletin (
    period TEXT PRIMARY KEY,               -- 2026Q3
    seq    INTEGER NOT NULL,               -- of the event that published it
    body   TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;
-- The text of a bulletin as the office edited it last.
CREATE TABLE bulletin_draft (
    period TEXT PRIMARY KEY,               -- 2026Q3
    text   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- How many letters each queue holds; a count over a million rows would be felt on every screen.
CREATE TABLE tally (
    queue TEXT PRIMARY KEY,
    n     INTEGER NOT NULL CHECK (n >= 0)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER letter_counted AFTER INSERT ON letter
BEGIN
    INSERT INTO tally (queue, n) VALUES (new.queue, 1) ON CONFLICT (queue) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER letter_moved AFTER UPDATE OF queue ON letter WHEN old.queue <> new.queue
BEGIN
    UPDATE tally SET n = n - 1 WHERE queue = old.queue;
    INSERT INTO tally (queue, n) VALUES (new.queue, 1) ON CONFLICT (queue) DO UPDATE SET n = n + 1;
END;

-- The bytes of what came with letters.
CREATE TABLE attachment (
    letter   INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,             -- as in the letter's first event
    bytes    BLOB    NOT NULL,
    PRIMARY KEY (letter, position)
) STRICT;

-- What somebody is writing and has not recorded yet. Like `preference`, not in the record.
CREATE TABLE draft (
    letter   INTEGER NOT NULL,             -- 0: a letter being entered by hand
    purpose  TEXT    NOT NULL,             -- 'reply', or the action whose form it is
    staff    TEXT    NOT NULL,
    text     TEXT    NOT NULL,
    line     INTEGER NOT NULL,             -- where the cursor stood
    col      INTEGER NOT NULL,
    base     INTEGER NOT NULL,             -- the letter's version that it was begun on
    saved_at INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,   -- begins anywhere, rises with every saving: what was begun on another one is not put over it
    PRIMARY KEY (letter, purpose, staff)
) STRICT, WITHOUT ROWID;
-- The same, of one who writes it in two windows: what the second writes stands beside, until he has chosen.
CREATE TABLE draft_beside (
    letter   INTEGER NOT NULL,
    purpose  TEXT    NOT NULL,
    staff    TEXT    NOT NULL,
    session  TEXT    NOT NULL,             -- the window
    text     TEXT    NOT NULL,
    line     INTEGER NOT NULL,
    col      INTEGER NOT NULL,
    base     INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (letter, purpose, staff, session)
) STRICT, WITHOUT ROWID;

-- Idempotency keys of the requests that were carried out: a retry after an error is applied at most once. The newest 20,000 stay.
-- Like `draft`, not in the record.
CREATE TABLE done (
    seq     INTEGER PRIMARY KEY,           -- the last event of the request
    op      TEXT    NOT NULL UNIQUE,       -- chosen by a script, or derived from the request
    letter  INTEGER NOT NULL,
    request TEXT,                          -- under a chosen key: BLAKE3 of who asked for what, as JSON
    refused INTEGER NOT NULL DEFAULT 0     -- 1: it was refused, and the attempt is in the record
) STRICT;

-- What the office has changed in the phrases that come with the program, and its own ones.
CREATE TABLE phrase (
    code TEXT PRIMARY KEY,
    body TEXT                              -- as JSON; NULL: removed
) STRICT, WITHOUT ROWID;

-- What the office has set about itself, over what its regulation says: its name, who signs, the format of numbers.
CREATE TABLE office_setting (
    field TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a member of staff likes: the theme.
CREATE TABLE preference (
    staff TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (staff, name)
) STRICT, WITHOUT ROWID;

-- Mails that were set aside: automatic answers, bounces, mails to lists. Like `draft`, not in the record: one is in it as soon as
-- somebody makes a letter of it.
CREATE TABLE mail_aside (
    id         INTEGER PRIMARY KEY,
    hash       BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32), -- BLAKE3 of the mail: importing it again changes nothing
    at         INTEGER NOT NULL,             -- when it was imported, and by whom
    who        TEXT    NOT NULL,
    class      TEXT    NOT NULL CHECK (class IN ('auto', 'bounce', 'list')),
    why        TEXT    NOT NULL,
    title      TEXT    NOT NULL,
    writer     TEXT,
    file       TEXT,                         -- where it was read, and at which place of an mbox
    place      INTEGER,
    raw        BLOB    NOT NULL,             -- as it came; empty where it was dropped
    settled    TEXT CHECK (settled IN ('letter', 'dropped')),
    letter     INTEGER,                      -- the letter that was made of it
    settled_by TEXT,
    settled_at INTEGER
) STRICT;
