-- Which migrations a database has seen, and the hash of each one's text.

CREATE TABLE migration (
    number INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    at_us INTEGER NOT NULL
);
