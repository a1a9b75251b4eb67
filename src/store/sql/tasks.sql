-- columns: task
id, holder, dossier, member, opening, conference, kind, due_us, state, at_us, done_us, version

-- name: task_get
SELECT {task} FROM task WHERE id = $1

-- name: task_list_of_holder
SELECT {task} FROM task WHERE holder = $1 AND state = 'open' AND due_us < $2
ORDER BY due_us, id LIMIT $3

-- name: task_list_of_dossier
SELECT {task} FROM task WHERE dossier = $1 ORDER BY due_us, id LIMIT $2

-- name: task_add
INSERT INTO task (id, holder, dossier, member, opening, conference, kind, due_us, state, at_us,
    version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, 1)

-- name: task_hand_over
UPDATE task SET holder = $3, version = version + 1
WHERE holder = $1 AND dossier = $2 AND state = 'open'

-- name: task_hand_over_opening
UPDATE task SET holder = $3, version = version + 1
WHERE opening = $1 AND kind = $2 AND state = 'open'

-- name: task_hand_over_kind
UPDATE task SET holder = $3, version = version + 1
WHERE holder = $1 AND kind = $2 AND state = 'open'

-- name: task_hand_over_rest
UPDATE task SET holder = $2, version = version + 1
WHERE holder = $1 AND state = 'open'

-- name: task_finish_of_holder
UPDATE task SET state = 'done', done_us = $3, version = version + 1
WHERE holder = $1 AND dossier = $2 AND state = 'open'

-- name: task_finish_of_member
UPDATE task SET state = 'done', done_us = $4, version = version + 1
WHERE holder = $1 AND member = $2 AND kind = $3 AND state = 'open'

-- name: task_finish_about
UPDATE task SET state = 'done', done_us = $3, version = version + 1
WHERE member = $1 AND kind = $2 AND state = 'open'

-- name: task_move
UPDATE task SET holder = $3, due_us = $4, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open'

-- name: task_finish
UPDATE task SET state = 'done', done_us = $3, version = version + 1
WHERE id = $1 AND version = $2 AND state = 'open'

-- name: task_finish_of_dossier
UPDATE task SET state = 'done', done_us = $3, version = version + 1
WHERE dossier = $1 AND kind = $2 AND state = 'open'

-- name: task_finish_of_opening
UPDATE task SET state = 'done', done_us = $3, version = version + 1
WHERE opening = $1 AND kind = $2 AND state = 'open'

-- name: task_finish_of_conference
UPDATE task SET state = 'done', done_us = $4, version = version + 1
WHERE dossier = $1 AND conference = $2 AND kind = $3 AND state = 'open'

-- name: task_erase
DELETE FROM task WHERE dossier = $1
