-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an official is shown so that he can compare: readings that are not certain, signatures in documents.

-- Readings that are not used by themselves: by OCR, or letter and documents do not agree; of NIP and NIK all, since they may differ
-- from what is on record. Personal data only: erasure empties it.
CREATE TABLE doubt_data (
	id INTEGER PRIMARY KEY,
	case_id INTEGER NOT NULL REFERENCES cases (id),
	message_id INTEGER NOT NULL REFERENCES message (id),
	field TEXT NOT NULL,			-- nip nik nama email hp
	value TEXT NOT NULL,
	file TEXT,				-- name of the document that says so; NULL: the letter itself
	ocr INTEGER NOT NULL
) STRICT;
CREATE INDEX doubt_by_case ON doubt_data (case_id, id);

ALTER TABLE document_data ADD COLUMN signature TEXT;	-- of a PDF: relied, or why not (several range changed chain ...); NULL: none
ALTER TABLE document_data ADD COLUMN signer TEXT;	-- name of the certificate; only where it is relied on
