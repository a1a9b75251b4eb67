-- columns: member
id, unit, login, name, roles, state, deputy, language, version, holder, salt, profile_kib,
profile_passes, verifier, secret_box, activation_box, activation_until_us, mac

-- columns: membership
holder, member, is_deputy, version, mac

-- name: member_get
SELECT {member} FROM member WHERE id = $1

-- name: member_find
SELECT {member} FROM member WHERE login = $1

-- name: member_of_holder
SELECT {member} FROM member WHERE holder = $1

-- name: member_list
SELECT {member} FROM member ORDER BY name, id LIMIT $1

-- name: member_page
SELECT {member} FROM member WHERE id > $1 ORDER BY id LIMIT $2

-- name: member_list_of_unit
SELECT {member} FROM member WHERE unit = $1 ORDER BY name, id LIMIT $2

-- name: member_list_of_organisation
SELECT {member} FROM member WHERE unit IN (SELECT id FROM unit WHERE organisation = $1)
ORDER BY name, id LIMIT $2

-- name: member_add
INSERT INTO member (id, unit, login, name, roles, state, deputy, language, version, holder, salt,
    profile_kib, profile_passes, verifier, secret_box, activation_box, activation_until_us, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: member_change
UPDATE member SET unit = $3, login = $4, name = $5, roles = $6, state = $7, deputy = $8,
    language = $9, holder = $10, salt = $11, profile_kib = $12, profile_passes = $13,
    verifier = $14, secret_box = $15, activation_box = $16, activation_until_us = $17, mac = $18,
    version = version + 1
WHERE id = $1 AND version = $2

-- name: member_expect
UPDATE member SET version = version WHERE id = $1 AND version = $2

-- name: absence_get
SELECT from_day, until_day FROM absence WHERE member = $1

-- name: absence_list
SELECT a.member, a.from_day, a.until_day FROM absence AS a
WHERE a.until_day >= $1 ORDER BY a.from_day, a.member LIMIT $2

-- name: absence_put
INSERT INTO absence (member, from_day, until_day) VALUES ($1, $2, $3)
ON CONFLICT (member) DO UPDATE SET from_day = excluded.from_day, until_day = excluded.until_day

-- name: absence_remove
DELETE FROM absence WHERE member = $1

-- name: absence_forget
DELETE FROM absence WHERE until_day < $1

-- name: membership_list_of_member
SELECT {membership} FROM holder_member WHERE member = $1 ORDER BY holder LIMIT $2

-- name: membership_list_of_holder
SELECT {membership} FROM holder_member WHERE holder = $1 ORDER BY member LIMIT $2

-- name: membership_add
INSERT INTO holder_member (holder, member, is_deputy, version, mac) VALUES ($1, $2, $3, $4, $5)

-- name: membership_remove
DELETE FROM holder_member WHERE holder = $1 AND member = $2 AND version = $3

-- name: member_remac
UPDATE member SET mac = $3 WHERE id = $1 AND mac = $2

-- name: membership_remac
UPDATE holder_member SET mac = $4 WHERE holder = $1 AND member = $2 AND mac = $3

-- columns: signer
member, public, from_us, mac

-- name: signer_list
SELECT {signer} FROM member_signer WHERE member = $1 ORDER BY from_us, public LIMIT $2

-- name: signer_add
INSERT INTO member_signer (member, public, from_us, mac) VALUES ($1, $2, $3, $4)

-- name: signer_remac
UPDATE member_signer SET mac = $4 WHERE member = $1 AND public = $2 AND mac = $3
