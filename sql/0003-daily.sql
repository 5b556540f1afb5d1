-- SPDX-License-Identifier: GPL-3.0-or-later
-- Beside people: what they answer themselves, what they are asked beside the SOPs, what is shown to them each day.

-- watched: read; sent: what people write from the office's address; junk: only counted.
ALTER TABLE folder ADD COLUMN kind TEXT NOT NULL DEFAULT 'watched' CHECK (kind IN ('watched', 'sent', 'junk'));
ALTER TABLE folder ADD COLUMN news INTEGER NOT NULL DEFAULT 0;		-- junk: letters since the last summary

ALTER TABLE message ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;		-- 1: lay in the Sent folder
ALTER TABLE message ADD COLUMN staff_id INTEGER REFERENCES message (id);	-- the letter by which a person answered it
ALTER TABLE message ADD COLUMN mark TEXT;				-- keyword that the mailbox has not got yet
CREATE INDEX message_marks ON message (mark, id) WHERE mark IS NOT NULL;
CREATE INDEX message_by_staff ON message (staff_id) WHERE staff_id IS NOT NULL;
CREATE INDEX message_summary ON message (id) WHERE summary <> 0;
ALTER TABLE message_data ADD COLUMN excerpt TEXT;			-- first words of what a person answered

ALTER TABLE cases ADD COLUMN shadow INTEGER NOT NULL DEFAULT 0;		-- 1: opened while nothing left (bayangan); ends when that does

-- Whether the copy of a sent mail lies in the Sent folder. NULL: none is wanted.
ALTER TABLE outbox ADD COLUMN copied INTEGER CHECK (copied IN (0, 1));
CREATE INDEX outbox_copies ON outbox (id) WHERE copied = 0;
ALTER TABLE outbox ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;		-- 1: parked, and shown to the admin
ALTER TABLE outbox_data ADD COLUMN subject TEXT;			-- of a parked mail, for the admin
ALTER TABLE outbox_data ADD COLUMN preview TEXT;			-- its words without code

-- A question beside the SOPs: to the helpdesk, the admin, an official. Its answer routes letters and mails; it decides no case.
CREATE TABLE inquiry (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('petugas', 'ringkasan', 'draf', 'jeda', 'dikerjakan')),
	person_id INTEGER REFERENCES person (id),	-- NULL: the admin of the settings
	role TEXT,					-- by which the person is asked
	case_id INTEGER REFERENCES cases (id),
	outbox_id INTEGER REFERENCES outbox (id),	-- draf: the mail that waits
	row_no TEXT,					-- dikerjakan: the row of the SOP
	token_digest BLOB NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
	opened_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	closed_at INTEGER,
	answer TEXT,
	answered_by INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX inquiry_by_case ON inquiry (case_id, state) WHERE case_id IS NOT NULL;

-- The numbered letters of a summary.
CREATE TABLE inquiry_item (
	inquiry_id INTEGER NOT NULL REFERENCES inquiry (id),
	n INTEGER NOT NULL,
	message_id INTEGER NOT NULL REFERENCES message (id),
	PRIMARY KEY (inquiry_id, n)
) STRICT, WITHOUT ROWID;
