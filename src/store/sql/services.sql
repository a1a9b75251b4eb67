-- columns: service
id, organisation, unit, area, type, name, phone, hours, reports, languages, verified_us, state,
version, paused_until_us, paused_why

-- name: service_get
SELECT {service} FROM service WHERE id = $1

-- name: service_list_of_area
SELECT {service} FROM service WHERE area = $1 ORDER BY type, name, id LIMIT $2

-- name: service_list_of_organisation
SELECT {service} FROM service WHERE organisation = $1 ORDER BY type, name, id LIMIT $2

-- name: service_add
INSERT INTO service (id, organisation, unit, area, type, name, phone, hours, reports, languages,
    verified_us, state, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)

-- name: service_change
UPDATE service SET organisation = $3, unit = $4, area = $5, type = $6, name = $7, phone = $8,
    hours = $9, reports = $10, languages = $11, verified_us = $12, state = $13,
    paused_until_us = $14, paused_why = $15, version = version + 1
WHERE id = $1 AND version = $2

-- name: coverage_list_of_area
SELECT c.service, c.profile, c.wording
FROM service AS s CROSS JOIN coverage AS c
WHERE s.area = $1 AND c.service = s.id ORDER BY c.service, c.profile LIMIT $2

-- name: coverage_put
INSERT INTO coverage (service, profile, wording) VALUES ($1, $2, $3)
ON CONFLICT (service, profile) DO UPDATE SET wording = excluded.wording

-- name: coverage_remove
DELETE FROM coverage WHERE service = $1 AND profile = $2

-- name: coverage_clear
DELETE FROM coverage WHERE service IN (SELECT id FROM service WHERE area = $1)

-- name: mark_list_of_area
SELECT organisation, profile, mark FROM mark WHERE area = $1 ORDER BY profile, organisation LIMIT $2

-- name: mark_put
INSERT INTO mark (organisation, profile, area, mark) VALUES ($1, $2, $3, $4)
ON CONFLICT (area, profile, organisation) DO UPDATE SET mark = excluded.mark

-- name: mark_remove
DELETE FROM mark WHERE organisation = $1 AND profile = $2 AND area = $3

-- name: mark_clear
DELETE FROM mark WHERE area = $1
