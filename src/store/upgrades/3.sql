-- From version 2 to 3: the text index. The rows are rebuilt from the events, and the texts indexed meanwhile.
CREATE INDEX letter_by_receipt ON letter (received_at) WHERE received_at IS NOT NULL;
CREATE INDEX letter_restricted ON letter (id) WHERE readers IS NOT NULL;
CREATE VIRTUAL TABLE letter_text USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE gram (
    code    INTEGER PRIMARY KEY,           -- as in src/domain/gram.rs
    letters INTEGER NOT NULL
) STRICT;
CREATE TABLE gram_count (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    letters INTEGER NOT NULL
) STRICT;
