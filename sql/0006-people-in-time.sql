-- SPDX-License-Identifier: GPL-3.0-or-later
-- Officials in time: their one reminder of the day, who cannot be reached, when a changed holder was last looked for.

ALTER TABLE timer ADD COLUMN nudge INTEGER NOT NULL DEFAULT 0;		-- 1: reminds a role holder: told in his one reminder of the day
CREATE INDEX timer_nudges ON timer (due_at) WHERE nudge = 1;
CREATE INDEX task_open_by_role ON task (state, role) WHERE state = 'open';
ALTER TABLE person ADD COLUMN nudged_at INTEGER;			-- his last reminder as a role holder
ALTER TABLE person ADD COLUMN away_at INTEGER;				-- since when he cannot be reached: his task mail came back, or a robot answered it
