-- SPDX-License-Identifier: GPL-3.0-or-later
-- Addresses that take no mail: which of our mails came back, why, and whether the office has been told.
-- bounced_at (0001) is set with them, and all are emptied when a letter comes from there or a person imports it anew.

ALTER TABLE address ADD COLUMN bounced_status TEXT;				-- "5.1.1" (RFC 3463)
ALTER TABLE address ADD COLUMN bounced_outbox INTEGER REFERENCES outbox (id);	-- the mail that came back
ALTER TABLE address ADD COLUMN bounced_shown INTEGER NOT NULL DEFAULT 0;	-- 1: stood in a summary
CREATE INDEX address_bounced ON address (id) WHERE bounced_at IS NOT NULL;
