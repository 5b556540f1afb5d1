-- SPDX-License-Identifier: GPL-3.0-or-later
-- The store of one office. Times are seconds since 1970 UTC. Two rules hold for every table:
--   * what erasure may empty lies in a table of its own, named X_data (or journal_words); all else holds ids, codes, numbers, digests;
--   * state is the fold of `journal`: everything that changes a case writes the row and its journal row in one transaction.
-- This file is never edited once landed; later changes are 0002-..., 0003-....

-- Single values: clock_offset (rehearsal shift, seconds), started_at, case_number_YEAR.
CREATE TABLE meta (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- A watched folder of the mailbox. The start mark is a time and a UIDNEXT: what lies before it is noted here, never answered.
CREATE TABLE folder (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,
	uidvalidity INTEGER NOT NULL,
	next_uid INTEGER NOT NULL,		-- high-water mark: every UID below it has a message row, or lies before the start mark
	start_at INTEGER NOT NULL,		-- start mark: INTERNALDATE before it is never answered, wherever it turns up
	start_uid INTEGER NOT NULL,		-- start mark: UIDNEXT when the folder was first seen
	old_count INTEGER NOT NULL,		-- how many letters lay there then
	polled_at INTEGER NOT NULL,		-- last good poll
	resync_before INTEGER NOT NULL		-- after a UIDVALIDITY change: letters with unknown mac and INTERNALDATE before it wait for adopt; 0: none
) STRICT;

-- One letter, whatever the number of places it was found at. The same bytes never act twice: mac is unique.
CREATE TABLE message (
	id INTEGER PRIMARY KEY,
	mac BLOB UNIQUE,			-- HMAC-SHA-256 of the raw bytes; NULL: never fetched (too large)
	key_id INTEGER NOT NULL,		-- key of the mac
	internaldate INTEGER NOT NULL,		-- when the server received it: expiry and minutes count from here
	received_at INTEGER NOT NULL,		-- T1
	bytes INTEGER NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('received', 'done', 'held', 'asked')),	-- asked: released by a person, to be fetched again
	attempts INTEGER NOT NULL DEFAULT 1,	-- begun readings; at the second failure it is held
	route TEXT,				-- where a person sent it: as:SERVICE or case:ID
	class TEXT,				-- request command notice auto bounce other
	service TEXT,
	rule TEXT,				-- rule that classed it
	outcome TEXT,				-- case: event of a case; ignored; noted: before the start mark; held; routed
	reason TEXT,				-- code: why held or ignored
	case_id INTEGER REFERENCES cases (id),
	person_id INTEGER REFERENCES person (id),
	archive TEXT,				-- file name (hex SHA-256) of the cleaned message; NULL: nothing kept
	summary INTEGER NOT NULL DEFAULT 0	-- 1: waits for the day's summary
) STRICT;
CREATE INDEX message_by_state ON message (state, id);
CREATE INDEX message_asked ON message (id) WHERE state = 'asked';
CREATE INDEX message_by_case ON message (case_id, id) WHERE case_id IS NOT NULL;

CREATE TABLE message_data (
	message_id INTEGER PRIMARY KEY REFERENCES message (id),
	sender TEXT,				-- bare address
	subject TEXT,
	header_id TEXT				-- Message-ID without brackets
) STRICT;
CREATE INDEX message_data_by_header ON message_data (header_id) WHERE header_id IS NOT NULL;

-- Where a letter was seen. The place is the only key IMAP gives; it is void when uidvalidity changes.
CREATE TABLE place (
	folder_id INTEGER NOT NULL REFERENCES folder (id),
	uidvalidity INTEGER NOT NULL,
	uid INTEGER NOT NULL,
	message_id INTEGER NOT NULL REFERENCES message (id),
	PRIMARY KEY (folder_id, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_by_message ON place (message_id);

-- A person: owner of certificates or holder of roles.
CREATE TABLE person (
	id INTEGER PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('unverified', 'verified', 'erased')),
	source TEXT NOT NULL CHECK (source IN ('import', 'letter', 'command')),
	created_at INTEGER NOT NULL,
	verified_by INTEGER REFERENCES person (id),	-- the verifikator whose approval put an unverified owner on record
	verified_at INTEGER
) STRICT;

CREATE TABLE person_data (
	person_id INTEGER PRIMARY KEY REFERENCES person (id),
	nama TEXT, nip TEXT, nik TEXT, hp TEXT, jabatan TEXT, unit_kerja TEXT
) STRICT;
CREATE INDEX person_data_by_nip ON person_data (nip) WHERE nip IS NOT NULL;
CREATE INDEX person_data_by_nik ON person_data (nik) WHERE nik IS NOT NULL;

-- The addresses of a person, each with its own trust; erasure deletes the rows.
CREATE TABLE address (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL REFERENCES person (id),
	address TEXT NOT NULL,			-- lower case
	trust TEXT NOT NULL CHECK (trust IN ('registered', 'second', 'seen')),	-- on record; on record at lower trust; only seen
	main INTEGER NOT NULL DEFAULT 0,	-- 1: mail goes here
	created_at INTEGER NOT NULL,
	bounced_at INTEGER,
	UNIQUE (person_id, address)
) STRICT;
CREATE INDEX address_by_address ON address (address);

-- Who holds a role, from when, how. Days are YYYY-MM-DD of the office's zone; until_day NULL: open end.
CREATE TABLE holder (
	id INTEGER PRIMARY KEY,
	role TEXT NOT NULL,
	person_id INTEGER NOT NULL REFERENCES person (id),
	kind TEXT NOT NULL CHECK (kind IN ('definitif', 'plh', 'plt')),
	from_day TEXT NOT NULL,
	until_day TEXT
) STRICT;
CREATE INDEX holder_by_role ON holder (role, from_day);

-- SOP files by digest: a running case keeps the version it began with.
CREATE TABLE sop (
	digest BLOB PRIMARY KEY,		-- SHA-256 of bytes
	service TEXT NOT NULL,
	name TEXT NOT NULL,
	bytes BLOB NOT NULL,
	first_seen INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A case: one owner, one service, from the first letter to its end.
CREATE TABLE cases (
	id INTEGER PRIMARY KEY,
	number TEXT NOT NULL UNIQUE,		-- TTE-2026-000001: for people, never a proof
	service TEXT NOT NULL,
	sop_digest BLOB NOT NULL REFERENCES sop (digest),
	owner_id INTEGER NOT NULL REFERENCES person (id),
	tahap TEXT,				-- NULL: closed
	entered_at INTEGER NOT NULL,		-- of the tahap
	came_from TEXT,				-- tahap before, for a take-back
	came_by INTEGER REFERENCES task (id),	-- task whose answer led here
	opened_at INTEGER NOT NULL,
	closed_at INTEGER,
	akhir TEXT,				-- id of the end
	buka TEXT,				-- closed: tahap to which a reply reopens it; NULL: none
	reopened INTEGER NOT NULL DEFAULT 0,
	petugas_at INTEGER			-- since when people handle it beside loket (ditangani petugas)
) STRICT;
-- One open case per owner and service.
CREATE UNIQUE INDEX case_open ON cases (owner_id, service) WHERE closed_at IS NULL;

-- What the letters of a case said, and where its answers go.
CREATE TABLE case_data (
	case_id INTEGER PRIMARY KEY REFERENCES cases (id),
	sender TEXT NOT NULL,			-- address of the mail that opened it (may differ from the owner's)
	reply_to_id TEXT,			-- Message-ID of the applicant's last letter
	subject TEXT,
	nama TEXT, nip TEXT, nik TEXT, email TEXT, hp TEXT, jabatan TEXT, unit_kerja TEXT,
	alasan TEXT				-- last reason given by an official, passed on to the applicant
) STRICT;

-- How often a counted answer was used in a case (kali), by "tahap/arti".
CREATE TABLE case_count (
	case_id INTEGER NOT NULL REFERENCES cases (id),
	what TEXT NOT NULL,
	n INTEGER NOT NULL,
	PRIMARY KEY (case_id, what)
) STRICT, WITHOUT ROWID;

-- Rows of the official table as they were fulfilled: standard against real minutes.
CREATE TABLE case_row (
	case_id INTEGER NOT NULL REFERENCES cases (id),
	no TEXT NOT NULL,
	opened_at INTEGER NOT NULL,
	closed_at INTEGER,
	person_id INTEGER REFERENCES person (id),	-- who fulfilled it; NULL: loket
	PRIMARY KEY (case_id, no)
) STRICT, WITHOUT ROWID;

-- A document that came with a letter of a case.
CREATE TABLE document (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases (id),
	message_id INTEGER NOT NULL REFERENCES message (id),
	kind TEXT NOT NULL,			-- surat-pernyataan ... ; foto: received, to be looked at by a person
	stands_for TEXT,			-- the awaited document it counts as
	state TEXT NOT NULL CHECK (state IN ('diterima', 'ditolak')),
	archive TEXT,				-- file name; NULL: not kept (secret pattern)
	bytes INTEGER NOT NULL,
	digest BLOB NOT NULL			-- SHA-256 of the bytes as sent
) STRICT;
CREATE INDEX document_by_case ON document (case_id, id);

CREATE TABLE document_data (
	document_id INTEGER PRIMARY KEY REFERENCES document (id),
	name TEXT, type TEXT
) STRICT;

-- A question to one person, answerable once. Several rows of the SOP may hang on one task.
CREATE TABLE task (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases (id),
	tahap TEXT NOT NULL,
	kind TEXT NOT NULL CHECK (kind IN ('tanya', 'konfirmasi', 'alasan', 'batal')),	-- question; confirm round; reason asked for; cancellation to be confirmed
	of_task INTEGER REFERENCES task (id),	-- konfirmasi, alasan: the question it belongs to
	role TEXT NOT NULL,			-- role asked, or "pemohon"
	person_id INTEGER NOT NULL REFERENCES person (id),
	means TEXT,				-- konfirmasi: the reading to be confirmed
	rounds INTEGER NOT NULL DEFAULT 0,	-- confirm rounds used by this question
	token_digest BLOB UNIQUE,		-- SHA-256 of the 10 random bytes; the token itself is nowhere but in the sealed outbox row
	decided_digest BLOB NOT NULL,		-- SHA-256 over what is decided: case, tahap, documents
	state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'withdrawn', 'expired')),
	opened_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	closed_at INTEGER,
	answer TEXT,				-- means that closed it
	answered_by INTEGER REFERENCES message (id)
) STRICT;
CREATE INDEX task_by_case ON task (case_id, state);
CREATE INDEX task_by_person ON task (person_id, state);

CREATE TABLE task_data (
	task_id INTEGER PRIMARY KEY REFERENCES task (id),
	words TEXT,				-- the answer as written (konfirmasi)
	reason TEXT,				-- reason that goes with the reading to be confirmed
	detail TEXT
) STRICT;

-- What loket owes the world. Nothing leaves that does not stand here first, with Message-ID and token fixed.
CREATE TABLE outbox (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('mail', 'ams')),
	case_id INTEGER REFERENCES cases (id),
	task_id INTEGER REFERENCES task (id),
	person_id INTEGER REFERENCES person (id),
	role TEXT,				-- role holder's mail: never dropped by caps
	what TEXT NOT NULL,			-- template, or AMS operation
	service TEXT,				-- for the mode
	state TEXT NOT NULL CHECK (state IN ('new', 'parked', 'ready', 'sending', 'sent', 'retry', 'unknown', 'failed', 'dropped')),
	reason TEXT,				-- parked: mode pause person draft cap; failed, dropped: code
	once TEXT UNIQUE,			-- decision key: the same effect is never owed twice; NULL: may repeat
	not_before INTEGER NOT NULL,
	attempts INTEGER NOT NULL DEFAULT 0,
	resent INTEGER NOT NULL DEFAULT 0,	-- 1: an unknown mail has been repeated once
	expects INTEGER NOT NULL,		-- 1: real return address (an answer or a bounce is wanted), 0: null return path
	message_id TEXT UNIQUE,			-- without brackets; of a task mail it holds the token until it is surely sent, then it is blank_id
	blank_id TEXT UNIQUE,			-- Message-ID without secret: that of the copy that is kept
	token BLOB,				-- sealed; emptied when surely sent
	file TEXT,				-- finished bytes, sealed, in outbox/; replaced by the blanked copy when surely sent
	blank_file TEXT,
	digest BLOB,				-- SHA-256 of the finished bytes
	created_at INTEGER NOT NULL,
	sent_at INTEGER,
	code INTEGER				-- last SMTP or HTTP status
) STRICT;
CREATE INDEX outbox_by_state ON outbox (state, not_before);
CREATE INDEX outbox_by_case ON outbox (case_id, id);
CREATE INDEX outbox_by_task ON outbox (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX outbox_by_person ON outbox (person_id, created_at);
CREATE INDEX outbox_by_time ON outbox (sent_at) WHERE sent_at IS NOT NULL;

CREATE TABLE outbox_data (
	outbox_id INTEGER PRIMARY KEY REFERENCES outbox (id),
	recipient TEXT NOT NULL,
	mail BLOB NOT NULL,			-- struct mail packed and sealed: fields of the template
	answer TEXT				-- last words of the server, cleaned
) STRICT;
CREATE INDEX outbox_data_by_recipient ON outbox_data (recipient);

-- What happened, in order. hash = SHA-256(prev || all columns of the row); no personal data, no free text.
CREATE TABLE journal (
	seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,			-- never smaller than the row before
	kind TEXT NOT NULL,			-- case.open case.step case.close task.open task.close document mail.sent ...
	case_id INTEGER, person_id INTEGER, message_id INTEGER, task_id INTEGER, outbox_id INTEGER,
	code TEXT,				-- e.g. tahap left, means, reason code
	code2 TEXT,				-- e.g. tahap entered
	n INTEGER,
	words BLOB,				-- SHA-256(salt || words) of journal_words, or NULL
	prev BLOB NOT NULL,
	hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_by_case ON journal (case_id, seq) WHERE case_id IS NOT NULL;

CREATE TABLE journal_words (
	seq INTEGER PRIMARY KEY REFERENCES journal (seq),
	salt BLOB NOT NULL,
	words TEXT NOT NULL
) STRICT;

-- Due times of a case; rows leave when they fire or when the tahap is left.
CREATE TABLE timer (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases (id),
	tahap TEXT NOT NULL,
	batas INTEGER NOT NULL,			-- index of the batas of that tahap
	due_at INTEGER NOT NULL,
	UNIQUE (case_id, tahap, batas)
) STRICT;
CREATE INDEX timer_by_due ON timer (due_at);

-- Commands: only the agent acts; a command leaves its wish here and waits for the outcome.
CREATE TABLE event (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	login TEXT NOT NULL,
	verb TEXT NOT NULL,			-- held.release held.reject outbox.retry outbox.drop person.import role.set pause resume ...
	arguments TEXT NOT NULL,		-- JSON object of texts and numbers; emptied when done if it held personal data
	done_at INTEGER,
	ok INTEGER,				-- 1 done, 0 refused
	answer TEXT				-- one English sentence
) STRICT;
CREATE INDEX event_open ON event (id) WHERE done_at IS NULL;
