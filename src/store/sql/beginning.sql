-- name: beginning_add
INSERT INTO beginning (part, piece, bytes) VALUES ($1, $2, $3)

-- name: beginning_list
SELECT bytes FROM beginning WHERE part = $1 ORDER BY piece
