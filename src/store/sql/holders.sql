-- columns: holder
id, kind, organisation, unit, area, function, public, generation, mac

-- columns: wrap
id, holder, by_holder, form, wrap, generation, mac

-- name: holder_get
SELECT {holder} FROM holder WHERE id = $1

-- name: holder_page
SELECT {holder} FROM holder WHERE id > $1 ORDER BY id LIMIT $2

-- name: holder_list_of_organisation
SELECT {holder} FROM holder WHERE organisation = $1 ORDER BY kind, function, id LIMIT $2

-- name: holder_list_of_unit
SELECT {holder} FROM holder WHERE unit = $1 ORDER BY function, id LIMIT $2

-- name: holder_find_in_unit
SELECT {holder} FROM holder WHERE unit = $1 AND function = $2 ORDER BY id LIMIT 1

-- name: holder_find_in_organisation
SELECT {holder} FROM holder
WHERE organisation = $1 AND kind = 'function' AND function = $2 AND unit IS NULL
ORDER BY id LIMIT 1

-- name: holder_find_in_area
SELECT {holder} FROM holder WHERE area = $1 AND kind = 'function' AND function = $2
ORDER BY id LIMIT 1

-- name: holder_find_escrow
SELECT {holder} FROM holder WHERE organisation = $1 AND kind = 'escrow' ORDER BY id LIMIT 1

-- name: holder_add
INSERT INTO holder (id, kind, organisation, unit, area, function, public, generation, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: holder_move_on
UPDATE holder SET public = $3, generation = $4, mac = $5 WHERE id = $1 AND generation = $2

-- name: holder_expect_wraps
UPDATE holder SET generation = generation
WHERE id = $1 AND $2 = (SELECT count(*) FROM holder_wrap WHERE by_holder = $1)

-- name: holder_expect_grants
UPDATE holder SET generation = generation
WHERE id = $1 AND $3 = (SELECT count(*) FROM dossier_grant WHERE holder = $1 AND generation < $2)

-- name: wrap_list_by_holder
SELECT {wrap} FROM holder_wrap
WHERE by_holder = $1
  AND generation = (SELECT h.generation FROM holder AS h WHERE h.id = holder_wrap.holder)
ORDER BY holder LIMIT $2

-- name: wrap_list_all_by_holder
SELECT {wrap} FROM holder_wrap WHERE by_holder = $1 ORDER BY holder, generation LIMIT $2

-- name: wrap_page
SELECT {wrap} FROM holder_wrap WHERE id > $1 ORDER BY id LIMIT $2

-- name: wrap_list_of_holder
SELECT {wrap} FROM holder_wrap WHERE holder = $1 ORDER BY id LIMIT $2

-- name: wrap_find
SELECT {wrap} FROM holder_wrap WHERE holder = $1 AND by_holder = $2 AND generation = $3

-- name: wrap_add
INSERT INTO holder_wrap (id, holder, by_holder, form, wrap, generation, mac)
VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: wrap_change
UPDATE holder_wrap SET form = $3, wrap = $4, mac = $5 WHERE id = $1 AND form = $2

-- name: wrap_remove
DELETE FROM holder_wrap WHERE id = $1

-- name: holder_remac
UPDATE holder SET mac = $3 WHERE id = $1 AND mac = $2

-- name: wrap_remac
UPDATE holder_wrap SET mac = $3 WHERE id = $1 AND mac = $2

-- name: wrap_remove_by
DELETE FROM holder_wrap WHERE holder = $1 AND by_holder = $2

-- name: wrap_remove_former
DELETE FROM holder_wrap WHERE holder = $1 AND generation < $2
