-- SPDX-License-Identifier: GPL-3.0-or-later
-- Several things at once: letters for several people or services, questions asked in one numbered list, letters that are confirmed first.

-- A letter that asks for several cases. Its children are numbered; a number never means another child.
CREATE TABLE matter (
	id INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,			-- counted with the cases
	kind TEXT NOT NULL CHECK (kind IN ('orang', 'layanan')),	-- several people; several services for one
	service TEXT NOT NULL,				-- of its first child
	person_id INTEGER REFERENCES person (id),	-- who wrote; NULL: not on record
	message_id INTEGER NOT NULL REFERENCES message (id),
	opened_at INTEGER NOT NULL,
	owes INTEGER NOT NULL DEFAULT 0,		-- 1: who wrote is to hear how it stands
	told_at INTEGER					-- when he heard what became of all; NULL: not yet
) STRICT;
CREATE INDEX matter_owing ON matter (id) WHERE owes = 1;

CREATE TABLE matter_data (
	matter_id INTEGER PRIMARY KEY REFERENCES matter (id),
	sender TEXT NOT NULL,				-- address
	sender_name TEXT,
	reply_to_id TEXT,				-- Message-ID of his last letter
	subject TEXT
) STRICT;

-- A child: a case, or why there is none yet.
CREATE TABLE matter_child (
	matter_id INTEGER NOT NULL REFERENCES matter (id),
	n INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('perkara', 'ragu', 'terbuka', 'ganda', 'menunggu', 'gugur')),
	-- its case; its sender is asked about it; an open case of before; the same as a child before it; waits for after_n; will not begin
	why TEXT,					-- ragu: what is in doubt: nip nama email
	service TEXT NOT NULL,
	case_id INTEGER REFERENCES cases (id),
	after_n INTEGER,				-- menunggu: begins when this child has ended well
	PRIMARY KEY (matter_id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX matter_child_case ON matter_child (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE matter_child_data (
	matter_id INTEGER NOT NULL,
	n INTEGER NOT NULL,
	nama TEXT, nip TEXT, nik TEXT, email TEXT, hp TEXT, jabatan TEXT, unit_kerja TEXT,
	PRIMARY KEY (matter_id, n),
	FOREIGN KEY (matter_id, n) REFERENCES matter_child (matter_id, n)
) STRICT, WITHOUT ROWID;

-- Documents of its letters, for children whose cases are not open yet.
CREATE TABLE matter_document (
	id INTEGER PRIMARY KEY,
	matter_id INTEGER NOT NULL REFERENCES matter (id),
	n INTEGER,					-- whose alone it is; NULL: for all
	message_id INTEGER NOT NULL REFERENCES message (id),
	kind TEXT NOT NULL,
	archive TEXT,
	bytes INTEGER NOT NULL,
	digest BLOB NOT NULL
) STRICT;
CREATE INDEX matter_document_of ON matter_document (matter_id);

CREATE TABLE matter_document_data (
	matter_document_id INTEGER PRIMARY KEY REFERENCES matter_document (id),
	name TEXT, type TEXT
) STRICT;

ALTER TABLE cases ADD COLUMN matter_id INTEGER REFERENCES matter (id);	-- of which it is a child; NULL: none
ALTER TABLE cases ADD COLUMN matter_n INTEGER;
ALTER TABLE cases ADD COLUMN registered_by INTEGER REFERENCES person (id);	-- the helpdesk's officer who entered it for the owner
CREATE INDEX cases_by_matter ON cases (matter_id) WHERE matter_id IS NOT NULL;
ALTER TABLE outbox ADD COLUMN matter_id INTEGER REFERENCES matter (id);

-- Asked in one list with others instead of a mail of its own: 1 until it stands in one.
ALTER TABLE task ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;
CREATE INDEX task_waiting ON task (person_id, id) WHERE waits = 1;
-- Hours at which the holder gets all his questions in one list, "08:00 13:00"; NULL: each in a mail of its own.
ALTER TABLE holder ADD COLUMN queue TEXT;

-- Questions beside a case: now also lists. Which kinds there are stands in the program (case/inquiry.c).
ALTER TABLE inquiry RENAME TO inquiry_was;
ALTER TABLE inquiry_item RENAME TO inquiry_item_was;
DROP INDEX inquiry_by_case;
-- A question and its one-time code.
CREATE TABLE inquiry (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL,
	person_id INTEGER REFERENCES person (id),	-- NULL: the admin of the settings, or whose address stands in inquiry_data
	role TEXT,					-- by which the person is asked
	case_id INTEGER REFERENCES cases (id),
	matter_id INTEGER REFERENCES matter (id),
	outbox_id INTEGER REFERENCES outbox (id),	-- draf: the mail that waits
	message_id INTEGER REFERENCES message (id),	-- the letter that it is about
	of_inquiry INTEGER REFERENCES inquiry (id),	-- pastikan: the list whose answer is confirmed
	row_no TEXT,					-- dikerjakan: the row of the SOP
	decided_digest BLOB,				-- daftar: SHA-256 over its numbers and what each decides
	token_digest BLOB NOT NULL UNIQUE,
	state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn')),
	opened_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	closed_at INTEGER,
	answer TEXT,
	answered_by INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX inquiry_by_case ON inquiry (case_id, state) WHERE case_id IS NOT NULL;
INSERT INTO inquiry (id, kind, person_id, role, case_id, outbox_id, row_no, token_digest, state, opened_at, expires_at, closed_at, answer, answered_by)
SELECT id, kind, person_id, role, case_id, outbox_id, row_no, token_digest, state, opened_at, expires_at, closed_at, answer, answered_by FROM inquiry_was;

CREATE TABLE inquiry_data (
	inquiry_id INTEGER PRIMARY KEY REFERENCES inquiry (id),
	address TEXT,					-- who is asked, where no person on record is
	words TEXT					-- what was proposed, or asked
) STRICT;

-- The numbers of an inquiry: letters of a summary, questions of a list.
CREATE TABLE inquiry_item (
	inquiry_id INTEGER NOT NULL REFERENCES inquiry (id),
	n INTEGER NOT NULL,
	message_id INTEGER REFERENCES message (id),
	task_id INTEGER REFERENCES task (id),
	PRIMARY KEY (inquiry_id, n)
) STRICT, WITHOUT ROWID;
INSERT INTO inquiry_item (inquiry_id, n, message_id) SELECT inquiry_id, n, message_id FROM inquiry_item_was;
DROP TABLE inquiry_item_was;
DROP TABLE inquiry_was;

-- The reading of an answer to a list that is to be confirmed: one row a number.
CREATE TABLE inquiry_choice (
	inquiry_id INTEGER NOT NULL REFERENCES inquiry (id),
	n INTEGER NOT NULL,
	means TEXT NOT NULL,
	PRIMARY KEY (inquiry_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE inquiry_choice_data (
	inquiry_id INTEGER NOT NULL,
	n INTEGER NOT NULL,
	word TEXT, reason TEXT,
	PRIMARY KEY (inquiry_id, n),
	FOREIGN KEY (inquiry_id, n) REFERENCES inquiry_choice (inquiry_id, n)
) STRICT, WITHOUT ROWID;
