-- columns: dossier
id, kind, head_seq, head_hash, retain_until_day, at_day

-- name: dossier_get
SELECT {dossier} FROM dossier WHERE id = $1

-- name: dossier_add
INSERT INTO dossier (id, kind, head_seq, head_hash, retain_until_day, at_day)
VALUES ($1, $2, 0, $3, $4, $5)

-- name: dossier_advance
UPDATE dossier SET head_seq = $4, head_hash = $5,
    retain_until_day = CASE WHEN retain_until_day < $6 THEN $6 ELSE retain_until_day END
WHERE id = $1 AND head_seq = $2 AND head_hash = $3

-- name: dossier_retain
UPDATE dossier SET retain_until_day = $2 WHERE id = $1

-- name: dossier_due
SELECT d.id, d.retain_until_day FROM dossier AS d CROSS JOIN dossier_grant AS g
LEFT JOIN referral AS r ON r.slip = d.id
WHERE d.retain_until_day BETWEEN 1 AND $3 AND d.kind = $2 AND g.dossier = d.id AND g.holder = $1
    AND (r.slip IS NULL OR r.is_open = 0)
ORDER BY d.retain_until_day, d.id LIMIT $4

-- name: dossier_over
SELECT {dossier} FROM dossier
WHERE retain_until_day BETWEEN 1 AND $2 AND kind = $1
ORDER BY retain_until_day, id LIMIT $3

-- name: dossier_over_in_custody
SELECT d.id, d.kind, d.head_seq, d.head_hash, d.retain_until_day, d.at_day FROM dossier AS d
LEFT JOIN dossier_grant AS g ON g.dossier = d.id AND g.reason <> 'escrow'
WHERE d.retain_until_day BETWEEN 1 AND $2 AND d.kind = $1 AND g.dossier IS NULL
ORDER BY d.retain_until_day, d.id LIMIT $3

-- name: dossier_erase
DELETE FROM dossier WHERE id = $1 AND head_seq = $2 AND head_hash = $3

-- name: dossier_list
SELECT {dossier} FROM dossier
WHERE id > $1 ORDER BY id LIMIT $2

-- name: entry_list
SELECT seq, box, hash, at_day FROM entry WHERE dossier = $1 AND seq > $2 ORDER BY seq

-- name: entry_add
INSERT INTO entry (dossier, seq, box, hash, at_day) VALUES ($1, $2, $3, $4, $5)

-- name: card_get
SELECT version, box FROM card WHERE dossier = $1

-- name: card_list
SELECT g.dossier, g.id, g.form, g.wrap, g.generation, g.rights, g.reason, g.expires_us, g.version, g.mac,
       c.version, c.box
FROM dossier_grant AS g CROSS JOIN card AS c
WHERE g.holder = $1 AND g.kind = $2 AND g.dossier > $3 AND c.dossier = g.dossier
ORDER BY g.dossier LIMIT $4

-- name: card_add
INSERT INTO card (dossier, version, box) VALUES ($1, 1, $2)

-- name: card_change
UPDATE card SET version = version + 1, box = $3 WHERE dossier = $1 AND version = $2

-- name: entry_erase
DELETE FROM entry WHERE dossier = $1

-- name: card_erase
DELETE FROM card WHERE dossier = $1
