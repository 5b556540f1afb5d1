-- SPDX-License-Identifier: GPL-3.0-or-later
-- A file of files: the archive format of SQLite (`sqlite3 -A`), in which a backup lies. "-- name: x" as in statements.sql; store/sqlar.c says them.

-- name: make
-- Layout and names are SQLite's; data is never compressed here, so sz is its length.
CREATE TABLE sqlar (
	name TEXT PRIMARY KEY,
	mode INT,
	mtime INT,
	sz INT,
	data BLOB
);

-- name: add
INSERT INTO sqlar (name, mode, mtime, sz, data) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: get
SELECT sz, data FROM sqlar WHERE name = ?1;

-- name: list
SELECT name FROM sqlar WHERE name >= ?1 AND name < ?2 ORDER BY name;
