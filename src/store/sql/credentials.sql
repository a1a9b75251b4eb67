-- columns: credential
member, totp_box, totp_step, recovery_box, recovery_us, recovered_us, password_us, version, mac

-- name: credential_get
SELECT {credential} FROM credential WHERE member = $1

-- name: credential_add
INSERT INTO credential (member, totp_box, totp_step, recovery_box, recovery_us, recovered_us,
    password_us, version, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)

-- name: credential_change
UPDATE credential SET totp_box = $3, totp_step = $4, recovery_box = $5, recovery_us = $6,
    recovered_us = $7, password_us = $8, mac = $9, version = version + 1
WHERE member = $1 AND version = $2

-- name: credential_reseal
UPDATE credential SET totp_box = $3, mac = $4 WHERE member = $1 AND mac = $2
