-- SPDX-License-Identifier: GPL-3.0-or-later
-- The month's report: cases and reminders by time, and the files that go with its mail.

CREATE INDEX cases_by_opening ON cases (opened_at);
CREATE INDEX cases_by_closing ON cases (closed_at);
CREATE INDEX reminder_by_time ON reminder (at);

-- Files attached to a mail of the report; they go when it has been sent.
CREATE TABLE report_file (
	id INTEGER PRIMARY KEY,
	outbox_id INTEGER NOT NULL REFERENCES outbox (id),
	month TEXT NOT NULL,			-- YYYY-MM
	archive TEXT NOT NULL			-- file name
) STRICT;
