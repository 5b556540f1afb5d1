-- SPDX-License-Identifier: GPL-3.0-or-later
-- What is due, or to be emptied, is found by an index however much the store holds.

-- How far what a row says of people has gone: 0 nothing, 1 the documents of a case, 2 all. What is emptied is never looked at again.
ALTER TABLE cases ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN emptied INTEGER NOT NULL DEFAULT 0;
UPDATE cases SET emptied = 2 WHERE closed_at IS NOT NULL AND id NOT IN (SELECT case_id FROM case_data);
UPDATE message SET emptied = 2 WHERE state = 'done' AND archive IS NULL AND id NOT IN (SELECT message_id FROM message_data);
UPDATE outbox SET emptied = 2 WHERE id IN (SELECT outbox_id FROM outbox_data WHERE recipient = '');
CREATE INDEX cases_kept ON cases (emptied, closed_at) WHERE emptied < 2;
CREATE INDEX message_kept ON message (internaldate) WHERE case_id IS NULL AND emptied = 0;
CREATE INDEX outbox_kept ON outbox (created_at) WHERE case_id IS NULL AND matter_id IS NULL AND emptied = 0;
CREATE INDEX person_newcomer ON person (id) WHERE source = 'letter' AND state <> 'erased';

-- By which a row is found when what it belongs to goes.
CREATE INDEX message_by_archive ON message (archive) WHERE archive IS NOT NULL;
CREATE INDEX document_by_archive ON document (archive) WHERE archive IS NOT NULL;
CREATE INDEX document_by_message ON document (message_id);
CREATE INDEX matter_document_by_archive ON matter_document (archive) WHERE archive IS NOT NULL;
CREATE INDEX matter_document_by_message ON matter_document (message_id);
CREATE INDEX matter_by_message ON matter (message_id);
CREATE INDEX case_data_by_surat ON case_data (surat) WHERE surat IS NOT NULL;
CREATE INDEX journal_words_by_message ON journal (message_id) WHERE words IS NOT NULL;
CREATE INDEX journal_words_by_outbox ON journal (outbox_id) WHERE words IS NOT NULL;
CREATE INDEX doubt_by_message ON doubt_data (message_id);
CREATE INDEX outbox_by_matter ON outbox (matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX inquiry_by_message ON inquiry (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX inquiry_by_answer ON inquiry (answered_by) WHERE answered_by IS NOT NULL;

-- And what the agent asks in its turns: of a person, of a case.
CREATE INDEX inquiry_by_kind ON inquiry (kind, state, person_id);
CREATE INDEX cases_by_owner ON cases (owner_id);
CREATE INDEX holder_by_person ON holder (person_id);
CREATE INDEX reminder_by_case ON reminder (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX person_away ON person (id) WHERE away_at IS NOT NULL;
