-- SPDX-License-Identifier: GPL-3.0-or-later
-- Cases that wait for cases, and the letter that officials pass on.

-- Which cases another one led to or waits for.
CREATE INDEX case_by_parent ON cases (from_case) WHERE from_case IS NOT NULL;

ALTER TABLE case_data ADD COLUMN surat TEXT;			-- archive name of the cleaned letter that opened the case; NULL: none
