-- columns: audit
seq, at_us, actor, action, object, outcome, number, rows_hash, prior, chain, leaf

-- columns: checkpoint
size, root, text, at_us

-- name: audit_head
SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT $1

-- name: audit_add
INSERT INTO audit (seq, at_us, actor, action, object, outcome, number, rows_hash, prior, chain,
    leaf)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

-- name: audit_scan
SELECT {audit} FROM audit WHERE seq > $1 ORDER BY seq

-- name: audit_page
SELECT {audit} FROM audit WHERE seq < $1 AND at_us > 0 ORDER BY seq DESC LIMIT $2

-- name: audit_page_chosen
SELECT {audit} FROM audit
WHERE seq < $1 AND at_us >= $2 AND at_us < $3 AND ($4 = '' OR outcome = $4)
    AND ($5 = 0 OR (object >= $6 AND object <= $7))
ORDER BY seq DESC LIMIT $8

-- name: audit_page_of_object
SELECT {audit} FROM audit WHERE object = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3

-- name: audit_times
SELECT seq, at_us FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2

-- name: audit_forget
UPDATE audit SET at_us = 0, actor = NULL, action = $3, object = NULL, outcome = '', number = 0,
    rows_hash = $4
WHERE seq > $1 AND seq <= $2

-- name: checkpoint_last
SELECT {checkpoint} FROM audit_checkpoint ORDER BY size DESC LIMIT $1

-- name: checkpoint_scan
SELECT {checkpoint} FROM audit_checkpoint WHERE size >= $1 ORDER BY size

-- name: checkpoint_add
INSERT INTO audit_checkpoint (size, root, text, at_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (size) DO NOTHING
