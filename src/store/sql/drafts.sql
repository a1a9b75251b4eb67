-- columns: draft
key, member, box, expires_us, at_us

-- name: draft_get
SELECT {draft} FROM draft
WHERE key = $1 AND member = $2 AND expires_us > $3

-- name: draft_list
SELECT {draft} FROM draft
WHERE member = $1 AND expires_us > $2 ORDER BY at_us DESC, key LIMIT $3

-- name: draft_put
INSERT INTO draft (key, member, box, expires_us, at_us) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (key) DO UPDATE SET box = excluded.box, expires_us = excluded.expires_us,
    at_us = excluded.at_us
WHERE draft.member = excluded.member

-- name: draft_keep_newest
DELETE FROM draft WHERE member = $1 AND key NOT IN
    (SELECT key FROM draft WHERE member = $1 ORDER BY at_us DESC, key LIMIT $2)

-- name: draft_remove
DELETE FROM draft WHERE key = $1 AND member = $2

-- name: draft_forget
DELETE FROM draft WHERE expires_us <= $1
