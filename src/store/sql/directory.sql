-- columns: area
id, name, country, utc_offset_minutes

-- columns: organisation
id, name, kind, country, demo, at_us

-- columns: unit
id, organisation, area, name, phone, phone_24h, open_from_minute, open_to_minute, open_days,
version

-- columns: focal_point
unit, function, member, deputy

-- name: area_get
SELECT {area} FROM area WHERE id = $1

-- name: area_list
SELECT {area} FROM area ORDER BY country, name, id LIMIT $1

-- name: area_put
INSERT INTO area (id, name, country, utc_offset_minutes) VALUES ($1, $2, $3, $4)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, country = excluded.country,
    utc_offset_minutes = excluded.utc_offset_minutes

-- name: organisation_get
SELECT {organisation} FROM organisation WHERE id = $1

-- name: organisation_find
SELECT {organisation} FROM organisation WHERE name = $1
ORDER BY at_us, id LIMIT 1

-- name: organisation_list
SELECT {organisation} FROM organisation ORDER BY name, id LIMIT $1

-- name: organisation_put
INSERT INTO organisation (id, name, kind, country, demo, at_us) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind,
    country = excluded.country, demo = excluded.demo

-- name: organisation_add
INSERT INTO organisation (id, name, kind, country, demo, at_us)
SELECT $1, $2, $3, $4, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM organisation WHERE name = $2)

-- name: unit_get
SELECT {unit} FROM unit WHERE id = $1

-- name: unit_list
SELECT {unit} FROM unit ORDER BY name, id LIMIT $1

-- name: unit_list_of_organisation
SELECT {unit} FROM unit WHERE organisation = $1 ORDER BY name, id LIMIT $2

-- name: unit_list_of_area
SELECT {unit} FROM unit WHERE area = $1 ORDER BY name, id LIMIT $2

-- name: unit_add
INSERT INTO unit (id, organisation, area, name, phone, phone_24h, open_from_minute,
    open_to_minute, open_days, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)

-- name: unit_change
UPDATE unit SET organisation = $3, area = $4, name = $5, phone = $6, phone_24h = $7,
    open_from_minute = $8, open_to_minute = $9, open_days = $10, version = version + 1
WHERE id = $1 AND version = $2

-- name: calendar_list
SELECT day, name FROM calendar_day WHERE area = $1 AND day BETWEEN $2 AND $3 ORDER BY day LIMIT $4

-- name: calendar_put
INSERT INTO calendar_day (area, day, name) VALUES ($1, $2, $3)
ON CONFLICT (area, day) DO UPDATE SET name = excluded.name

-- name: calendar_remove
DELETE FROM calendar_day WHERE area = $1 AND day = $2

-- name: focal_point_get
SELECT {focal_point} FROM focal_point WHERE unit = $1 AND function = $2

-- name: focal_point_list
SELECT {focal_point} FROM focal_point ORDER BY unit, function LIMIT $1

-- name: focal_point_put
INSERT INTO focal_point (unit, function, member, deputy) VALUES ($1, $2, $3, $4)
ON CONFLICT (unit, function) DO UPDATE SET member = excluded.member, deputy = excluded.deputy
