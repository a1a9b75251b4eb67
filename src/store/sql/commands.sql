-- name: command_get
SELECT answer FROM command WHERE member = $1 AND id = $2

-- name: command_add
INSERT INTO command (member, id, answer, at_us) VALUES ($1, $2, $3, $4)
ON CONFLICT (member, id) DO NOTHING

-- name: command_forget
DELETE FROM command WHERE at_us < $1

-- name: counter_get
SELECT number FROM counter WHERE name = $1

-- name: counter_add
INSERT INTO counter (name, number) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET number = counter.number + excluded.number

-- name: login_guard_get
SELECT failures, next_us FROM login_guard WHERE key = $1

-- name: login_guard_put
INSERT INTO login_guard (key, failures, next_us)
SELECT $1, $2, $3
WHERE $4 = 0 OR EXISTS (SELECT 1 FROM login_guard WHERE key = $1)
ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, next_us = excluded.next_us
WHERE login_guard.failures = $4

-- name: login_guard_remove_others
DELETE FROM login_guard WHERE key = $1 AND failures <> $2

-- name: login_guard_remove
DELETE FROM login_guard WHERE key = $1

-- name: login_guard_forget
DELETE FROM login_guard WHERE next_us < $1
