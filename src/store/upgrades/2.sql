-- From version 1 to 2: several units, rounds, urging, leaders' work, readers, bulletins.
ALTER TABLE regulation ADD COLUMN "from" TEXT;
ALTER TABLE letter ADD COLUMN round INTEGER NOT NULL DEFAULT 1;
ALTER TABLE letter ADD COLUMN co INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN urged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN step TEXT;
ALTER TABLE letter ADD COLUMN step_at INTEGER;
ALTER TABLE letter ADD COLUMN explained INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN awaits TEXT;
ALTER TABLE letter ADD COLUMN review_key INTEGER;
ALTER TABLE letter ADD COLUMN waiting INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN readers TEXT;
DROP INDEX letter_for_review;
CREATE INDEX letter_for_leaders ON letter (review_key, id) WHERE review_key IS NOT NULL;
CREATE INDEX letter_waiting ON letter (due_at) WHERE waiting = 1;
CREATE TABLE assignment (
    letter   INTEGER NOT NULL REFERENCES letter (id),
    position INTEGER NOT NULL,
    unit     INTEGER NOT NULL REFERENCES unit (id),
    co       INTEGER NOT NULL CHECK (co IN (0, 1)),
    stands   INTEGER NOT NULL CHECK (stands IN (0, 1)),
    PRIMARY KEY (letter, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX assignment_of_unit ON assignment (unit, letter) WHERE stands = 1;
CREATE TABLE bulletin (
    period TEXT PRIMARY KEY,
    seq    INTEGER NOT NULL,
    body   TEXT NOT NULL CHECK (json_valid(body))
) STRICT, WITHOUT ROWID;
