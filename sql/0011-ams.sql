-- SPDX-License-Identifier: GPL-3.0-or-later
-- What AMS showed of a person, and what it proves.

-- AMS shows several people, or another than the letter speaks of: never guessed, shown to the official. Personal data only.
CREATE TABLE found_data (
	case_id INTEGER PRIMARY KEY REFERENCES cases (id),
	doubt TEXT NOT NULL,			-- several nama nik
	found TEXT				-- what AMS shows
) STRICT;

-- 1: a call whose answer was lost; a reset link that AMS shows from then on can only be this call's
ALTER TABLE outbox ADD COLUMN proof INTEGER NOT NULL DEFAULT 0;
