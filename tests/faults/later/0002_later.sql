-- What a later version might do to the two largest tables: make them anew with all that is in
-- them, the log among it, and look another way for what is there. Only tests have it.

CREATE TABLE entry_anew (
    dossier BLOB NOT NULL REFERENCES dossier (id),
    seq INTEGER NOT NULL CHECK (seq > 0),
    at_day INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    box BLOB NOT NULL,
    later INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (dossier, seq)
) WITHOUT ROWID;
INSERT INTO entry_anew (dossier, seq, at_day, hash, box)
    SELECT dossier, seq, at_day, hash, box FROM entry;
DROP TABLE entry;
ALTER TABLE entry_anew RENAME TO entry;
CREATE INDEX entry_by_day ON entry (at_day);

CREATE TABLE audit_anew (
    seq INTEGER NOT NULL PRIMARY KEY CHECK (seq > 0),
    at_us INTEGER NOT NULL,
    actor BLOB CHECK (length(actor) = 16),
    action TEXT NOT NULL CHECK (length(action) BETWEEN 1 AND 64),
    object BLOB CHECK (length(object) = 16),
    outcome TEXT NOT NULL CHECK (length(outcome) <= 64),
    number INTEGER NOT NULL,
    rows_hash BLOB NOT NULL CHECK (length(rows_hash) = 32),
    prior BLOB NOT NULL CHECK (length(prior) = 32),
    chain BLOB NOT NULL CHECK (length(chain) = 32),
    leaf BLOB NOT NULL CHECK (length(leaf) = 32),
    later INTEGER
);
INSERT INTO audit_anew
    SELECT seq, at_us, actor, action, object, outcome, number, rows_hash, prior, chain, leaf, NULL
    FROM audit;
DROP TABLE audit;
ALTER TABLE audit_anew RENAME TO audit;
CREATE INDEX audit_by_object ON audit (object, seq);
CREATE INDEX audit_by_action ON audit (action, seq);

ALTER TABLE member ADD COLUMN later TEXT NOT NULL DEFAULT '';
