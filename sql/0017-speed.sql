-- SPDX-License-Identifier: GPL-3.0-or-later
-- What leaves next, mail or call, is the first of this index, however much waits to leave.

CREATE INDEX outbox_leaving ON outbox (kind, not_before, id) WHERE state IN ('ready', 'retry');
