-- name: migration_list
SELECT number, name, hash FROM migration WHERE number >= $1 ORDER BY number

-- name: migration_add
INSERT INTO migration (number, name, hash, at_us) VALUES ($1, $2, $3, $4)
