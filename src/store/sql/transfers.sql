-- columns: transfer
id, code, sender_unit, receiver_holder, receiver_unit, state, priority, sent_us, state_us, due_us,
version, mac

-- name: transfer_get
SELECT {transfer} FROM transfer WHERE id = $1

-- name: transfer_list_all
SELECT {transfer} FROM transfer WHERE id > $1 ORDER BY id LIMIT $2

-- name: transfer_add
INSERT INTO transfer (id, code, sender_unit, receiver_holder, receiver_unit, state, priority,
    sent_us, state_us, due_us, version, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)

-- name: transfer_change
UPDATE transfer SET state = $3, state_us = $4, due_us = $5, mac = $6, version = version + 1
WHERE id = $1 AND version = $2

-- name: transfer_remac
UPDATE transfer SET mac = $3 WHERE id = $1 AND mac = $2

-- name: transfer_erase
DELETE FROM transfer WHERE id = $1
