-- columns: opening
id, dossier, asker, second, reason, state, asked_us, confirmed_us, until_us, reviewed_us, told_us,
version, mac

-- name: opening_get
SELECT {opening} FROM emergency_opening WHERE id = $1

-- name: opening_list_of
SELECT {opening} FROM emergency_opening WHERE asker = $1 OR second = $1
ORDER BY asked_us DESC, id LIMIT $2

-- name: opening_list_all
SELECT {opening} FROM emergency_opening WHERE id > $1 ORDER BY id LIMIT $2

-- name: opening_add
INSERT INTO emergency_opening (id, dossier, asker, second, reason, state, asked_us, confirmed_us,
    until_us, reviewed_us, told_us, version, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, 1, $10)

-- name: opening_change
UPDATE emergency_opening SET state = $3, confirmed_us = $4, until_us = $5, reviewed_us = $6,
    told_us = $7, mac = $8, second = $9, version = version + 1
WHERE id = $1 AND version = $2

-- name: opening_remac
UPDATE emergency_opening SET mac = $3 WHERE id = $1 AND mac = $2

-- name: opening_erase
DELETE FROM emergency_opening WHERE dossier = $1
