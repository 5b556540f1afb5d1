-- SPDX-License-Identifier: GPL-3.0-or-later
-- Erasure of a person's data, and of what has been kept long enough.

-- Sealed files that no row names any more: listed in the transaction that forgot them, taken off the list once they are unlinked.
CREATE TABLE doomed (
	room INTEGER NOT NULL,			-- 0 archive, 1 outbox
	name TEXT NOT NULL,
	PRIMARY KEY (room, name)
) STRICT, WITHOUT ROWID;

-- What one erasure is about; empty outside its transaction. Cases,
CREATE TABLE doom_case (id INTEGER PRIMARY KEY) STRICT;
-- letters,
CREATE TABLE doom_message (id INTEGER PRIMARY KEY) STRICT;
-- mails and calls,
CREATE TABLE doom_outbox (id INTEGER PRIMARY KEY) STRICT;
-- their sealed files,
CREATE TABLE doom_file (room INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (room, name)) STRICT, WITHOUT ROWID;
-- and what the person is known by, small letters: it goes wherever it is written.
CREATE TABLE doom_value (
	value TEXT PRIMARY KEY,
	digits INTEGER NOT NULL			-- 1: a number, also found with blanks, dots and dashes in it
) STRICT, WITHOUT ROWID;
