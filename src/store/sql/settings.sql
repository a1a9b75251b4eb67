-- name: setting_get
SELECT value, mac FROM setting WHERE name = $1

-- name: setting_list
SELECT name, value, mac FROM setting ORDER BY name LIMIT $1

-- name: setting_remove
DELETE FROM setting WHERE name = $1

-- name: setting_put
INSERT INTO setting (name, value, mac) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, mac = excluded.mac

-- name: setting_change
UPDATE setting SET value = $3, mac = $4 WHERE name = $1 AND value = $2
