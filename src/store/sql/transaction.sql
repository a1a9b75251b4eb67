-- name: transaction_read
BEGIN

-- name: transaction_write
BEGIN IMMEDIATE

-- name: transaction_commit
COMMIT

-- name: transaction_rollback
ROLLBACK

-- name: savepoint_open
SAVEPOINT one

-- name: savepoint_keep
RELEASE SAVEPOINT one

-- name: savepoint_undo
ROLLBACK TO SAVEPOINT one
