-- name: matrix_get
SELECT m.corner, i.id, i.member, i.hash, i.at_us
FROM matrix AS m CROSS JOIN matrix_import AS i WHERE m.area = $1 AND i.id = m.import

-- name: matrix_column_list
SELECT position, profile, label FROM matrix_column WHERE area = $1 ORDER BY position LIMIT $2

-- name: matrix_row_list
SELECT position, organisation, label FROM matrix_row WHERE area = $1 ORDER BY position LIMIT $2

-- name: matrix_cell_list
SELECT row_position, column_position, wording FROM matrix_cell WHERE area = $1
ORDER BY row_position, column_position

-- name: matrix_expect
UPDATE matrix SET import = $2 WHERE area = $1 AND import = $2

-- name: matrix_expect_none
UPDATE matrix SET corner = corner WHERE area = $1

-- name: matrix_import_add
INSERT INTO matrix_import (id, area, member, hash, at_us) VALUES ($1, $2, $3, $4, $5)

-- name: matrix_put
INSERT INTO matrix (area, corner, import) VALUES ($1, $2, $3)
ON CONFLICT (area) DO UPDATE SET corner = excluded.corner, import = excluded.import

-- name: matrix_column_add
INSERT INTO matrix_column (area, position, profile, label) VALUES ($1, $2, $3, $4)

-- name: matrix_row_add
INSERT INTO matrix_row (area, position, organisation, label) VALUES ($1, $2, $3, $4)

-- name: matrix_cell_add
INSERT INTO matrix_cell (area, row_position, column_position, wording) VALUES ($1, $2, $3, $4)

-- name: matrix_cell_clear
DELETE FROM matrix_cell WHERE area = $1

-- name: matrix_row_clear
DELETE FROM matrix_row WHERE area = $1

-- name: matrix_column_clear
DELETE FROM matrix_column WHERE area = $1
