-- columns: tombstone
object, part, reason, asked_by, confirmed_by, dossiers, day

-- name: tombstone_add
INSERT INTO tombstone (object, part, reason, asked_by, confirmed_by, dossiers, day)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: tombstone_list
SELECT {tombstone} FROM tombstone ORDER BY day DESC, object LIMIT $1
