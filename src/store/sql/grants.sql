-- columns: grant
id, dossier, kind, holder, form, wrap, generation, rights, reason, expires_us, version, mac

-- name: grant_list_of_dossier
SELECT {grant} FROM dossier_grant WHERE dossier = $1 ORDER BY holder

-- name: grant_list_of_holder
SELECT {grant} FROM dossier_grant WHERE holder = $1 AND kind = $2 AND dossier > $3
ORDER BY dossier LIMIT $4

-- name: grant_list_own
SELECT {grant} FROM dossier_grant WHERE holder = $1 ORDER BY kind, dossier LIMIT $2

-- name: grant_list_former
SELECT {grant} FROM dossier_grant
WHERE holder = $1 AND generation < $2 AND (kind, dossier) > ($3, $4)
ORDER BY kind, dossier LIMIT $5

-- name: grant_find
SELECT {grant} FROM dossier_grant WHERE dossier = $1 AND holder = $2

-- name: grant_add
INSERT INTO dossier_grant
    (id, dossier, kind, holder, form, wrap, generation, rights, reason, expires_us, version, mac)
SELECT $1, d.id, d.kind, h.id, $4, $5, h.generation, $7, $8, $9, 1, $10
FROM dossier AS d CROSS JOIN holder AS h
WHERE d.id = $2 AND h.id = $3 AND h.generation = $6

-- name: grant_change
UPDATE dossier_grant
SET form = $4, wrap = $5, generation = $6, rights = $7, reason = $8, expires_us = $9,
    version = version + 1, mac = $10
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
