-- SPDX-License-Identifier: GPL-3.0-or-later
-- Certificates, their reminders, and what AMS said about them.

-- One certificate of a person. The current one is that which is not replaced; a register row is a memory, AMS is the truth.
CREATE TABLE certificate (
	id INTEGER PRIMARY KEY,
	person_id INTEGER NOT NULL REFERENCES person (id),
	issued_day TEXT,			-- first day of validity, YYYY-MM-DD; NULL: not known
	ends_day TEXT,				-- last day of validity, YYYY-MM-DD of the office's zone; NULL: not known
	estimated INTEGER NOT NULL DEFAULT 0,	-- 1: ends_day is reckoned from the day it was issued
	status TEXT NOT NULL,			-- word of AMS: ISSUE EXPIRED RENEW REVOKE ...
	source TEXT NOT NULL CHECK (source IN ('import', 'poll', 'case')),	-- where it was first learnt
	added_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,		-- when status was last learnt
	replaced_by INTEGER REFERENCES certificate (id),
	next_stage INTEGER,			-- stage of the next reminder: days from ends_day, negative before; NULL: none
	next_at INTEGER				-- when it is due; NULL: none
) STRICT;
CREATE INDEX certificate_by_person ON certificate (person_id, id);
CREATE INDEX certificate_by_due ON certificate (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE certificate_data (
	certificate_id INTEGER PRIMARY KEY REFERENCES certificate (id),
	serial TEXT UNIQUE			-- hex, lower case; NULL: not known
) STRICT;

-- A stage of a certificate is done once, whatever became of it.
CREATE TABLE reminder (
	certificate_id INTEGER NOT NULL REFERENCES certificate (id),
	stage INTEGER NOT NULL,			-- days from ends_day
	state TEXT NOT NULL CHECK (state IN ('sent', 'passed', 'open-case')),	-- told; its time was over (import, outage); a case is under way
	at INTEGER NOT NULL,
	case_id INTEGER REFERENCES cases (id),
	PRIMARY KEY (certificate_id, stage)
) STRICT, WITHOUT ROWID;

-- How a case came to be, and what AMS said in it.
ALTER TABLE cases ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'letter' CHECK (opened_by IN ('letter', 'reminder', 'notice', 'case'));
ALTER TABLE cases ADD COLUMN from_case INTEGER REFERENCES cases (id);	-- the case that led here
ALTER TABLE cases ADD COLUMN status_word TEXT;		-- last word of AMS; NULL: never asked
ALTER TABLE cases ADD COLUMN status_at INTEGER;		-- when it was learnt
ALTER TABLE cases ADD COLUMN status_other INTEGER NOT NULL DEFAULT 0;	-- 1: AMS once said something else than ISSUE
ALTER TABLE cases ADD COLUMN ends_before TEXT;		-- end of the certificate known when the case opened; a later one is new
ALTER TABLE cases ADD COLUMN ends_day TEXT;		-- last end that AMS named; NULL: none

-- A call about a letter (a notice that must agree with AMS before it means anything).
ALTER TABLE outbox ADD COLUMN about_id INTEGER REFERENCES message (id);
