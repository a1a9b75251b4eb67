-- columns: grant
id, dossier, kind, holder, form, wrap, rights, reason, expires_us, version, mac

-- name: grant_list_of_dossier
SELECT {grant} FROM dossier_grant WHERE dossier = $1 ORDER BY holder

-- name: grant_list_of_holder
SELECT {grant} FROM dossier_grant WHERE holder = $1 AND kind = $2 AND dossier > $3
ORDER BY dossier LIMIT $4

-- name: grant_find
SELECT {grant} FROM dossier_grant WHERE dossier = $1 AND holder = $2

-- name: grant_add
INSERT INTO dossier_grant
    (id, dossier, kind, holder, form, wrap, rights, reason, expires_us, version, mac)
SELECT $1, d.id, d.kind, $3, $4, $5, $6, $7, $8, 1, $9 FROM dossier AS d WHERE d.id = $2

-- name: grant_change
UPDATE dossier_grant
SET form = $4, wrap = $5, rights = $6, reason = $7, expires_us = $8, version = version + 1, mac = $9
WHERE id = $1 AND version = $2 AND form = $3

-- name: grant_remove
DELETE FROM dossier_grant WHERE id = $1 AND version = $2

-- name: grant_remove_of
DELETE FROM dossier_grant WHERE dossier = $1 AND holder = $2

-- name: grant_forget
DELETE FROM dossier_grant WHERE expires_us <= $1

-- name: grant_erase
DELETE FROM dossier_grant WHERE dossier = $1

-- name: grant_rewrap
UPDATE dossier_grant SET wrap = $3, mac = $4 WHERE id = $1 AND mac = $2
