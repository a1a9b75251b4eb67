-- columns: invitation
dossier, code, receiver, sender, state, day, version

-- name: invitation_get
SELECT {invitation} FROM invitation WHERE dossier = $1

-- name: invitation_list
SELECT {invitation} FROM invitation WHERE receiver = $1
ORDER BY day DESC, dossier LIMIT $2

-- name: invitation_add
INSERT INTO invitation (dossier, code, receiver, sender, state, day, version)
VALUES ($1, $2, $3, $4, $5, $6, 1)

-- name: invitation_move
UPDATE invitation SET state = $3, day = $4, version = version + 1
WHERE dossier = $1 AND version = $2

-- name: invitation_hand_over
UPDATE invitation SET sender = $3, version = version + 1 WHERE dossier = $1 AND sender = $2

-- name: invitation_erase
DELETE FROM invitation WHERE dossier = $1
