-- SPDX-License-Identifier: GPL-3.0-or-later
-- What AMS showed of a person, and what it proves.

-- AMS shows several people, or another than the letter speaks of: never guessed, shown to the official. Personal data only.
CREATE TABLE found_data (
	case_id INTEGER PRIMARY KEY REFERENCES cases (id),
	doubt TEXT NOT NULL,			-- several nama nik
	found TEXT				-- what AMS shows
) STRICT;

-- When AMS is next asked about a certificate that nears its end (or has passed it); NULL: never.
ALTER TABLE certificate ADD COLUMN poll_at INTEGER;
CREATE INDEX certificate_by_poll ON certificate (poll_at, id) WHERE poll_at IS NOT NULL;
UPDATE certificate SET poll_at = 1 WHERE replaced_by IS NULL AND ends_day IS NOT NULL;	-- planned anew by the first poll

-- Its owner has moved, retired, or does not need it: no reminder any more, whatever AMS says of it.
ALTER TABLE certificate ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
-- The end of the new certificate, as an official or the owner told it with SELESAI; YYYY-MM-DD, NULL: not told.
ALTER TABLE cases ADD COLUMN told_ends TEXT;

-- 1: a call whose answer was lost; a reset link that AMS shows from then on can only be this call's
ALTER TABLE outbox ADD COLUMN proof INTEGER NOT NULL DEFAULT 0;
