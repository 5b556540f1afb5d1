-- SPDX-License-Identifier: GPL-3.0-or-later
-- A mail that the server refuses as too large goes once more without its attachments.

ALTER TABLE outbox ADD COLUMN lean INTEGER NOT NULL DEFAULT 0;	-- 1: made without attachments, because it was refused with them
