-- columns: sheet_request
member, organisation, asked_by, at_us, mac

-- name: sheet_request_get
SELECT {sheet_request} FROM sheet_request WHERE member = $1

-- name: sheet_request_put
INSERT INTO sheet_request (member, organisation, asked_by, at_us, mac) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (member) DO UPDATE SET organisation = excluded.organisation,
    asked_by = excluded.asked_by, at_us = excluded.at_us, mac = excluded.mac

-- name: sheet_request_remove
DELETE FROM sheet_request WHERE member = $1

-- columns: new_sheet
holder, wrap, member, generation, at_us, mac

-- name: new_sheet_get
SELECT {new_sheet} FROM holder_sheet WHERE holder = $1

-- name: new_sheet_put
INSERT INTO holder_sheet (holder, wrap, member, generation, at_us, mac)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (holder) DO UPDATE SET wrap = excluded.wrap, member = excluded.member,
    generation = excluded.generation, at_us = excluded.at_us, mac = excluded.mac

-- name: new_sheet_remove
DELETE FROM holder_sheet WHERE holder = $1 AND wrap = $2
