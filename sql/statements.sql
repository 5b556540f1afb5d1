-- SPDX-License-Identifier: GPL-3.0-or-later
-- Every statement the program can say. "-- name: x" becomes Q_X; what follows up to the next name is the statement. A statement that must
-- read a whole table says /*scan: REASON*/, one of tests/unit/plan_test.c. Arguments are ?1 ?2 ... in the order the callers give them.

-- name: meta_get
SELECT value FROM meta WHERE key = ?1;

-- name: meta_set
INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2;

-- name: meta_remove
DELETE FROM meta WHERE key = ?1;

-- agent: the mailbox

-- name: folder_get
SELECT id, uidvalidity, next_uid, start_at, start_uid, polled_at, resync_before FROM folder WHERE name = ?1;

-- The start mark of the office: that of the folder seen first.
-- name: start_mark
SELECT min(start_at) FROM folder;

-- name: folder_add
INSERT INTO folder (name, uidvalidity, next_uid, start_at, start_uid, old_count, polled_at, resync_before, kind)
VALUES (?1, ?2, ?3, ?4, ?3, ?5, ?4, 0, ?6);

-- name: folder_news
UPDATE folder SET news = news + ?2 WHERE id = ?1;

-- name: folder_mark
UPDATE folder SET next_uid = max(next_uid, ?2) WHERE id = ?1;

-- name: folder_polled
UPDATE folder SET polled_at = ?2 WHERE id = ?1;

-- name: folder_validity
UPDATE folder SET uidvalidity = ?2, next_uid = 1, resync_before = polled_at WHERE id = ?1;

-- name: message_add
INSERT INTO message (mac, key_id, internaldate, received_at, bytes, state, reason, outcome, sent, route)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (mac) DO NOTHING;

-- name: message_by_mac
SELECT id FROM message WHERE mac = ?1;

-- name: place_add
INSERT INTO place (folder_id, uidvalidity, uid, message_id) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING;

-- name: place_known
SELECT 1 FROM place WHERE folder_id = ?1 AND uidvalidity = ?2 AND uid = ?3;

-- It lies no longer where it was last looked for (message_asked).
-- name: place_gone
DELETE FROM place WHERE message_id = ?1 AND (folder_id, uidvalidity, uid) = (SELECT p.folder_id, p.uidvalidity, p.uid FROM place AS p
	JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity WHERE p.message_id = ?1 ORDER BY p.folder_id DESC, p.uid DESC LIMIT 1);

-- name: place_of_message
SELECT f.name, p.uidvalidity, p.uid FROM place AS p JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity
WHERE p.message_id = ?1 ORDER BY f.id LIMIT 1;

-- name: messages_received
SELECT id, attempts, internaldate, route, sent FROM message WHERE state = 'received' AND id > ?1 ORDER BY id LIMIT 1;

-- name: message_attempt
UPDATE message SET attempts = attempts + 1 WHERE id = ?1;

-- name: message_done
UPDATE message SET state = ?2, class = ?3, service = ?4, rule = ?5, outcome = ?6, reason = ?7, case_id = ?8, person_id = ?9, archive = ?10,
	summary = ?11 WHERE id = ?1;

-- name: message_hold
UPDATE message SET state = 'held', outcome = 'held', reason = ?2, summary = 1 WHERE id = ?1;

-- The letter that opened the case.
-- name: case_letter
SELECT m.id FROM journal AS j JOIN message AS m ON m.id = j.message_id WHERE j.case_id = ?1 AND j.kind = 'case.open' AND m.state = 'done' LIMIT 1;

-- name: message_data_set
INSERT INTO message_data (message_id, sender, subject, header_id) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (message_id) DO UPDATE SET sender = ?2, subject = ?3, header_id = ?4;

-- name: message_state
SELECT state FROM message WHERE id = ?1;

-- name: message_again
UPDATE message SET state = 'received', attempts = 1, reason = NULL, outcome = NULL, mac = coalesce(mac, ?2), key_id = ?3, bytes = ?4
WHERE id = ?1 AND state = 'asked';

-- Only the first few can have been begun; what waited behind them did nothing.
-- name: messages_recover
UPDATE message SET attempts = attempts + 1 WHERE id IN (SELECT id FROM message WHERE state = 'received' ORDER BY id LIMIT ?1);

-- An orderly end is no crash of a reading.
-- name: messages_rest
UPDATE message SET attempts = max(attempts - 1, 0) WHERE id IN (SELECT id FROM message WHERE state = 'received' ORDER BY id LIMIT ?1);

-- name: message_internaldate
SELECT internaldate FROM message WHERE id = ?1;

-- name: message_ask
UPDATE message SET state = 'asked', route = ?2, summary = 0 WHERE id = ?1 AND state = 'held';

-- name: message_asked
SELECT m.id, f.name, p.uidvalidity, p.uid FROM message AS m JOIN place AS p ON p.message_id = m.id
JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity WHERE m.state = 'asked' AND m.id > ?1 ORDER BY m.id, p.folder_id DESC, p.uid DESC LIMIT 1;

-- name: message_asked_lost
UPDATE message SET state = 'held', reason = 'gone' WHERE state = 'asked'
AND NOT EXISTS (SELECT 1 FROM place AS p JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity WHERE p.message_id = message.id);

-- name: message_reject
UPDATE message SET state = 'done', outcome = 'ignored', reason = 'rejected', summary = 0 WHERE id = ?1 AND state IN ('held', 'asked');

-- Keywords that the mailbox has not got yet; one folder and keyword at a time.
-- name: marks_owed
SELECT 1 FROM message WHERE mark IS NOT NULL LIMIT 1;

-- name: marks_next
SELECT m.id, f.name, p.uidvalidity, p.uid, m.mark FROM message AS m CROSS JOIN place AS p ON p.message_id = m.id
JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity WHERE m.mark IS NOT NULL ORDER BY f.id, m.mark, m.id LIMIT 200;

-- name: mark_done
UPDATE message SET mark = NULL WHERE id = ?1;

-- A letter that lies nowhere any more cannot be marked.
-- name: marks_lost
UPDATE message SET mark = NULL WHERE mark IS NOT NULL AND NOT EXISTS (SELECT 1 FROM place AS p
	JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity WHERE p.message_id = message.id);

-- name: message_mark
UPDATE message SET mark = ?2 WHERE id = ?1;

-- name: copies_owed
SELECT 1 FROM outbox WHERE copied = 0 LIMIT 1;

-- name: copy_next
SELECT id, file, sent_at FROM outbox WHERE copied = 0 AND file IS NOT NULL ORDER BY id LIMIT 1;

-- name: copy_set
UPDATE outbox SET copied = ?2 WHERE id = ?1;

-- name: outbox_sent_as
SELECT id FROM outbox WHERE id = ?1 AND state = 'sent';

-- agent: people

-- name: person_get
SELECT p.state, d.nama, d.nip, d.nik, d.hp, d.jabatan, d.unit_kerja,
	(SELECT a.address FROM address AS a WHERE a.person_id = p.id ORDER BY a.main DESC, a.id LIMIT 1)
FROM person AS p LEFT JOIN person_data AS d ON d.person_id = p.id WHERE p.id = ?1;

-- name: person_by_address
SELECT DISTINCT person_id FROM address WHERE address = lower(?1) LIMIT 2;

-- name: person_by_nip
SELECT person_id FROM person_data WHERE nip = ?1;

-- name: person_by_nik
SELECT person_id FROM person_data WHERE nik = ?1;

-- name: person_add
INSERT INTO person (state, source, created_at) VALUES (?1, ?2, ?3);

-- name: person_data_add
INSERT INTO person_data (person_id, nama, nip, nik, hp, jabatan, unit_kerja) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: person_data_fill
UPDATE person_data SET nama = coalesce(nama, ?2), nip = coalesce(nip, ?3), nik = coalesce(nik, ?4), hp = coalesce(hp, ?5),
	jabatan = coalesce(jabatan, ?6), unit_kerja = coalesce(unit_kerja, ?7) WHERE person_id = ?1;

-- name: person_data_replace
UPDATE person_data SET nama = coalesce(?2, nama), nip = coalesce(?3, nip), nik = coalesce(?4, nik), hp = coalesce(?5, hp),
	jabatan = coalesce(?6, jabatan), unit_kerja = coalesce(?7, unit_kerja) WHERE person_id = ?1;

-- name: person_verify
UPDATE person SET state = 'verified', verified_by = ?2, verified_at = ?3 WHERE id = ?1 AND state = 'unverified';

-- name: person_set_verified
UPDATE person SET state = 'verified' WHERE id = ?1 AND state = 'unverified';

-- name: address_unmain
UPDATE address SET main = 0 WHERE person_id = ?1;

-- name: address_add
INSERT INTO address (person_id, address, trust, main, created_at) VALUES (?1, lower(?2), ?3, ?4, ?5)
ON CONFLICT (person_id, address) DO UPDATE SET trust = CASE WHEN trust = 'registered' THEN trust ELSE ?3 END, main = ?4;

-- name: address_take
DELETE FROM address WHERE address = lower(?1) AND person_id <> ?2 AND trust = 'seen';

-- name: address_register
UPDATE address SET trust = 'registered' WHERE person_id = ?1 AND trust = 'seen';

-- name: address_trust
SELECT trust FROM address WHERE person_id = ?1 AND address = lower(?2);

-- name: address_bounced
UPDATE address SET bounced_at = ?2, bounced_status = ?3, bounced_outbox = ?4, bounced_shown = 0 WHERE address = lower(?1) AND bounced_at IS NULL;

-- name: address_reached
UPDATE address SET bounced_at = NULL, bounced_status = NULL, bounced_outbox = NULL WHERE address = lower(?1) AND bounced_at IS NOT NULL;

-- Who cannot be reached, and the open case that the mail was about.
-- name: summary_unreachable
SELECT a.id, coalesce(d.nama, a.address), a.address, a.bounced_status, (SELECT c.number FROM cases AS c WHERE c.id = o.case_id AND c.closed_at IS NULL),
	CASE WHEN EXISTS (SELECT 1 FROM certificate AS s JOIN reminder AS r ON r.certificate_id = s.id WHERE s.person_id = a.person_id AND r.contact IS NOT NULL)
		THEN 'opd' ELSE '-' END
FROM address AS a LEFT JOIN person_data AS d ON d.person_id = a.person_id LEFT JOIN outbox AS o ON o.id = a.bounced_outbox
WHERE a.bounced_at IS NOT NULL AND a.bounced_shown = 0 ORDER BY a.id LIMIT ?1;

-- name: address_shown
UPDATE address SET bounced_shown = 1 WHERE id = ?1;

-- Who can be reached goes before who cannot.
-- name: holder_of_role
SELECT h.person_id FROM holder AS h JOIN person AS p ON p.id = h.person_id
WHERE h.role = ?1 AND h.from_day <= ?2 AND (h.until_day IS NULL OR h.until_day >= ?2) AND h.person_id <> ?3
ORDER BY p.away_at IS NOT NULL, h.from_day DESC, h.id DESC LIMIT 1;

-- name: holder_designated
SELECT person_id FROM holder WHERE role = ?1 AND from_day <= ?2 AND (until_day IS NULL OR until_day >= ?2)
ORDER BY from_day DESC, id DESC LIMIT 1;

-- name: holder_reachable
SELECT 1 FROM holder AS h JOIN person AS p ON p.id = h.person_id JOIN address AS a ON a.person_id = p.id AND a.main = 1
WHERE h.role = ?1 AND h.from_day <= ?2 AND (h.until_day IS NULL OR h.until_day >= ?2) AND p.away_at IS NULL AND a.bounced_at IS NULL LIMIT 1;

-- name: holder_term
SELECT kind, from_day, until_day FROM holder WHERE role = ?1 AND person_id = ?2 ORDER BY from_day DESC, id DESC LIMIT 1;

-- Open questions of a role, of a person, or of both.
-- name: tasks_of_role
SELECT DISTINCT t.case_id, t.person_id, c.owner_id, t.role, c.number FROM task AS t INDEXED BY task_open_by_role JOIN cases AS c ON c.id = t.case_id
WHERE t.state = 'open' AND t.kind = 'tanya' AND t.role <> 'pemohon' AND c.closed_at IS NULL AND (?1 IS NULL OR t.role = ?1)
AND (?2 IS NULL OR t.person_id = ?2) ORDER BY t.case_id;

-- name: person_away
UPDATE person SET away_at = ?2 WHERE id = ?1 AND away_at IS NULL;

-- name: person_back
UPDATE person SET away_at = NULL WHERE id = ?1 AND away_at IS NOT NULL;

-- name: person_is_away
SELECT 1 FROM person WHERE id = ?1 AND away_at IS NOT NULL;

-- name: outbox_role
SELECT role FROM outbox WHERE id = ?1;

-- Who is asked in a role that several people share: those who can be reached, and while a plh or plt stands in, only they.
-- name: holders_of_role
WITH now AS (SELECT h.person_id, min(h.id) AS id, max(h.kind <> 'definitif') AS stands_in, p.away_at IS NULL AS there
	FROM holder AS h JOIN person AS p ON p.id = h.person_id
	WHERE h.role = ?1 AND h.from_day <= ?2 AND (h.until_day IS NULL OR h.until_day >= ?2) GROUP BY h.person_id),
reached AS (SELECT person_id, id, stands_in FROM now WHERE there = (SELECT max(there) FROM now))
SELECT person_id FROM reached /*scan: small*/ WHERE stands_in = (SELECT max(stands_in) FROM reached) ORDER BY id;

-- Who else is asked the question of a case.
-- name: tasks_of_others
SELECT person_id FROM task WHERE case_id = ?1 AND state = 'open' AND kind = 'tanya' AND role <> 'pemohon' AND person_id <> ?2;

-- name: holder_holds
SELECT 1 FROM holder WHERE person_id = ?1 AND from_day <= ?2 AND (until_day IS NULL OR until_day >= ?2) LIMIT 1;

-- name: holder_of
SELECT 1 FROM holder WHERE role = ?1 AND person_id = ?2 AND from_day <= ?3 AND (until_day IS NULL OR until_day >= ?3) LIMIT 1;

-- name: holder_add
INSERT INTO holder (role, person_id, kind, from_day, until_day) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: holder_end_person
UPDATE holder SET until_day = date(?2, '-1 day') WHERE role = ?1 AND person_id = ?3 AND kind = ?4 AND (until_day IS NULL OR until_day >= ?2);

-- A term that has not begun by the last day is none.
-- name: holder_never
DELETE FROM holder WHERE role = ?1 AND person_id = ?2 AND from_day > ?3;

-- name: holder_end
UPDATE holder SET until_day = ?3 WHERE role = ?1 AND person_id = ?2 AND (until_day IS NULL OR until_day > ?3);

-- name: holder_end_open
UPDATE holder SET until_day = date(?2, '-1 day') WHERE role = ?1 AND until_day IS NULL AND kind = ?3 AND from_day < ?2;

-- What came of a letter that had to wait for AMS; a held one is in the day's summary.
-- name: message_looked_into
UPDATE message SET state = ?2, outcome = ?3, reason = ?4, case_id = coalesce(?5, case_id), summary = max(summary, ?2 = 'held') WHERE id = ?1;

-- agent: cases

-- Versions of SOPs that open cases follow.
-- name: sop_running
SELECT s.service, s.digest, count(*), s.bytes, s.first_seen, s.name FROM cases AS c JOIN sop AS s ON s.digest = c.sop_digest
WHERE c.closed_at IS NULL GROUP BY s.digest ORDER BY s.service, s.first_seen;

-- name: sop_bytes
SELECT bytes FROM sop WHERE digest = ?1;

-- name: sop_keep
INSERT INTO sop (digest, service, name, bytes, first_seen) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (digest) DO NOTHING;

-- name: case_add
INSERT INTO cases (number, service, sop_digest, owner_id, entered_at, opened_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5);

-- name: case_data_add
INSERT INTO case_data (case_id, sender, reply_to_id, subject, nama, nip, nik, email, hp, jabatan, unit_kerja)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11);

-- name: case_get
SELECT c.number, c.service, c.sop_digest, c.owner_id, c.tahap, c.entered_at, c.came_from, c.came_by, c.opened_at, c.closed_at, c.akhir, c.reopened,
	d.sender, d.reply_to_id, d.subject, d.nama, d.nip, d.nik, d.email, d.hp, d.jabatan, d.unit_kerja, d.alasan,
	c.opened_by, f.number, c.status_word, c.ends_before, c.ends_day, d.surat, c.status_other, c.petugas_at, c.matter_id, c.matter_n,
	m.told_at, m.kind = 'orang'
FROM cases AS c LEFT JOIN case_data AS d ON d.case_id = c.id LEFT JOIN cases AS f ON f.id = c.from_case
LEFT JOIN matter AS m ON m.id = c.matter_id WHERE c.id = ?1;

-- How a case came to be without a letter; ends_before: of the certificate that the register knew then.
-- name: case_origin
UPDATE cases SET opened_by = ?2, from_case = ?3 WHERE id = ?1;

-- name: case_opened_at
SELECT opened_at FROM cases WHERE id = ?1;

-- name: case_ends_before
UPDATE cases SET ends_before = ?2 WHERE id = ?1 AND ends_before IS NULL;

-- name: case_data_copy
INSERT INTO case_data (case_id, sender, reply_to_id, subject, nama, nip, nik, email, hp, jabatan, unit_kerja, surat)
SELECT ?2, sender, reply_to_id, subject, nama, nip, nik, email, hp, jabatan, unit_kerja, surat FROM case_data WHERE case_id = ?1;

-- name: case_surat
UPDATE case_data SET surat = ?2 WHERE case_id = ?1;

-- name: case_said
UPDATE case_data SET nama = coalesce(?2, nama), nip = coalesce(?3, nip), nik = coalesce(?4, nik), email = coalesce(?5, email), hp = coalesce(?6, hp),
	jabatan = coalesce(?7, jabatan), unit_kerja = coalesce(?8, unit_kerja) WHERE case_id = ?1;

-- A case that another one waits for takes over what that one was told and sent.
-- name: case_reason_copy
UPDATE case_data SET alasan = (SELECT d.alasan FROM case_data AS d WHERE d.case_id = ?1) WHERE case_id = ?2;

-- name: documents_of_case_counting
SELECT id FROM document WHERE case_id = ?1 AND state = 'diterima' ORDER BY id;

-- name: document_copy
INSERT INTO document (case_id, message_id, kind, stands_for, state, archive, bytes, digest)
SELECT ?2, message_id, kind, stands_for, state, archive, bytes, digest FROM document WHERE id = ?1;

-- name: document_data_copy
INSERT INTO document_data (document_id, name, type, signature, signer)
SELECT ?2, name, type, signature, signer FROM document_data WHERE document_id = ?1;

-- The case that waits for it, if that is still open.
-- name: case_parent
SELECT p.id FROM cases AS c JOIN cases AS p ON p.id = c.from_case WHERE c.id = ?1 AND p.closed_at IS NULL;

-- name: case_child_waited
SELECT k.id FROM cases AS k JOIN cases AS c ON c.id = k.from_case WHERE c.id = ?1 AND c.closed_at IS NULL AND k.closed_at IS NULL
ORDER BY k.id DESC LIMIT 1;

-- name: case_from
UPDATE cases SET from_case = ?2 WHERE id = ?1;

-- name: case_status
UPDATE cases SET status_word = ?2, status_at = ?3, status_other = max(status_other, ?2 NOT IN ('ISSUE', 'NOT_REGISTERED')), ends_day = coalesce(?4, ends_day)
WHERE id = ?1;

-- What a later letter of the applicant says of what the first left open.
-- name: case_data_fill
UPDATE case_data SET nama = coalesce(nama, ?2), nip = coalesce(nip, ?3), nik = coalesce(nik, ?4), email = coalesce(email, ?5), hp = coalesce(hp, ?6),
	jabatan = coalesce(jabatan, ?7), unit_kerja = coalesce(unit_kerja, ?8) WHERE case_id = ?1;

-- name: case_nik
UPDATE case_data SET nik = ?2 WHERE case_id = ?1;

-- name: case_email
UPDATE case_data SET email = ?2 WHERE case_id = ?1;

-- name: case_step
UPDATE cases SET tahap = ?2, came_from = ?3, entered_at = ?4, came_by = ?5 WHERE id = ?1;

-- name: case_close
UPDATE cases SET tahap = NULL, akhir = ?2, came_from = ?3, closed_at = ?4, buka = ?5 WHERE id = ?1;

-- name: case_reopen
UPDATE cases SET tahap = ?2, akhir = NULL, buka = NULL, closed_at = NULL, entered_at = ?3, reopened = reopened + 1, emptied = 0 WHERE id = ?1;

-- name: case_reason
UPDATE case_data SET alasan = ?2 WHERE case_id = ?1;

-- name: case_reply_to
UPDATE case_data SET reply_to_id = ?2 WHERE case_id = ?1;

-- name: case_count
INSERT INTO case_count (case_id, what, n) VALUES (?1, ?2, 1) ON CONFLICT (case_id, what) DO UPDATE SET n = n + 1;

-- name: counts_of_case
SELECT what, n FROM case_count WHERE case_id = ?1;

-- name: case_row_open
INSERT INTO case_row (case_id, no, opened_at) VALUES (?1, ?2, ?3) ON CONFLICT (case_id, no) DO UPDATE SET closed_at = NULL;

-- name: case_row_close
INSERT INTO case_row (case_id, no, opened_at, closed_at, person_id) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (case_id, no) DO UPDATE SET closed_at = ?4, person_id = ?5 WHERE closed_at IS NULL;

-- name: case_belongs
SELECT 1 FROM cases AS c LEFT JOIN case_data AS d ON d.case_id = c.id WHERE c.id = ?1 AND (c.owner_id = ?2 OR d.sender = lower(?3));

-- name: case_sister
SELECT s.id FROM cases AS c JOIN cases AS s ON s.owner_id = c.owner_id AND s.service = c.service AND s.closed_at IS NULL
WHERE c.id = ?1 AND c.closed_at IS NOT NULL;

-- name: case_is_open
SELECT 1 FROM cases WHERE id = ?1 AND closed_at IS NULL;

-- name: task_of_official
SELECT t.role, c.owner_id, t.person_id FROM task AS t JOIN cases AS c ON c.id = t.case_id
WHERE t.case_id = ?1 AND t.state = 'open' AND t.kind = 'tanya' AND t.role <> 'pemohon' ORDER BY t.id DESC LIMIT 1;

-- name: case_is_over
SELECT closed_at IS NOT NULL AND buka IS NULL FROM cases WHERE id = ?1;

-- name: task_open_of_same
SELECT s.id FROM task AS t JOIN task AS s ON s.case_id = t.case_id AND s.person_id = t.person_id AND s.state = 'open' AND s.kind = 'tanya'
WHERE t.id = ?1 ORDER BY s.id DESC LIMIT 1;

-- A question beside the SOP: its mail, known by the number in its Message-ID.
-- name: outbox_of_inquiry
SELECT o.id FROM outbox AS o JOIN inquiry AS i ON i.id = ?1 WHERE o.id = ?2 AND o.what = i.kind AND o.person_id IS i.person_id;

-- name: outbox_of_task
SELECT id FROM outbox WHERE task_id = ?1 ORDER BY id LIMIT 1;

-- name: case_of_message_id
SELECT case_id FROM outbox WHERE (message_id = ?1 OR blank_id = ?1) AND case_id IS NOT NULL;

-- name: case_open_of_owner
SELECT id FROM cases WHERE owner_id = ?1 AND service = ?2 AND closed_at IS NULL;

-- name: cases_open_of_person
SELECT c.id FROM cases AS c LEFT JOIN case_data AS d ON d.case_id = c.id
WHERE c.closed_at IS NULL AND (c.owner_id = ?1 OR d.sender = lower(?2)) AND (?3 IS NULL OR c.service = ?3)
	AND NOT EXISTS (SELECT 1 FROM cases AS k WHERE k.from_case = c.id AND k.closed_at IS NULL);

-- name: case_waiting_for_owner
SELECT c.id FROM cases AS c JOIN task AS t ON t.case_id = c.id AND t.state = 'open' AND t.role = 'pemohon'
WHERE c.owner_id = ?1 AND c.closed_at IS NULL ORDER BY c.id LIMIT 1;

-- name: case_open_of_person
SELECT id FROM cases WHERE owner_id = ?1 AND closed_at IS NULL ORDER BY id LIMIT 1;

-- name: cases_open_of_owner
SELECT id FROM cases WHERE owner_id = ?1 AND closed_at IS NULL AND id > ?2 ORDER BY id LIMIT 1;

-- name: case_unasked
SELECT c.id FROM cases AS c WHERE c.closed_at IS NULL AND c.id > ?1
AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.case_id = c.id AND t.state = 'open')
AND NOT EXISTS (SELECT 1 FROM outbox AS o WHERE o.case_id = c.id AND o.kind = 'ams' AND o.state IN ('ready', 'sending'))
ORDER BY c.id LIMIT 1;

-- name: documents_of_case
SELECT d.id, d.message_id, d.kind, d.stands_for, d.state, d.archive, d.bytes, d.digest, n.name, n.type, n.signature, n.signer
FROM document AS d LEFT JOIN document_data AS n ON n.document_id = d.id WHERE d.case_id = ?1 ORDER BY d.id;

-- name: document_add
INSERT INTO document (case_id, message_id, kind, stands_for, state, archive, bytes, digest) VALUES (?1, ?2, ?3, ?4, 'diterima', ?5, ?6, ?7);

-- name: document_data_add
INSERT INTO document_data (document_id, name, type, signature, signer) VALUES (?1, ?2, ?3, ?4, ?5);

-- name: found_set
INSERT INTO found_data (case_id, doubt, found) VALUES (?1, ?2, ?3) ON CONFLICT (case_id) DO UPDATE SET doubt = ?2, found = ?3;

-- name: found_drop
DELETE FROM found_data WHERE case_id = ?1;

-- name: found_of_case
SELECT doubt, found FROM found_data WHERE case_id = ?1;

-- name: doubts_of_case
SELECT field, value, file, ocr FROM doubt_data WHERE case_id = ?1 ORDER BY id;

-- name: doubt_add
INSERT INTO doubt_data (case_id, message_id, field, value, file, ocr) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: doubts_drop
DELETE FROM doubt_data WHERE case_id = ?1 AND field = ?2;

-- name: documents_reject
UPDATE document SET state = 'ditolak' WHERE case_id = ?1;

-- name: tasks_of_case
SELECT t.id, t.tahap, t.kind, t.of_task, t.role, t.person_id, t.means, t.rounds, t.decided_digest, t.state, t.opened_at, t.expires_at, t.answer,
	d.words, d.reason, d.detail
FROM task AS t LEFT JOIN task_data AS d ON d.task_id = t.id WHERE t.case_id = ?1 ORDER BY t.id;

-- name: task_add
INSERT INTO task (case_id, tahap, kind, of_task, role, person_id, means, token_digest, decided_digest, state, opened_at, expires_at, rounds)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open', ?10, ?11,
	coalesce((SELECT max(p.rounds) FROM task AS p WHERE p.case_id = ?1 AND p.tahap = ?2 AND p.kind = ?3 AND p.decided_digest = ?9), 0));

-- name: task_data_add
INSERT INTO task_data (task_id, words, reason, detail) VALUES (?1, ?2, ?3, ?4);

-- name: task_round
UPDATE task SET rounds = rounds + 1 WHERE id = ?1;

-- name: task_end
UPDATE task SET state = ?2, answer = ?3, closed_at = ?4, answered_by = ?5 WHERE id = ?1 AND state = 'open';

-- A withdrawn question that was asked again unchanged lives on in its successor, so its older code still counts.
-- What an official wrote for the next one.
-- name: task_note
UPDATE task_data SET reason = ?2 WHERE task_id = ?1;

-- A receipt: its code stands for a question that is answered.
-- name: task_stands_for
UPDATE task SET state = 'answered', answer = ?2, of_task = ?3, closed_at = opened_at WHERE id = ?1;

-- name: task_by_token
SELECT t.id, t.case_id, t.person_id, t.expires_at, t.state, t.role,
	CASE WHEN t.state = 'withdrawn' THEN (SELECT s.id FROM task AS s WHERE s.case_id = t.case_id AND s.state = 'open' AND s.tahap = t.tahap
		AND s.kind = t.kind AND s.person_id = t.person_id AND s.decided_digest = t.decided_digest LIMIT 1) END
FROM task AS t WHERE t.token_digest = ?1;

-- Without its code: a confirm mail is answered with its code or not at all.
-- name: task_open_of_owner
SELECT id FROM task WHERE case_id = ?1 AND state = 'open' AND role = 'pemohon' AND kind = 'tanya' ORDER BY id DESC LIMIT 1;

-- name: tasks_open_of_official
SELECT t.id, t.case_id, c.number FROM task AS t JOIN cases AS c ON c.id = t.case_id
WHERE t.person_id = ?1 AND t.state = 'open' AND t.kind = 'tanya' AND t.role <> 'pemohon' ORDER BY t.id;

-- name: timers_clear
DELETE FROM timer WHERE case_id = ?1;

-- name: nudges_clear
DELETE FROM timer WHERE case_id = ?1 AND nudge = 1;

-- name: timer_add
INSERT INTO timer (case_id, tahap, batas, due_at, nudge) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- Here and where CROSS JOIN stands elsewhere: the few are looked through, the many looked up, whatever the planner believes of their numbers.
-- name: timer_due
SELECT t.id, t.case_id, t.batas, t.due_at FROM timer AS t CROSS JOIN cases AS c ON c.id = t.case_id
WHERE t.due_at <= ?1 AND t.nudge = 0 AND c.petugas_at IS NULL AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || c.service)
ORDER BY t.due_at, t.id LIMIT 1;

-- name: nudges_due
SELECT t.id, t.case_id, t.batas, t.due_at FROM timer AS t CROSS JOIN cases AS c ON c.id = t.case_id
WHERE t.due_at <= ?1 AND t.nudge = 1 AND c.petugas_at IS NULL AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || c.service)
ORDER BY t.case_id, t.due_at, t.id;

-- name: timer_move
UPDATE timer SET due_at = ?2 WHERE id = ?1;

-- name: person_nudged_at
SELECT nudged_at FROM person WHERE id = ?1;

-- name: person_nudged
UPDATE person SET nudged_at = ?2 WHERE id = ?1;

-- name: timer_next
SELECT t.due_at FROM timer AS t CROSS JOIN cases AS c ON c.id = t.case_id
WHERE t.due_at > 0 AND c.petugas_at IS NULL AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || c.service) ORDER BY t.due_at LIMIT 1;

-- name: timers_push
UPDATE timer SET due_at = ?3 WHERE case_id = ?1 AND due_at <= ?2;

-- name: timer_remove
DELETE FROM timer WHERE id = ?1;

-- agent: outbox

-- name: outbox_add
INSERT INTO outbox (kind, case_id, task_id, person_id, role, what, service, state, reason, expects, once, created_at, not_before)
VALUES ('mail', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?11) ON CONFLICT (once) DO NOTHING;

-- name: outbox_not_before
UPDATE outbox SET not_before = ?2 WHERE id = ?1;

-- A question that is withdrawn before its mail may leave is never put.
-- name: outbox_unput
UPDATE outbox SET state = 'dropped', reason = 'settled' WHERE task_id = ?1 AND state IN ('new', 'ready') AND not_before > ?2;

-- name: outbox_is_call
UPDATE outbox SET kind = 'ams' WHERE id = ?1;

-- name: outbox_identify
UPDATE outbox SET message_id = ?2, blank_id = ?3, token = ?4 WHERE id = ?1;

-- name: outbox_data_add
INSERT INTO outbox_data (outbox_id, recipient, mail) VALUES (?1, lower(?2), ?3);

-- name: outbox_count_to
SELECT count(*) FROM outbox_data AS d JOIN outbox AS o ON o.id = d.outbox_id
WHERE d.recipient = lower(?1) AND o.created_at >= ?2 AND o.state <> 'dropped';

-- name: outbox_count_same
SELECT count(*) FROM outbox_data AS d JOIN outbox AS o ON o.id = d.outbox_id
WHERE d.recipient = lower(?1) AND o.what = ?2 AND o.created_at >= ?3 AND o.state <> 'dropped';

-- name: people_new_since
SELECT count(*) FROM person WHERE id > (SELECT coalesce(max(id), 0) - 10000 FROM person) AND source = 'letter' AND created_at >= ?1;

-- name: outbox_count_strangers
SELECT count(*) FROM outbox WHERE person_id IS NULL AND created_at >= ?1 AND kind = 'mail' AND case_id IS NULL AND role = 'pemohon' AND state <> 'dropped';

-- name: outbox_count_case
SELECT count(*) FROM outbox WHERE case_id = ?1 AND role = 'pemohon' AND task_id IS NULL AND kind = 'mail' AND created_at >= ?2 AND state <> 'dropped';

-- What was sent since, and what waits.
-- name: outbox_count_domain
SELECT (SELECT count(*) FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.sent_at >= ?2 AND d.recipient LIKE '%@' || ?1)
	+ (SELECT count(*) FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
		WHERE o.state IN ('new', 'ready', 'retry', 'sending', 'parked') AND d.recipient LIKE '%@' || ?1);

-- name: outbox_what_to
SELECT o.what FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE (o.message_id = ?1 OR o.blank_id = ?1) AND d.recipient = lower(?2);

-- name: outbox_by_message_id
SELECT id FROM outbox WHERE message_id = ?1 OR blank_id = ?1;

-- name: outbox_new
SELECT o.id, d.mail, o.reason, o.lean FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE o.state = 'new' AND o.id > ?1 ORDER BY o.not_before, o.id LIMIT 1;

-- name: outbox_composed
UPDATE outbox SET state = iif(reason IS NULL, 'ready', 'parked'), file = ?2, blank_file = ?3, digest = ?4 WHERE id = ?1 AND state = 'new';

-- What the admin is shown of a mail that waits for him, or would have been sent.
-- name: outbox_preview
UPDATE outbox_data SET subject = ?2, preview = ?3 WHERE outbox_id = ?1;

-- name: outbox_parked
SELECT o.reason, o.service, o.case_id, d.recipient FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.id = ?1 AND o.state = 'parked';

-- Mails of a case that people handle wait.
-- name: outbox_person_park
UPDATE outbox SET state = iif(state = 'new', 'new', 'parked'), reason = 'person'
WHERE case_id = ?1 AND kind = 'mail' AND state IN ('new', 'ready', 'retry');

-- What was settled meanwhile need not be said any more.
-- name: outbox_person_drop
UPDATE outbox SET state = 'dropped', reason = 'settled' WHERE case_id = ?1 AND kind = 'mail' AND state IN ('new', 'parked') AND reason = 'person'
	AND task_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.id = outbox.task_id AND t.state = 'open');

-- name: outbox_person_go
UPDATE outbox SET state = iif(state = 'new', 'new', 'ready'), reason = NULL, not_before = ?2
WHERE case_id = ?1 AND kind = 'mail' AND state IN ('new', 'parked') AND reason = 'person';

-- name: outbox_person_drop_all
UPDATE outbox SET state = 'dropped', reason = 'settled' WHERE case_id = ?1 AND kind = 'mail' AND state IN ('new', 'parked') AND reason = 'person';

-- What the admin decided about a mail that waited for him.
-- name: outbox_draft
UPDATE outbox SET state = ?2, reason = 'admin', not_before = ?3 WHERE id = ?1 AND state = 'parked' AND reason = 'draft';

-- The end of bayangan: what would have been sent never is, and its questions are no questions.
-- name: outbox_shadow_drop
UPDATE outbox SET state = 'dropped' WHERE kind = 'mail' AND state IN ('new', 'parked') AND reason = 'mode' AND coalesce(service, '') = ?1;

-- name: task_shadow_next
SELECT id, case_id FROM task WHERE state = 'open' AND id IN (SELECT o.task_id FROM outbox AS o
	WHERE o.state = 'dropped' AND o.reason = 'mode' AND coalesce(o.service, '') = ?1 AND o.task_id IS NOT NULL) ORDER BY id LIMIT 1;

-- name: case_shadow
UPDATE cases SET shadow = 1 WHERE id = ?1;

-- name: case_shadow_open
SELECT id FROM cases WHERE service = ?1 AND shadow = 1 AND closed_at IS NULL ORDER BY id LIMIT 1;

-- agent: beside the SOPs

-- name: case_petugas
UPDATE cases SET petugas_at = ?2 WHERE id = ?1;

-- name: case_of_letter
SELECT m.id, m.case_id, m.state FROM message_data AS d JOIN message AS m ON m.id = d.message_id WHERE d.header_id = ?1 AND m.sent = 0
ORDER BY m.id DESC LIMIT 1;

-- name: message_staff
UPDATE message SET staff_id = ?2 WHERE id = ?1 AND staff_id IS NULL;

-- A letter that waited for a person has been answered by one.
-- name: message_staff_done
UPDATE message SET state = 'done', outcome = 'answered', reason = 'by-staff', summary = 0 WHERE id = ?1 AND state = 'held';

-- name: message_excerpt
UPDATE message_data SET excerpt = ?2 WHERE message_id = ?1;

-- name: inquiry_add
INSERT INTO inquiry (kind, person_id, role, case_id, outbox_id, row_no, token_digest, state, opened_at, expires_at, matter_id, message_id, of_inquiry,
	decided_digest)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'open', ?8, ?9, ?10, ?11, ?12, ?13);

-- name: inquiry_data_add
INSERT INTO inquiry_data (inquiry_id, address, words) VALUES (?1, lower(?2), ?3);

-- name: inquiry_task_add
INSERT INTO inquiry_item (inquiry_id, n, task_id) VALUES (?1, ?2, ?3);

-- What is decided under each number of a list.
-- name: inquiry_tasks
SELECT i.n, i.task_id, t.decided_digest, t.state FROM inquiry_item AS i JOIN task AS t ON t.id = i.task_id WHERE i.inquiry_id = ?1 ORDER BY i.n;

-- A question that was asked again unchanged is answered in its successor.
-- name: inquiry_task
SELECT CASE WHEN t.state = 'withdrawn' THEN coalesce((SELECT s.id FROM task AS s WHERE s.case_id = t.case_id AND s.state = 'open'
		AND s.tahap = t.tahap AND s.kind = t.kind AND s.person_id = t.person_id AND s.decided_digest = t.decided_digest LIMIT 1), t.id)
	ELSE t.id END, t.case_id
FROM inquiry_item AS i JOIN task AS t ON t.id = i.task_id WHERE i.inquiry_id = ?1 AND i.n = ?2;

-- name: inquiry_choice_add
INSERT INTO inquiry_choice (inquiry_id, n, means) VALUES (?1, ?2, ?3);

-- name: inquiry_choice_data_add
INSERT INTO inquiry_choice_data (inquiry_id, n, word, reason) VALUES (?1, ?2, ?3, ?4);

-- name: inquiry_choices
SELECT c.n, c.means, d.word, d.reason FROM inquiry_choice AS c LEFT JOIN inquiry_choice_data AS d ON d.inquiry_id = c.inquiry_id AND d.n = c.n
WHERE c.inquiry_id = ?1 ORDER BY c.n;

-- Lists of which nothing is open any more.
-- name: inquiry_lists_end
UPDATE inquiry SET state = 'answered', closed_at = ?2, answered_by = ?3 WHERE id = ?1 AND state = 'open' AND NOT EXISTS (
	SELECT 1 FROM inquiry_item AS i JOIN task AS t ON t.id = i.task_id WHERE i.inquiry_id = ?1 AND t.state = 'open');

-- name: inquiry_item_add
INSERT INTO inquiry_item (inquiry_id, n, message_id) VALUES (?1, ?2, ?3);

-- name: inquiry_certificate_add
INSERT INTO inquiry_item (inquiry_id, n, certificate_id) VALUES (?1, ?2, ?3);

-- Its last column: there is nothing to choose any more.
-- name: inquiry_item_certificate
SELECT c.id, c.person_id, c.released <> 0 OR c.replaced_by IS NOT NULL FROM inquiry_item AS i JOIN certificate AS c ON c.id = i.certificate_id
WHERE i.inquiry_id = ?1 AND i.n = ?2;

-- Ended before they were known: no reminder was ever sent, none is to come, and no list holds them.
-- name: certificates_ended
SELECT c.id, p.nama, c.ends_day FROM certificate AS c /*scan: register*/ JOIN person_data AS p ON p.person_id = c.person_id
WHERE c.replaced_by IS NULL AND c.released = 0 AND c.status <> 'REVOKE' AND c.source = 'import' AND c.next_at IS NULL AND c.ends_day < ?1
	AND NOT EXISTS (SELECT 1 FROM reminder AS r WHERE r.certificate_id = c.id AND r.state <> 'passed')
	AND NOT EXISTS (SELECT 1 FROM inquiry_item AS i WHERE i.certificate_id = c.id)
ORDER BY c.ends_day DESC, c.id LIMIT ?2;

-- name: inquiry_by_token
SELECT i.id, i.kind, i.person_id, i.role, i.state, i.expires_at, d.address FROM inquiry AS i LEFT JOIN inquiry_data AS d ON d.inquiry_id = i.id
WHERE i.token_digest = ?1;

-- name: inquiry_get
SELECT i.kind, i.person_id, i.role, i.case_id, i.outbox_id, i.row_no, i.state, i.matter_id, i.message_id, i.of_inquiry, i.decided_digest, d.words
FROM inquiry AS i LEFT JOIN inquiry_data AS d ON d.inquiry_id = i.id WHERE i.id = ?1;

-- name: inquiry_end
UPDATE inquiry SET state = ?2, answer = ?3, closed_at = ?4, answered_by = ?5 WHERE id = ?1 AND state = 'open';

-- name: inquiries_of_case_end
UPDATE inquiry SET state = 'withdrawn', closed_at = ?3 WHERE case_id = ?1 AND kind = ?2 AND state = 'open';

-- name: inquiry_item_message
SELECT i.message_id, m.state, m.service FROM inquiry_item AS i JOIN message AS m ON m.id = i.message_id WHERE i.inquiry_id = ?1 AND i.n = ?2;

-- name: row_done_by
UPDATE case_row SET person_id = ?3 WHERE case_id = ?1 AND no = ?2 AND person_id IS NULL;

-- name: summary_held
SELECT m.id, m.internaldate, d.sender, d.subject, m.reason, m.summary FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.state = 'held' ORDER BY m.id LIMIT ?1;

-- name: summary_other
SELECT m.id, d.sender, d.subject FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.summary = 1 AND m.state = 'done' ORDER BY m.id LIMIT ?1;

-- name: summary_shown
UPDATE message SET summary = 0 WHERE id = ?1;

-- name: summary_petugas
SELECT number FROM cases WHERE petugas_at IS NOT NULL AND closed_at IS NULL ORDER BY id LIMIT ?1;

-- name: summary_failed
SELECT o.id, d.recipient || ': ' || o.what FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE o.state IN ('failed', 'unknown') AND o.kind = 'mail' AND o.shown = 0 ORDER BY o.id LIMIT ?1;

-- name: outbox_shown
UPDATE outbox SET shown = 1 WHERE id = ?1;

-- name: summary_junk
SELECT sum(news) FROM folder /*scan: small*/ WHERE kind = 'junk';

-- name: summary_junk_shown
UPDATE folder /*scan: small*/ SET news = 0 WHERE kind = 'junk';

-- name: shadow_mails
SELECT o.id, d.recipient, d.subject, d.preview, (SELECT w.excerpt FROM message AS m JOIN message_data AS w ON w.message_id = m.id
	WHERE m.case_id = o.case_id AND m.sent = 1 AND w.excerpt IS NOT NULL ORDER BY m.id DESC LIMIT 1)
FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE o.state = 'parked' AND o.reason = 'mode' AND o.shown = 0 ORDER BY o.id LIMIT ?1;

-- name: message_sender
SELECT d.sender, d.subject, m.internaldate FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id WHERE m.id = ?1;

-- agent: lists and letters for several

-- name: task_waits
UPDATE task SET waits = 1 WHERE id = ?1;

-- name: task_decided
SELECT decided_digest FROM task WHERE id = ?1;

-- name: task_is_open
SELECT state = 'open' FROM task WHERE id = ?1;

-- name: case_matter_id
SELECT matter_id FROM cases WHERE id = ?1;

-- name: task_listed
UPDATE task SET waits = 0 WHERE id = ?1;

-- Questions that wait for a list, those of one person together; not of cases that people handle.
-- name: tasks_waiting
SELECT t.id, t.case_id, t.person_id, t.role, t.tahap, t.opened_at, c.matter_id, c.matter_n, c.service
FROM task AS t INDEXED BY task_waiting CROSS JOIN cases AS c ON c.id = t.case_id WHERE t.waits = 1 AND t.state = 'open' AND c.petugas_at IS NULL
ORDER BY t.person_id, c.matter_id, t.tahap, c.matter_n, t.id;

-- Calls of AMS of this matter's children that are under way: what they lead to belongs into the same list.
-- name: matter_calls
SELECT count(*) FROM cases AS c JOIN outbox AS o ON o.case_id = c.id WHERE c.matter_id = ?1 AND o.kind = 'ams' AND o.state IN ('ready', 'sending')
	AND o.not_before <= ?2;

-- name: holder_queue
SELECT queue FROM holder WHERE role = ?1 AND person_id = ?2 AND from_day <= ?3 AND (until_day IS NULL OR until_day >= ?3)
ORDER BY from_day DESC, id DESC LIMIT 1;

-- name: holder_any_role
SELECT role FROM holder WHERE person_id = ?1 AND from_day <= ?2 AND (until_day IS NULL OR until_day >= ?2) ORDER BY id LIMIT 1;

-- When a person was last asked to practise, and when he passed.
-- name: practice_of
SELECT max(opened_at), max(CASE WHEN answer = 'approve' THEN closed_at END) FROM inquiry WHERE kind = 'latihan' AND person_id = ?1;

-- name: practice_withdraw
UPDATE inquiry SET state = 'withdrawn', closed_at = ?2 WHERE kind = 'latihan' AND person_id = ?1 AND state = 'open';

-- name: event_waits
SELECT count(*) FROM event WHERE done_at IS NULL AND verb = ?1;

-- name: holder_queue_set
UPDATE holder SET queue = ?3 WHERE person_id = ?1 AND (?4 IS NULL OR role = ?4) AND (until_day IS NULL OR until_day >= ?2);

-- name: matter_add
INSERT INTO matter (number, kind, service, person_id, message_id, opened_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6);

-- name: matter_data_add
INSERT INTO matter_data (matter_id, sender, sender_name, reply_to_id, subject) VALUES (?1, lower(?2), ?3, ?4, ?5);

-- name: matter_get
SELECT m.number, m.kind, m.service, m.person_id, m.opened_at, m.told_at, d.sender, d.sender_name, d.reply_to_id, d.subject
FROM matter AS m JOIN matter_data AS d ON d.matter_id = m.id WHERE m.id = ?1;

-- name: matter_reply_to
UPDATE matter_data SET reply_to_id = ?2 WHERE matter_id = ?1;

-- name: matter_owes
UPDATE matter SET owes = 1 WHERE id = ?1;

-- name: matter_owing
SELECT id FROM matter WHERE owes = 1 AND id > ?1 ORDER BY id LIMIT 1;

-- name: matter_told
UPDATE matter SET owes = 0, told_at = coalesce(told_at, ?2) WHERE id = ?1;

-- name: matter_owed_done
UPDATE matter SET owes = 0 WHERE id = ?1;

-- name: case_owner
SELECT owner_id FROM cases WHERE id = ?1;

-- name: matter_child_add
INSERT INTO matter_child (matter_id, n, state, why, service, case_id, after_n) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: matter_child_data_set
INSERT INTO matter_child_data (matter_id, n, nama, nip, nik, email, hp, jabatan, unit_kerja) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (matter_id, n) DO UPDATE SET nama = coalesce(?3, nama), nip = coalesce(?4, nip), nik = coalesce(?5, nik), email = coalesce(?6, email),
	hp = coalesce(?7, hp), jabatan = coalesce(?8, jabatan), unit_kerja = coalesce(?9, unit_kerja);

-- name: matter_child_set
UPDATE matter_child SET state = ?3, why = ?4, case_id = ?5 WHERE matter_id = ?1 AND n = ?2;

-- name: matter_children
SELECT c.n, c.state, c.why, c.service, c.case_id, c.after_n, d.nama, d.nip, d.nik, d.email, d.hp, d.jabatan, d.unit_kerja
FROM matter_child AS c LEFT JOIN matter_child_data AS d ON d.matter_id = c.matter_id AND d.n = c.n WHERE c.matter_id = ?1 ORDER BY c.n;

-- name: matter_document_add
INSERT INTO matter_document (matter_id, n, message_id, kind, archive, bytes, digest) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7);

-- name: matter_document_data_add
INSERT INTO matter_document_data (matter_document_id, name, type) VALUES (?1, ?2, ?3);

-- name: matter_documents
SELECT o.id, o.message_id, o.kind, o.archive, o.bytes, o.digest, d.name, d.type
FROM matter_document AS o LEFT JOIN matter_document_data AS d ON d.matter_document_id = o.id
WHERE o.matter_id = ?1 AND (o.n IS NULL OR o.n = ?2) AND o.id > ?3 ORDER BY o.id;

-- name: message_service
SELECT service FROM message WHERE id = ?1;

-- Who was asked says that the letter is not his.
-- name: message_denied
UPDATE message SET reason = 'denied', summary = 1 WHERE id = ?1 AND state = 'held';

-- name: inquiry_claimed
SELECT count(*) FROM inquiry AS i LEFT JOIN inquiry_data AS d ON d.inquiry_id = i.id WHERE i.kind = 'benarkah' AND i.state = 'open'
	AND i.opened_at >= ?3 AND (i.person_id = ?1 OR d.address = lower(?2));

-- name: message_header
SELECT sender, header_id FROM message_data WHERE message_id = ?1;

-- name: case_matter
UPDATE cases SET matter_id = ?2, matter_n = ?3 WHERE id = ?1;

-- name: case_registered
UPDATE cases SET registered_by = ?2 WHERE id = ?1;

-- name: outbox_matter
UPDATE outbox SET matter_id = ?2 WHERE id = ?1;

-- name: matter_of_message_id
SELECT matter_id FROM outbox WHERE (message_id = ?1 OR blank_id = ?1) AND matter_id IS NOT NULL;

-- name: matter_belongs
SELECT 1 FROM matter AS m JOIN matter_data AS d ON d.matter_id = m.id WHERE m.id = ?1 AND (m.person_id = ?2 OR d.sender = lower(?3));

-- Children that an official has not decided yet, though he has been asked.
-- name: matter_first_case
SELECT min(id) FROM cases WHERE matter_id = ?1;

-- name: matter_undecided
SELECT count(*) FROM cases AS c WHERE c.matter_id = ?1 AND c.closed_at IS NULL
	AND EXISTS (SELECT 1 FROM task AS t WHERE t.case_id = c.id AND t.role <> 'pemohon' AND t.state = 'open')
	AND NOT EXISTS (SELECT 1 FROM task AS t WHERE t.case_id = c.id AND t.role <> 'pemohon' AND t.kind = 'tanya' AND t.state = 'answered');

-- name: matter_decided
SELECT count(*) FROM cases AS c WHERE c.matter_id = ?1 AND (c.closed_at IS NOT NULL
	OR EXISTS (SELECT 1 FROM task AS t WHERE t.case_id = c.id AND t.role <> 'pemohon' AND t.kind = 'tanya' AND t.state = 'answered'));

-- name: matters_of_case
SELECT m.number, c.matter_n FROM cases AS c JOIN matter AS m ON m.id = c.matter_id WHERE c.id = ?1;

-- name: outbox_uncomposed
UPDATE outbox SET state = 'failed', reason = 'compose' WHERE id = ?1 AND state = 'new';

-- name: outbox_due
SELECT o.id, o.file, o.expects, d.recipient, o.state FROM outbox AS o JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE o.state IN ('ready', 'retry') AND o.kind = 'mail' AND o.not_before <= ?1
	AND (o.role = 'admin' OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || coalesce(o.service, '')))
ORDER BY o.not_before, o.id LIMIT 1;

-- name: outbox_next
SELECT o.not_before FROM outbox AS o WHERE o.state IN ('ready', 'retry') AND o.kind = 'mail'
	AND (o.role = 'admin' OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || coalesce(o.service, '')))
ORDER BY o.not_before, o.id LIMIT 1;

-- name: outbox_put_off
UPDATE outbox SET not_before = ?2 WHERE id = ?1;

-- name: outbox_sending
UPDATE outbox SET state = 'sending', attempts = attempts + 1 WHERE id = ?1 AND state IN ('ready', 'retry');

-- Handed over and not begun.
-- name: outbox_unsent
UPDATE outbox SET state = ?2, attempts = attempts - 1 WHERE id = ?1 AND state = 'sending';

-- name: outbox_sent
UPDATE outbox SET state = 'sent', sent_at = ?2, code = ?3, copied = CASE WHEN ?4 THEN 0 END, message_id = coalesce(blank_id, message_id), token = NULL, file = coalesce(blank_file, file), blank_file = NULL
WHERE id = ?1;

-- The packed fields hold the code as well.
-- name: outbox_forget_fields
UPDATE outbox_data SET mail = x'' WHERE outbox_id = ?1;

-- name: outbox_mail
SELECT d.mail FROM outbox_data AS d JOIN outbox AS o ON o.id = d.outbox_id WHERE o.id = ?1 AND o.lean = 0;

-- name: outbox_lean
UPDATE outbox SET state = 'new', lean = 1, attempts = 0, reason = NULL, code = ?2, file = NULL, blank_file = NULL, digest = NULL WHERE id = ?1;

-- name: outbox_files
SELECT file, blank_file FROM outbox WHERE id = ?1;

-- name: outbox_outcome
UPDATE outbox SET state = ?2, reason = ?3, not_before = ?4, code = ?5, resent = resent + ?6 WHERE id = ?1;

-- name: outbox_answer
UPDATE outbox_data SET answer = ?2 WHERE outbox_id = ?1;

-- name: outbox_resent
SELECT resent FROM outbox WHERE id = ?1;

-- name: outbox_not_tried
UPDATE outbox SET attempts = max(attempts - 1, 0) WHERE id = ?1;

-- name: outbox_tried
UPDATE outbox SET attempts = attempts + 1 WHERE id = ?1;

-- A mail that was never composed has no bytes: it goes back to the composer.
-- name: outbox_compose_again
UPDATE outbox SET state = 'new' WHERE id = ?1 AND state = 'ready' AND file IS NULL AND kind = 'mail';

-- name: outbox_is_mail
SELECT kind = 'mail' FROM outbox WHERE id = ?1;

-- name: outbox_case
SELECT case_id FROM outbox WHERE id = ?1;

-- name: outbox_attempts
SELECT attempts FROM outbox WHERE id = ?1;

-- name: outbox_sending_left
SELECT id, resent, kind, what, case_id FROM outbox WHERE state = 'sending' ORDER BY id;

-- name: outbox_sent_since
SELECT count(*) FROM (SELECT 1 FROM outbox WHERE sent_at >= ?1 LIMIT ?2);

-- name: outbox_call_due
SELECT id, case_id, what, person_id, about_id, attempts, service FROM outbox
WHERE state IN ('ready', 'retry') AND state = 'ready' AND kind = 'ams' AND not_before <= ?1 AND (what = 'status'
	OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || coalesce(service, ''))) ORDER BY not_before, id LIMIT 1;

-- name: outbox_call
SELECT id, case_id, what, person_id, about_id, attempts, service FROM outbox WHERE id = ?1 AND kind = 'ams';

-- name: outbox_call_next
SELECT not_before FROM outbox WHERE state IN ('ready', 'retry') AND state = 'ready' AND kind = 'ams' AND (what = 'status'
	OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause') AND NOT EXISTS (SELECT 1 FROM meta WHERE key = 'pause_' || coalesce(service, ''))) ORDER BY not_before, id LIMIT 1;

-- name: outbox_call_state
SELECT state FROM outbox WHERE id = ?1;

-- Asked again later: after a fault (its tries go on counting), or because AMS said "not yet" (tries start anew).
-- name: outbox_call_later
UPDATE outbox SET state = 'ready', reason = ?2, not_before = ?3, code = ?4, attempts = attempts * ?5 WHERE id = ?1;

-- The questions to AMS of a tahap that is left; also one that is under way: its answer moves nothing any more.
-- name: outbox_status_drop
UPDATE outbox SET state = 'dropped', reason = 'withdrawn' WHERE case_id = ?1 AND kind = 'ams' AND what = 'status' AND state IN ('ready', 'sending');

-- name: outbox_status_now
UPDATE outbox SET not_before = ?2 WHERE case_id = ?1 AND kind = 'ams' AND what = 'status' AND state = 'ready' AND not_before > ?2;

-- What waited because the channel was down.
-- name: outbox_calls_now
UPDATE outbox SET not_before = ?1 WHERE kind = 'ams' AND state = 'ready' AND reason = 'channel' AND not_before > ?1;

-- Notices made loket ask about this person lately.
-- name: outbox_asked_since
SELECT count(*) FROM outbox WHERE person_id = ?1 AND created_at >= ?2 AND kind = 'ams' AND about_id IS NOT NULL;

-- name: outbox_about
UPDATE outbox SET about_id = ?2 WHERE id = ?1;

-- What a person took back before it left is not owed any more.
-- name: outbox_calls_drop
UPDATE outbox SET state = 'dropped', reason = 'withdrawn' WHERE case_id = ?1 AND kind = 'ams' AND state = 'ready';

-- The answer of the case's last call with an effect was lost, and a link that AMS shows now can only be that call's.
-- name: outbox_call_proof
SELECT proof FROM outbox WHERE case_id = ?1 AND kind = 'ams' AND what <> 'status' AND state = 'unknown' ORDER BY id DESC LIMIT 1;

-- name: outbox_call_proves
UPDATE outbox SET proof = 1 WHERE id = ?1;

-- name: outbox_call_done
UPDATE outbox SET state = ?2, reason = ?3, sent_at = ?4 WHERE id = ?1;

-- name: outbox_of
SELECT case_id, task_id, person_id, what, state FROM outbox WHERE id = ?1;

-- name: outbox_recipient
SELECT recipient FROM outbox_data WHERE outbox_id = ?1;

-- agent: commands

-- name: event_argument
SELECT json_extract(arguments, ?2) FROM event WHERE id = ?1;

-- name: event_people
SELECT r.value ->> 'nama', r.value ->> 'nip', r.value ->> 'nik', r.value ->> 'hp', r.value ->> 'jabatan', r.value ->> 'unit_kerja', r.value -> 'email',
	r.value ->> 'line'
FROM event AS e, json_each(e.arguments, '$.rows') AS r WHERE e.id = ?1;

-- name: event_certificates
SELECT r.value ->> 'person', r.value ->> 'serial', r.value ->> 'terbit', r.value ->> 'berakhir', r.value ->> 'status',
	r.value ->> 'email', r.value ->> 'nama', r.value ->> 'nip', r.value ->> 'unit_kerja'
FROM event AS e, json_each(e.arguments, '$.rows') AS r WHERE e.id = ?1;

-- name: json_texts
SELECT value FROM json_each(?1);

-- name: event_next
SELECT id, login, verb, arguments FROM event WHERE done_at IS NULL ORDER BY id LIMIT 1;

-- name: event_done
UPDATE event SET done_at = ?2, ok = ?3, answer = ?4, arguments = '{}' WHERE id = ?1;

-- journal, spool, archive

-- name: journal_last
SELECT seq, at, hash FROM journal WHERE seq = (SELECT max(seq) FROM journal);

-- name: journal_at
SELECT at FROM journal WHERE seq = ?1;

-- name: journal_append
INSERT INTO journal (seq, at, kind, case_id, person_id, message_id, task_id, outbox_id, code, code2, n, words, prev, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14);

-- name: journal_words_add
INSERT INTO journal_words (seq, salt, words) VALUES (?1, ?2, ?3);

-- name: journal_walk
SELECT j.seq, j.at, j.kind, j.case_id, j.person_id, j.message_id, j.task_id, j.outbox_id, j.code, j.code2, j.n, j.words, j.prev, j.hash,
	w.salt, w.words
FROM journal AS j /*scan: verify*/ LEFT JOIN journal_words AS w ON w.seq = j.seq ORDER BY j.seq;

-- What the journal says of cases, questions and mails, folded, beside what their tables say: where the two differ.
-- name: journal_rebuild
WITH moved AS (SELECT case_id, max(seq) AS seq FROM journal /*scan: verify*/ WHERE kind IN ('case.step', 'case.close', 'case.reopen') GROUP BY case_id),
opened AS (SELECT case_id, count(*) AS n FROM journal /*scan: verify*/ WHERE kind = 'case.reopen' GROUP BY case_id),
asked AS (SELECT o.task_id, o.case_id, o.person_id, o.code AS kind, o.code2 AS tahap,
	(SELECT e.code FROM journal AS e WHERE e.kind = 'task.close' AND e.task_id = o.task_id AND e.case_id = o.case_id ORDER BY e.seq DESC LIMIT 1) AS state,
	(SELECT e.code2 FROM journal AS e WHERE e.kind = 'task.close' AND e.task_id = o.task_id AND e.case_id = o.case_id ORDER BY e.seq DESC LIMIT 1) AS answer
	FROM journal AS o /*scan: verify*/ WHERE o.kind = 'task.open'),
left_us AS (SELECT DISTINCT outbox_id FROM journal /*scan: verify*/ WHERE kind = 'mail.sent' OR (kind = 'mail.outcome' AND code = 'sent'))
SELECT what, id, stored, folded FROM (
	SELECT 'case' AS what, c.id AS id, c.service || ' owner ' || c.owner_id || ' at ' || coalesce(c.tahap, '-') || ' end ' || coalesce(c.akhir, '-') || ' reopened '
		|| c.reopened AS stored,
	o.code || ' owner ' || iif(o.code2 = 'registered', c.owner_id, o.person_id) || ' at ' || iif(l.kind = 'case.close', '-', coalesce(l.code2, '-')) || ' end ' || iif(l.kind = 'case.close', l.code2, '-') || ' reopened '
		|| coalesce(n.n, 0) AS folded
	FROM cases AS c LEFT JOIN journal AS o /*scan: verify*/ ON o.kind = 'case.open' AND o.case_id = c.id LEFT JOIN moved AS m ON m.case_id = c.id
	LEFT JOIN journal AS l ON l.seq = m.seq LEFT JOIN opened AS n ON n.case_id = c.id
	UNION ALL SELECT 'case', j.case_id, 'no such row', j.code FROM journal AS j /*scan: verify*/ WHERE j.kind = 'case.open' AND j.case_id NOT IN (SELECT id FROM cases)
	UNION ALL SELECT 'question', t.id, t.kind || ' at ' || t.tahap || ' of person ' || t.person_id || ' ' || t.state || ' ' || coalesce(t.answer, '-'),
	a.kind || ' at ' || a.tahap || ' of person ' || a.person_id || ' ' || coalesce(a.state, 'open') || ' ' || coalesce(a.answer, '-')
	FROM task AS t LEFT JOIN asked AS a ON a.task_id = t.id
	UNION ALL SELECT 'question', a.task_id, 'no such row', a.kind FROM asked AS a WHERE a.task_id NOT IN (SELECT id FROM task)
	UNION ALL SELECT 'mail', o.id, iif(o.state = 'sent', 'sent', 'not sent'), iif(s.outbox_id IS NULL, 'not sent', 'sent')
	FROM outbox AS o LEFT JOIN left_us AS s ON s.outbox_id = o.id WHERE o.kind = 'mail'
	UNION ALL SELECT 'mail', s.outbox_id, 'no such row', 'sent' FROM left_us AS s WHERE s.outbox_id NOT IN (SELECT id FROM outbox)
) WHERE stored IS NOT folded ORDER BY what, id;

-- name: journal_by_hash
SELECT seq FROM journal /*scan: verify*/ WHERE hash = ?1;

-- name: journal_export
SELECT j.seq, j.at, j.kind, c.number, d.nama, j.message_id, j.task_id, j.outbox_id, j.code, j.code2, j.n, w.words, j.hash
FROM journal AS j /*scan: export*/ LEFT JOIN cases AS c ON c.id = j.case_id LEFT JOIN person_data AS d ON d.person_id = j.person_id
LEFT JOIN journal_words AS w ON w.seq = j.seq ORDER BY j.seq;

-- name: spool_wanted
SELECT 1 FROM message WHERE id = ?1 AND state = 'received';

-- name: archive_named
SELECT archive FROM message /*scan: start*/ WHERE archive IS NOT NULL UNION SELECT archive FROM document WHERE archive IS NOT NULL
UNION SELECT archive FROM matter_document WHERE archive IS NOT NULL UNION SELECT archive FROM report_file ORDER BY 1;

-- name: outbox_named
SELECT file FROM outbox /*scan: start*/ WHERE file IS NOT NULL UNION SELECT blank_file FROM outbox WHERE blank_file IS NOT NULL ORDER BY 1;

-- Sealed files of mails, those that may go next first: what is sent meanwhile loses its file.
-- name: backup_mails
SELECT name FROM (SELECT file AS name, state IN ('sent', 'dropped', 'failed') AS rests FROM outbox /*scan: backup*/ WHERE file IS NOT NULL
	UNION ALL SELECT blank_file, 0 FROM outbox WHERE blank_file IS NOT NULL) GROUP BY name ORDER BY min(rests), name;

-- name: backup_counts
SELECT (SELECT count(*) FROM message /*scan: backup*/), (SELECT count(*) FROM cases), (SELECT count(*) FROM person), (SELECT count(*) FROM outbox);

-- A restored store: what was on its way has perhaps left. What is not composed yet is parked once it is.
-- name: restored_mails
UPDATE outbox SET state = iif(state = 'new', 'new', 'parked'), reason = 'restored'
WHERE kind = 'mail' AND (state IN ('ready', 'sending', 'retry') OR (state = 'new' AND reason IS NULL));

-- As if the agent had ended in the call: call_recover takes it from there.
-- name: restored_calls
UPDATE outbox SET state = 'sending' WHERE kind = 'ams' AND what <> 'status' AND state = 'ready';

-- The spool is in no backup.
-- name: restored_letters
UPDATE message SET state = 'asked' WHERE state = 'received';

-- name: restored_year
INSERT INTO meta (key, value) VALUES (?1, '0') ON CONFLICT DO NOTHING;

-- name: restored_numbers
UPDATE meta SET value = CAST((CAST(value AS INTEGER) / 1000 + 1) * 1000 AS TEXT) WHERE key >= 'case_number_' AND key < 'case_number_a';

-- name: restored_found
UPDATE outbox SET state = 'sent', reason = 'found-in-sent', sent_at = ?2, copied = 1, message_id = coalesce(blank_id, message_id), token = NULL,
	file = coalesce(blank_file, file), blank_file = NULL WHERE id = ?1 AND kind = 'mail' AND state IN ('new', 'parked', 'unknown', 'failed');

-- Of before the restore: had left, unknown; and calls of AMS of which nobody knows.
-- name: restored_list
SELECT coalesce(d.recipient, 'AMS'), o.what, c.number FROM outbox AS o LEFT JOIN outbox_data AS d ON d.outbox_id = o.id
LEFT JOIN cases AS c ON c.id = o.case_id
WHERE o.state = ?1 AND ((o.kind = 'mail' AND o.reason IN ('restored', 'found-in-sent')) OR (o.kind = 'ams' AND ?1 = 'unknown')) ORDER BY o.id LIMIT ?2;

-- name: restored_go
UPDATE outbox SET state = 'unknown' WHERE kind = 'mail' AND reason = 'restored' AND state IN ('new', 'parked');

-- name: store_in_use
SELECT EXISTS (SELECT 1 FROM message /*scan: first*/) OR EXISTS (SELECT 1 FROM outbox);

-- erasure

-- name: doomed_next
SELECT room, name FROM doomed /*scan: first*/ ORDER BY room, name LIMIT 1;

-- name: doomed_gone
DELETE FROM doomed WHERE room = ?1 AND name = ?2;

-- name: doom_case_none
DELETE FROM doom_case;

-- name: doom_message_none
DELETE FROM doom_message;

-- name: doom_outbox_none
DELETE FROM doom_outbox;

-- name: doom_file_none
DELETE FROM doom_file;

-- name: doom_value_none
DELETE FROM doom_value;

-- name: doom_value_add
INSERT INTO doom_value (value, digits) VALUES (lower(?1), ?2) ON CONFLICT DO NOTHING;

-- name: doom_case_add
INSERT INTO doom_case (id) VALUES (?1) ON CONFLICT DO NOTHING;

-- The person's cases; after them what these and the record know him by, but for what is another's too.
-- name: doom_cases_of_person
INSERT INTO doom_case (id) SELECT id FROM cases WHERE owner_id = ?1;

-- name: doom_values_of_person
INSERT INTO doom_value (value, digits) SELECT lower(w.value), max(w.digits) FROM (
	SELECT nip AS value, 1 AS digits FROM person_data WHERE person_id = ?1 UNION ALL SELECT nik, 1 FROM person_data WHERE person_id = ?1
	UNION ALL SELECT hp, 1 FROM person_data WHERE person_id = ?1 UNION ALL SELECT address, 0 FROM address WHERE person_id = ?1
	UNION ALL SELECT nip, 1 FROM case_data WHERE case_id IN (SELECT id FROM doom_case) UNION ALL SELECT nik, 1 FROM case_data WHERE case_id IN (SELECT id FROM doom_case)
	UNION ALL SELECT hp, 1 FROM case_data WHERE case_id IN (SELECT id FROM doom_case) UNION ALL SELECT email, 0 FROM case_data WHERE case_id IN (SELECT id FROM doom_case)) AS w
WHERE length(w.value) >= 6 AND NOT EXISTS (SELECT 1 FROM address AS o WHERE o.address = lower(w.value) AND o.person_id <> ?1)
	AND NOT EXISTS (SELECT 1 FROM person_data AS o /*scan: erasure*/ WHERE o.person_id <> ?1 AND w.value IN (o.nip, o.nik, o.hp)) GROUP BY lower(w.value);

-- name: doom_names_of_person
SELECT nama FROM person_data WHERE person_id = ?1 AND nama IS NOT NULL UNION SELECT nama FROM case_data WHERE case_id IN (SELECT id FROM doom_case) AND nama IS NOT NULL;

-- Letters of the cases, and those that several share.
-- name: doom_messages_of_cases
INSERT INTO doom_message (id) SELECT m.id FROM message AS m WHERE m.case_id IN (SELECT id FROM doom_case)
	UNION SELECT d.message_id FROM document AS d WHERE d.case_id IN (SELECT id FROM doom_case)
	UNION SELECT m.message_id FROM matter AS m JOIN cases AS c ON c.matter_id = m.id WHERE c.id IN (SELECT id FROM doom_case);

-- Letters that the person wrote for himself or others, or that name him and belong to nobody's case. What he answered as an official in cases of
-- others stays.
-- name: doom_messages_of_person
INSERT INTO doom_message (id) SELECT m.id FROM message AS m /*scan: erasure*/ LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE ((m.case_id IS NULL OR m.class = 'request' OR m.case_id IN (SELECT id FROM doom_case)) AND (m.person_id = ?1 OR d.sender IN (SELECT value FROM doom_value)))
	OR ((m.case_id IS NULL OR m.case_id IN (SELECT id FROM doom_case)) AND EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(d.subject, '') || char(10) || coalesce(d.excerpt, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(d.subject, '') || char(10) || coalesce(d.excerpt, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0)))
ON CONFLICT DO NOTHING;

-- Answers of officials about them: they quote what they were asked.
-- name: doom_messages_answering
INSERT INTO doom_message (id) SELECT t.answered_by FROM task AS t WHERE t.case_id IN (SELECT id FROM doom_case) AND t.answered_by IS NOT NULL
	UNION SELECT i.answered_by FROM inquiry AS i WHERE i.answered_by IS NOT NULL AND (i.case_id IN (SELECT id FROM doom_case)
		OR i.message_id IN (SELECT id FROM doom_message) OR EXISTS (SELECT 1 FROM inquiry_item AS n LEFT JOIN task AS t ON t.id = n.task_id
			WHERE n.inquiry_id = i.id AND (t.case_id IN (SELECT id FROM doom_case) OR n.message_id IN (SELECT id FROM doom_message)))) ON CONFLICT DO NOTHING;

-- name: doom_outbox_of_cases
INSERT INTO doom_outbox (id) SELECT id FROM outbox WHERE case_id IN (SELECT id FROM doom_case)
	OR task_id IN (SELECT t.id FROM task AS t WHERE t.case_id IN (SELECT id FROM doom_case))
	OR matter_id IN (SELECT c.matter_id FROM cases AS c WHERE c.id IN (SELECT id FROM doom_case) AND c.matter_id IS NOT NULL);

-- Mails to him; and lists and summaries, which name many: their sealed copies go as a whole, the office has them in Sent.
-- name: doom_outbox_of_person
INSERT INTO doom_outbox (id) SELECT o.id FROM outbox AS o LEFT JOIN outbox_data AS d ON d.outbox_id = o.id
WHERE o.case_id IS NULL AND (o.person_id = ?1 OR d.recipient IN (SELECT value FROM doom_value) OR o.about_id IN (SELECT id FROM doom_message)
	OR (o.kind = 'mail' AND (o.state IN ('sent', 'dropped', 'failed', 'unknown') OR (o.state = 'parked' AND o.reason = 'mode')))) ON CONFLICT DO NOTHING;

-- Mails that would be torn from under way: the erasure waits for them.
-- name: doom_under_way
SELECT count(*) FROM outbox WHERE kind = 'mail' AND (case_id IS NULL OR id IN (SELECT id FROM doom_outbox))
	AND (state IN ('new', 'ready', 'sending', 'retry') OR copied = 0);

-- name: doom_files
INSERT INTO doom_file (room, name) SELECT 0, archive FROM message WHERE archive IS NOT NULL AND id IN (SELECT id FROM doom_message)
	UNION SELECT 0, archive FROM document WHERE archive IS NOT NULL AND (case_id IN (SELECT id FROM doom_case) OR message_id IN (SELECT id FROM doom_message))
	UNION SELECT 0, archive FROM matter_document WHERE archive IS NOT NULL AND message_id IN (SELECT id FROM doom_message)
	UNION SELECT 0, surat FROM case_data WHERE surat IS NOT NULL AND case_id IN (SELECT id FROM doom_case)
	UNION SELECT 1, file FROM outbox WHERE file IS NOT NULL AND id IN (SELECT id FROM doom_outbox)
	UNION SELECT 1, blank_file FROM outbox WHERE blank_file IS NOT NULL AND id IN (SELECT id FROM doom_outbox);

-- A case of somebody else, still open, that needs one of the files.
-- name: doom_shared
SELECT c.number FROM cases AS c WHERE c.closed_at IS NULL AND c.id NOT IN (SELECT id FROM doom_case)
	AND (c.matter_id IN (SELECT k.id FROM matter AS k WHERE k.message_id IN (SELECT id FROM doom_message))
	OR c.id IN (SELECT m.case_id FROM message AS m WHERE m.id IN (SELECT id FROM doom_message))
	OR EXISTS (SELECT 1 FROM document AS d WHERE d.case_id = c.id AND d.archive IN (SELECT name FROM doom_file WHERE room = 0))) ORDER BY c.id LIMIT 1;

-- name: doom_open_case
SELECT id, number, tahap FROM cases WHERE closed_at IS NULL AND id IN (SELECT id FROM doom_case) ORDER BY id LIMIT 1;

-- name: task_of_case_next
SELECT id, case_id FROM task WHERE case_id = ?1 AND state = 'open' ORDER BY id LIMIT 1;

-- name: doom_count
SELECT (SELECT count(*) FROM doom_case), (SELECT count(*) FROM doom_message), (SELECT count(*) FROM doom_case AS k /*scan: scratch*/ JOIN document AS d ON d.case_id = k.id),
	(SELECT count(*) FROM doom_outbox), (SELECT count(*) FROM doom_file);

-- Kept long enough: what somebody else's row still names stays.
-- name: keep_named_files
DELETE FROM doom_file WHERE room = 0 AND (EXISTS (SELECT 1 FROM message AS m WHERE m.archive = doom_file.name AND m.id NOT IN (SELECT id FROM doom_message))
	OR EXISTS (SELECT 1 FROM document AS d WHERE d.archive = doom_file.name AND d.case_id NOT IN (SELECT id FROM doom_case))
	OR EXISTS (SELECT 1 FROM matter_document AS o WHERE o.archive = doom_file.name AND o.message_id NOT IN (SELECT id FROM doom_message)));

-- Emptying: rows stay, with ids, codes and days; what they said of people goes.
-- name: empty_message
UPDATE message SET archive = NULL, emptied = max(emptied, 2 * (id IN (SELECT id FROM doom_message)))
WHERE archive IN (SELECT name FROM doom_file WHERE room = 0) OR id IN (SELECT id FROM doom_message);

-- name: empty_document
UPDATE document SET archive = NULL WHERE archive IN (SELECT name FROM doom_file WHERE room = 0) OR case_id IN (SELECT id FROM doom_case);

-- name: empty_matter_document
UPDATE matter_document SET archive = NULL WHERE archive IN (SELECT name FROM doom_file WHERE room = 0);

-- name: empty_surat
UPDATE case_data SET surat = NULL WHERE surat IN (SELECT name FROM doom_file WHERE room = 0);

-- name: empty_outbox
UPDATE outbox SET emptied = 2, file = NULL, blank_file = NULL, token = NULL, copied = NULL,
	reason = CASE WHEN state IN ('new', 'parked', 'ready', 'retry', 'unknown', 'failed') THEN 'erased' ELSE reason END,
	state = CASE WHEN state IN ('new', 'parked', 'ready', 'retry', 'unknown', 'failed') THEN 'dropped' ELSE state END WHERE id IN (SELECT id FROM doom_outbox);

-- name: empty_outbox_data
UPDATE outbox_data SET recipient = '', mail = x'', answer = NULL, subject = NULL, preview = NULL WHERE outbox_id IN (SELECT id FROM doom_outbox);

-- name: empty_message_data
DELETE FROM message_data WHERE message_id IN (SELECT id FROM doom_message);

-- name: empty_case_data
DELETE FROM case_data WHERE case_id IN (SELECT id FROM doom_case);

-- name: empty_document_data
DELETE FROM document_data WHERE document_id IN (SELECT id FROM document WHERE case_id IN (SELECT id FROM doom_case) OR message_id IN (SELECT id FROM doom_message));

-- name: empty_matter_document_data
DELETE FROM matter_document_data WHERE matter_document_id IN (SELECT id FROM matter_document WHERE message_id IN (SELECT id FROM doom_message) AND archive IS NULL);

-- name: empty_task_data
DELETE FROM task_data WHERE task_id IN (SELECT id FROM task WHERE case_id IN (SELECT id FROM doom_case));

-- name: empty_words
DELETE FROM journal_words WHERE seq IN (SELECT j.seq FROM journal AS j WHERE j.words IS NOT NULL AND (j.case_id IN (SELECT id FROM doom_case)
	OR j.message_id IN (SELECT id FROM doom_message) OR j.outbox_id IN (SELECT id FROM doom_outbox)));

-- name: empty_doubts
DELETE FROM doubt_data WHERE case_id IN (SELECT id FROM doom_case) OR message_id IN (SELECT id FROM doom_message);

-- name: empty_found
DELETE FROM found_data WHERE case_id IN (SELECT id FROM doom_case);

-- name: empty_inquiry_data
DELETE FROM inquiry_data WHERE inquiry_id IN (SELECT i.id FROM inquiry AS i WHERE i.case_id IN (SELECT id FROM doom_case)
	OR i.message_id IN (SELECT id FROM doom_message) OR i.answered_by IN (SELECT id FROM doom_message));

-- name: empty_choice_data
DELETE FROM inquiry_choice_data WHERE inquiry_id IN (SELECT i.id FROM inquiry AS i WHERE i.case_id IN (SELECT id FROM doom_case)
	OR i.message_id IN (SELECT id FROM doom_message) OR i.answered_by IN (SELECT id FROM doom_message));

-- name: empty_child_data
DELETE FROM matter_child_data WHERE (matter_id, n) IN (SELECT matter_id, n FROM matter_child WHERE case_id IN (SELECT id FROM doom_case));

-- name: empty_matter_data
UPDATE matter_data SET sender = '', sender_name = NULL, reply_to_id = NULL, subject = NULL WHERE matter_id IN (SELECT m.id FROM matter AS m
	WHERE m.message_id IN (SELECT id FROM doom_message) AND NOT EXISTS (SELECT 1 FROM cases AS c JOIN case_data AS d ON d.case_id = c.id WHERE c.matter_id = m.id));

-- name: empty_reopening
UPDATE cases SET buka = NULL, emptied = 2 WHERE id IN (SELECT id FROM doom_case);

-- name: doom_to_doomed
INSERT INTO doomed (room, name) SELECT room, name FROM doom_file /*scan: scratch*/ WHERE true ON CONFLICT DO NOTHING;

-- What the person is known by, wherever it is written.
-- name: erase_message_data
UPDATE message_data /*scan: erasure*/ SET sender = iif(sender IN (SELECT value FROM doom_value), NULL, sender), subject = NULL, excerpt = NULL, header_id = NULL
WHERE sender IN (SELECT value FROM doom_value) OR EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(subject, '') || char(10) || coalesce(excerpt, '') || char(10) || coalesce(header_id, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(subject, '') || char(10) || coalesce(excerpt, '') || char(10) || coalesce(header_id, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_case_data
UPDATE case_data /*scan: erasure*/ SET sender = iif(sender IN (SELECT value FROM doom_value), '', sender), subject = NULL, alasan = NULL, reply_to_id = NULL WHERE sender IN (SELECT value FROM doom_value) OR EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(subject, '') || char(10) || coalesce(alasan, '') || char(10) || coalesce(reply_to_id, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(subject, '') || char(10) || coalesce(alasan, '') || char(10) || coalesce(reply_to_id, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_task_data
DELETE FROM task_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(words, '') || char(10) || coalesce(reason, '') || char(10) || coalesce(detail, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(words, '') || char(10) || coalesce(reason, '') || char(10) || coalesce(detail, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_words
DELETE FROM journal_words /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(words), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(words, ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_words_of
DELETE FROM journal_words WHERE seq IN (SELECT seq FROM journal /*scan: erasure*/ WHERE person_id = ?1);

-- name: erase_outbox_data
UPDATE outbox_data /*scan: erasure*/ SET recipient = iif(recipient IN (SELECT value FROM doom_value), '', recipient), answer = NULL, subject = NULL, preview = NULL
WHERE recipient IN (SELECT value FROM doom_value) OR EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(answer, '') || char(10) || coalesce(subject, '') || char(10) || coalesce(preview, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(answer, '') || char(10) || coalesce(subject, '') || char(10) || coalesce(preview, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_inquiry_data
DELETE FROM inquiry_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(address, '') || char(10) || coalesce(words, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(address, '') || char(10) || coalesce(words, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_choice_data
DELETE FROM inquiry_choice_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(word, '') || char(10) || coalesce(reason, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(word, '') || char(10) || coalesce(reason, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_matter_data
UPDATE matter_data /*scan: erasure*/ SET sender = iif(sender IN (SELECT value FROM doom_value), '', sender), sender_name = NULL, subject = NULL, reply_to_id = NULL
WHERE sender IN (SELECT value FROM doom_value) OR EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(sender_name, '') || char(10) || coalesce(subject, '') || char(10) || coalesce(reply_to_id, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(sender_name, '') || char(10) || coalesce(subject, '') || char(10) || coalesce(reply_to_id, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_child_data
DELETE FROM matter_child_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(nama, '') || char(10) || coalesce(nip, '') || char(10) || coalesce(nik, '') || char(10) || coalesce(email, '') || char(10) || coalesce(hp, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(nama, '') || char(10) || coalesce(nip, '') || char(10) || coalesce(nik, '') || char(10) || coalesce(email, '') || char(10) || coalesce(hp, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_document_data
UPDATE document_data /*scan: erasure*/ SET name = NULL, signer = NULL WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(name, '') || char(10) || coalesce(signer, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(name, '') || char(10) || coalesce(signer, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_matter_document_data
UPDATE matter_document_data /*scan: erasure*/ SET name = NULL WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(name), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(name, ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_doubts
DELETE FROM doubt_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(coalesce(value, '') || char(10) || coalesce(file, '')), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(coalesce(value, '') || char(10) || coalesce(file, ''), ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_found
DELETE FROM found_data /*scan: erasure*/ WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(found), v.value) > 0);

-- name: erase_events
UPDATE event /*scan: erasure*/ SET answer = NULL WHERE EXISTS (SELECT 1 FROM doom_value AS v WHERE instr(lower(answer), v.value) > 0
	OR (v.digits AND instr(replace(replace(replace(answer, ' ', ''), '.', ''), '-', ''), v.value) > 0));

-- name: erase_person_data
DELETE FROM person_data WHERE person_id = ?1;

-- name: erase_addresses
DELETE FROM address WHERE person_id = ?1;

-- name: erase_certificate_data
DELETE FROM certificate_data WHERE certificate_id IN (SELECT id FROM certificate WHERE person_id = ?1);

-- name: erase_certificates
UPDATE certificate SET next_stage = NULL, next_at = NULL WHERE person_id = ?1;

-- name: erase_person
UPDATE person SET state = 'erased', nudged_at = NULL, away_at = NULL WHERE id = ?1;

-- name: person_created
SELECT created_at FROM person WHERE id = ?1 AND state <> 'erased';

-- Kept long enough (simpan): cases closed before ?1, with those of the same letter.
-- name: keep_cases
INSERT INTO doom_case (id) SELECT c.id FROM cases AS c
WHERE c.emptied < 2 AND c.emptied IN (0, 1) AND c.closed_at < ?1
	AND NOT EXISTS (SELECT 1 FROM cases AS k WHERE c.matter_id IS NOT NULL AND k.matter_id = c.matter_id AND coalesce(k.closed_at, ?1) >= ?1)
	AND NOT EXISTS (SELECT 1 FROM cases AS k WHERE k.from_case = c.id AND coalesce(k.closed_at, ?1) >= ?1) LIMIT ?2;

-- name: keep_documents
INSERT INTO doom_file (room, name) SELECT DISTINCT 0, d.archive FROM cases AS c CROSS JOIN document AS d ON d.case_id = c.id
WHERE c.emptied < 2 AND c.emptied = 0 AND c.closed_at < ?1 AND d.archive IS NOT NULL;

-- name: keep_documents_needed
DELETE FROM doom_file /*scan: scratch*/ WHERE EXISTS (SELECT 1 FROM document AS d JOIN cases AS c ON c.id = d.case_id WHERE d.archive = doom_file.name AND coalesce(c.closed_at, ?1) >= ?1)
	OR EXISTS (SELECT 1 FROM message AS m WHERE m.archive = doom_file.name)
	OR EXISTS (SELECT 1 FROM matter_document AS o JOIN matter_child AS k ON k.matter_id = o.matter_id LEFT JOIN cases AS c ON c.id = k.case_id
		WHERE o.archive = doom_file.name AND (k.state IN ('ragu', 'menunggu') OR (c.id IS NOT NULL AND coalesce(c.closed_at, ?1) >= ?1)));

-- name: keep_document_data
DELETE FROM document_data WHERE document_id IN (SELECT d.id FROM cases AS c CROSS JOIN document AS d ON d.case_id = c.id
	WHERE c.emptied < 2 AND c.emptied = 0 AND c.closed_at < ?1 AND d.archive IS NULL);

-- Where a document is still needed, the case is looked at again.
-- name: keep_documents_done
UPDATE cases SET emptied = 1 WHERE emptied < 2 AND emptied = 0 AND closed_at < ?1
	AND NOT EXISTS (SELECT 1 FROM document AS d WHERE d.case_id = cases.id AND d.archive IS NOT NULL);

-- name: keep_messages
INSERT INTO doom_message (id) SELECT m.id FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.case_id IS NULL AND m.emptied = 0 AND m.internaldate < ?1 AND m.state = 'done' AND (d.message_id IS NOT NULL OR m.archive IS NOT NULL)
	AND NOT EXISTS (SELECT 1 FROM matter AS t JOIN cases AS c ON c.matter_id = t.id JOIN case_data AS k ON k.case_id = c.id WHERE t.message_id = m.id)
	AND NOT EXISTS (SELECT 1 FROM document AS o WHERE o.message_id = m.id AND o.archive IS NOT NULL) LIMIT ?2;

-- name: keep_outbox
INSERT INTO doom_outbox (id) SELECT o.id FROM outbox AS o
WHERE o.case_id IS NULL AND o.matter_id IS NULL AND o.emptied = 0 AND o.created_at < ?1 AND o.state IN ('sent', 'dropped', 'failed', 'unknown', 'parked')
	AND coalesce(o.copied, 1) = 1 LIMIT ?2;

-- name: keep_people
SELECT p.id FROM person AS p WHERE p.source = 'letter' AND p.state <> 'erased' AND p.created_at < ?1 AND p.id > ?2
	AND NOT EXISTS (SELECT 1 FROM holder AS h WHERE h.person_id = p.id)
	AND NOT EXISTS (SELECT 1 FROM certificate AS t WHERE t.person_id = p.id AND t.replaced_by IS NULL AND coalesce(t.ends_day, '9') >= ?3)
	AND NOT EXISTS (SELECT 1 FROM cases AS c WHERE c.owner_id = p.id AND coalesce(c.closed_at, ?1) >= ?1) ORDER BY p.id LIMIT 1;

-- command line

-- name: event_add
INSERT INTO event (at, login, verb, arguments) VALUES (?1, ?2, ?3, ?4);

-- name: event_outcome
SELECT done_at IS NOT NULL, ok, answer FROM event WHERE id = ?1;

-- name: case_list
SELECT c.id, c.number, c.service, coalesce(w.nama, d.nama), c.tahap, c.entered_at, c.opened_at, c.closed_at, c.akhir, c.petugas_at,
	(SELECT group_concat(t.role || coalesce(' ' || td.nama, ''), ', ') FROM task AS t LEFT JOIN person_data AS td ON td.person_id = t.person_id
		WHERE t.case_id = c.id AND t.state = 'open'),
	EXISTS (SELECT 1 FROM outbox AS o WHERE o.case_id = c.id AND o.kind = 'ams' AND o.state IN ('new', 'ready', 'sending', 'retry', 'unknown'))
FROM cases AS c /*scan: list*/ LEFT JOIN case_data AS d ON d.case_id = c.id LEFT JOIN person_data AS w ON w.person_id = c.owner_id
WHERE ?1 OR c.closed_at IS NULL ORDER BY c.id;

-- name: case_by_number
SELECT id FROM cases WHERE number = ?1;

-- name: case_head
SELECT c.number, c.service, c.tahap, c.entered_at, c.opened_at, c.closed_at, c.akhir, c.reopened, c.petugas_at, c.owner_id, p.state,
	d.sender, d.subject, coalesce(w.nama, d.nama), coalesce(w.nip, d.nip), coalesce(w.nik, d.nik),
	coalesce((SELECT a.address FROM address AS a WHERE a.person_id = p.id ORDER BY a.main DESC, a.id LIMIT 1), d.email),
	coalesce(w.hp, d.hp), coalesce(w.jabatan, d.jabatan), coalesce(w.unit_kerja, d.unit_kerja), d.alasan,
	c.opened_by, f.number, c.status_word, c.status_at,
	(SELECT group_concat(x.address || coalesce(' ' || nullif(x.bounced_status, ''), ''), ', ') FROM address AS x WHERE x.bounced_at IS NOT NULL AND (x.person_id = c.owner_id
		OR x.person_id IN (SELECT t.person_id FROM task AS t WHERE t.case_id = c.id AND t.state = 'open'))),
	(SELECT m.number || ', ' || c.matter_n FROM matter AS m WHERE m.id = c.matter_id),
	(SELECT g.nama FROM person_data AS g WHERE g.person_id = c.registered_by)
FROM cases AS c JOIN person AS p ON p.id = c.owner_id LEFT JOIN person_data AS w ON w.person_id = p.id
LEFT JOIN case_data AS d ON d.case_id = c.id LEFT JOIN cases AS f ON f.id = c.from_case WHERE c.id = ?1;

-- name: case_documents
SELECT o.id, o.kind, o.stands_for, o.state, o.archive IS NOT NULL, o.bytes, d.name, m.internaldate
FROM document AS o JOIN message AS m ON m.id = o.message_id LEFT JOIN document_data AS d ON d.document_id = o.id
WHERE o.case_id = ?1 ORDER BY o.id;

-- name: case_rows
SELECT r.no, r.opened_at, r.closed_at, d.nama FROM case_row AS r LEFT JOIN person_data AS d ON d.person_id = r.person_id
WHERE r.case_id = ?1 ORDER BY r.opened_at, r.no;

-- name: case_tasks
SELECT t.id, t.tahap, t.kind, t.role, d.nama, t.state, t.opened_at, t.closed_at, t.expires_at, t.answer
FROM task AS t LEFT JOIN person_data AS d ON d.person_id = t.person_id WHERE t.case_id = ?1 ORDER BY t.id;

-- name: case_mails
SELECT o.id, o.kind, o.what, d.recipient, o.state, o.reason, o.created_at, o.sent_at, o.code
FROM outbox AS o LEFT JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.case_id = ?1 ORDER BY o.id;

-- name: case_letters
SELECT m.id, m.internaldate, m.class, m.outcome, m.reason, d.sender, d.subject
FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id WHERE m.case_id = ?1 ORDER BY m.id;

-- name: case_journal
SELECT j.seq, j.at, j.kind, d.nama, j.code, j.code2, j.n, w.words
FROM journal AS j LEFT JOIN journal_words AS w ON w.seq = j.seq LEFT JOIN person_data AS d ON d.person_id = j.person_id
WHERE j.case_id = ?1 ORDER BY j.seq;

-- report

-- Cases that were open at some moment of [?1, ?2).
-- name: report_cases
SELECT c.id, c.number, c.service, c.sop_digest, coalesce(w.nama, d.nama), coalesce(w.unit_kerja, d.unit_kerja), c.opened_at, c.closed_at, c.akhir, c.tahap,
	c.opened_by, c.reopened, (SELECT count(*) FROM task AS t WHERE t.case_id = c.id AND t.kind = 'konfirmasi'), coalesce(w.jabatan, d.jabatan),
	(SELECT group_concat(DISTINCT o.stands_for) FROM document AS o WHERE o.case_id = c.id AND o.stands_for IS NOT NULL AND o.state = 'diterima'), d.sender
FROM cases AS c LEFT JOIN case_data AS d ON d.case_id = c.id LEFT JOIN person_data AS w ON w.person_id = c.owner_id
WHERE c.shadow = 0 AND c.opened_at < ?2
	AND c.id IN (SELECT id FROM cases WHERE closed_at >= ?1 UNION ALL SELECT id FROM cases WHERE closed_at IS NULL) ORDER BY c.id;

-- What is open now, the longest waiting first: who is asked, in which role, since when; AMS; when the owner was last written to.
-- name: report_open
SELECT c.number, c.service, c.sop_digest, c.tahap, c.entered_at, c.opened_at, c.petugas_at, coalesce(w.nama, d.nama),
	(SELECT group_concat(DISTINCT t.role) FROM task AS t WHERE t.case_id = c.id AND t.state = 'open'),
	(SELECT min(t.opened_at) FROM task AS t WHERE t.case_id = c.id AND t.state = 'open'),
	EXISTS (SELECT 1 FROM outbox AS o WHERE o.case_id = c.id AND o.kind = 'ams' AND o.state IN ('new', 'ready', 'sending', 'retry', 'unknown')),
	(SELECT max(o.sent_at) FROM outbox AS o WHERE o.case_id = c.id AND o.kind = 'mail' AND o.role = 'pemohon')
FROM cases AS c LEFT JOIN case_data AS d ON d.case_id = c.id LEFT JOIN person_data AS w ON w.person_id = c.owner_id
WHERE c.shadow = 0 AND c.closed_at IS NULL ORDER BY c.entered_at, c.id;

-- By month of the office's zone (seconds ?3).
-- name: report_opened
SELECT strftime('%Y-%m', opened_at + ?3, 'unixepoch'), count(*) FROM cases WHERE opened_at >= ?1 AND opened_at < ?2 AND shadow = 0 GROUP BY 1;

-- name: report_closed
SELECT strftime('%Y-%m', closed_at + ?3, 'unixepoch'), count(*) FROM cases WHERE closed_at >= ?1 AND closed_at < ?2 AND shadow = 0 GROUP BY 1;

-- name: report_certificates
SELECT d.unit_kerja, c.issued_day, c.ends_day, c.status, c.replaced_by, c.added_at, c.person_id, c.estimated FROM certificate AS c /*scan: report*/
LEFT JOIN person_data AS d ON d.person_id = c.person_id ORDER BY c.id;

-- name: report_units
SELECT DISTINCT unit_kerja FROM person_data /*scan: report*/ WHERE unit_kerja IS NOT NULL;

-- Reminders of [?1, ?2) by stage, and what has become of them since: a newer certificate, a case that is open.
-- name: report_reminders
SELECT r.stage, sum(r.state <> 'passed'), sum(r.state <> 'passed' AND c.replaced_by IS NOT NULL),
	sum(r.state <> 'passed' AND c.replaced_by IS NULL AND k.id IS NOT NULL AND k.closed_at IS NULL), sum(r.state = 'passed')
FROM reminder AS r JOIN certificate AS c ON c.id = r.certificate_id LEFT JOIN cases AS k ON k.id = r.case_id
WHERE r.at >= ?1 AND r.at < ?2 GROUP BY r.stage ORDER BY r.stage;

-- Letters and mails, counted from the journal's rows [?1, ?2).
-- name: report_letters
SELECT kind, coalesce(code2, code), sum(code = 'ignored'), count(*) FROM journal
WHERE seq >= ?1 AND seq < ?2 AND kind IN ('letter.in', 'letter.held', 'letter.done', 'letter.rejected', 'mail.sent', 'mail.bounced') GROUP BY 1, 2 ORDER BY 4 DESC, 2;

-- What did not go its plain way, for whoever looks after the office. The person's name only where he holds, or held, a role.
-- name: report_exceptions
SELECT j.at, c.number, d.nama, j.kind, j.code, j.code2, w.words, EXISTS (SELECT 1 FROM holder AS h WHERE h.person_id = j.person_id)
FROM journal AS j LEFT JOIN cases AS c ON c.id = j.case_id
LEFT JOIN person_data AS d ON d.person_id = j.person_id LEFT JOIN journal_words AS w ON w.seq = j.seq
WHERE j.seq >= ?1 AND j.seq < ?2 AND ((j.kind = 'task.open' AND j.code = 'konfirmasi') OR j.kind IN ('case.hand', 'case.recorded', 'case.skip', 'role.set',
	'role.change', 'role.end', 'person.away', 'mode.live', 'pause', 'resume', 'report', 'mail.bounced', 'case.petugas', 'case.reopen', 'inquiry.item')
	OR (j.kind = 'case.close' AND (j.code2 LIKE '%tanpa-konfirmasi' OR j.code2 = 'petugas'))
	OR (j.kind = 'command' AND j.code IN ('held.release', 'held.reject', 'outbox.retry', 'outbox.drop', 'practice.waive'))) ORDER BY j.seq;

-- name: report_health
SELECT (SELECT max(polled_at) FROM folder /*scan: report*/ WHERE kind = 'watched'), (SELECT max(sent_at) FROM outbox WHERE sent_at IS NOT NULL),
	(SELECT count(*) FROM message WHERE state = 'received'), (SELECT count(*) FROM message WHERE state = 'held'),
	(SELECT count(*) FROM outbox WHERE kind = 'mail' AND state IN ('new', 'ready', 'sending', 'retry')),
	(SELECT count(*) FROM outbox WHERE kind = 'mail' AND state IN ('failed', 'unknown') AND coalesce(sent_at, created_at) >= ?1),
	(SELECT count(DISTINCT person_id) FROM address WHERE bounced_at IS NOT NULL),
	(SELECT count(*) FROM person /*scan: report*/ WHERE away_at IS NOT NULL),
	(SELECT value FROM meta WHERE key = 'rules_mistakes');

-- The service that is stopped, '' for all.
-- name: report_paused
SELECT substr(key, 7) FROM meta WHERE key >= 'pause' AND key < 'pausf' ORDER BY key;

-- name: report_file_add
INSERT INTO report_file (outbox_id, month, archive) VALUES (?1, ?2, ?3);

-- name: report_files_done
DELETE FROM report_file /*scan: small*/ WHERE outbox_id IN (SELECT id FROM outbox WHERE state IN ('sent', 'dropped'));

-- Words that people confirmed, how often, and how often they were not meant so.
-- name: words_confirmed
SELECT lower(d.words), t.means, sum(t.answer = 'yes'), sum(t.answer IS NULL OR t.answer <> 'yes'), max(t.closed_at)
FROM task AS t /*scan: report*/ JOIN task_data AS d ON d.task_id = t.id WHERE t.kind = 'konfirmasi' AND t.state <> 'open' AND d.words IS NOT NULL
GROUP BY lower(d.words), t.means HAVING sum(t.answer = 'yes') > 0 ORDER BY 3 DESC, 1;

-- Files of a case for its archive; a mail's file holds no code once it is sent.
-- name: export_letters
SELECT m.id, m.internaldate, m.archive, d.sender, d.subject, m.class FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.case_id = ?1 ORDER BY m.internaldate, m.id;

-- name: export_documents
SELECT o.id, o.kind, o.stands_for, o.state, o.archive, o.bytes, d.name, m.internaldate, o.digest
FROM document AS o JOIN message AS m ON m.id = o.message_id LEFT JOIN document_data AS d ON d.document_id = o.id WHERE o.case_id = ?1 ORDER BY o.id;

-- name: export_mails
SELECT o.id, o.what, iif(o.state = 'sent', o.file, NULL), o.state, coalesce(o.sent_at, o.created_at), d.recipient
FROM outbox AS o LEFT JOIN outbox_data AS d ON d.outbox_id = o.id WHERE o.case_id = ?1 AND o.kind = 'mail' ORDER BY o.id;

-- What moved a case, and when; arrived: when the server had the letter that did it.
-- name: case_course
SELECT j.kind, j.code, j.code2, j.at, m.internaldate, j.task_id FROM journal AS j LEFT JOIN message AS m ON m.id = j.message_id
WHERE j.case_id = ?1 AND j.kind IN ('case.step', 'case.close', 'case.petugas', 'case.event') ORDER BY j.seq;

-- name: case_open_next
SELECT id FROM cases WHERE closed_at IS NULL AND id > ?1 ORDER BY id LIMIT 1;

-- name: last_letter
SELECT m.internaldate, d.sender, d.subject FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.case_id = ?1 ORDER BY m.id DESC LIMIT 1;

-- Where letters of before ?1 lie, as their folders are numbered now, and why one is still needed; NULL: it is settled.
-- name: mailbox_before
SELECT f.name, f.uidvalidity, p.uid, m.id, m.internaldate, d.sender, d.subject, m.archive, CASE WHEN m.state = 'held' THEN 'held' WHEN m.state <> 'done' THEN 'unread'
	WHEN EXISTS (SELECT 1 FROM cases AS c WHERE c.id = m.case_id AND c.closed_at IS NULL)
	OR EXISTS (SELECT 1 FROM document AS o JOIN cases AS c ON c.id = o.case_id WHERE o.message_id = m.id AND c.closed_at IS NULL)
	OR EXISTS (SELECT 1 FROM matter AS t JOIN cases AS c ON c.matter_id = t.id WHERE t.message_id = m.id AND c.closed_at IS NULL)
	OR EXISTS (SELECT 1 FROM matter AS t JOIN matter_child AS k ON k.matter_id = t.id WHERE t.message_id = m.id AND k.state IN ('ragu', 'menunggu'))
	OR EXISTS (SELECT 1 FROM matter_document AS o JOIN cases AS c ON c.matter_id = o.matter_id WHERE o.message_id = m.id AND c.closed_at IS NULL)
	OR EXISTS (SELECT 1 FROM matter_document AS o JOIN matter_child AS k ON k.matter_id = o.matter_id WHERE o.message_id = m.id AND k.state IN ('ragu', 'menunggu'))
	THEN 'case' WHEN EXISTS (SELECT 1 FROM inquiry AS i WHERE i.message_id = m.id AND i.state = 'open') THEN 'asked'
	WHEN m.archive IS NULL THEN 'not-archived' WHEN m.summary <> 0 THEN 'summary' END
FROM place AS p /*scan: list*/ JOIN folder AS f ON f.id = p.folder_id AND f.uidvalidity = p.uidvalidity JOIN message AS m ON m.id = p.message_id
LEFT JOIN message_data AS d ON d.message_id = m.id WHERE m.internaldate < ?1 ORDER BY f.name, p.uid;

-- The documents that came with a letter, each once: its digest in hex, and its file.
-- name: message_documents
SELECT lower(hex(digest)), archive FROM document WHERE message_id = ?1 UNION SELECT lower(hex(digest)), archive FROM matter_document WHERE message_id = ?1;

-- name: adopt_list
SELECT m.id, m.internaldate, d.sender, d.subject, m.service FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.state = 'held' AND m.reason = 'before-start' AND m.staff_id IS NULL ORDER BY m.id;

-- name: adopt_service
SELECT service FROM message WHERE id = ?1 AND state = 'held' AND reason = 'before-start' AND service <> '?';

-- name: replay_letters
SELECT m.id, m.internaldate, m.archive, c.number FROM message AS m /*scan: export*/ LEFT JOIN cases AS c ON c.id = m.case_id
WHERE m.archive IS NOT NULL AND m.internaldate >= ?1 ORDER BY m.id;

-- name: held_list
SELECT m.id, m.internaldate, d.sender, d.subject, m.reason FROM message AS m LEFT JOIN message_data AS d ON d.message_id = m.id
WHERE m.state = 'held' ORDER BY m.id;

-- name: outbox_list
SELECT o.id, o.kind, o.what, c.number, d.recipient, o.state, o.reason, o.not_before, o.attempts, o.created_at, o.sent_at, o.code, d.answer
FROM outbox AS o /*scan: list*/ LEFT JOIN outbox_data AS d ON d.outbox_id = o.id LEFT JOIN cases AS c ON c.id = o.case_id
WHERE ?1 OR o.state NOT IN ('sent', 'dropped') ORDER BY o.id;

-- name: outbox_state
SELECT state FROM outbox WHERE id = ?1;

-- name: person_list
SELECT p.id, p.state, d.nama, '...' || substr(d.nip, -4), d.jabatan, d.unit_kerja,
	(SELECT group_concat(a.address || iif(a.trust = 'registered', '', ' (' || a.trust || ')') || iif(a.bounced_at IS NULL, '', ' (unreachable)'), ', ')
		FROM (SELECT address, trust, bounced_at FROM address WHERE person_id = p.id ORDER BY main DESC, id) AS a),
	(SELECT group_concat(h.role, ', ') FROM holder AS h /*scan: list*/ WHERE h.person_id = p.id AND h.from_day <= ?1
		AND (h.until_day IS NULL OR h.until_day >= ?1))
FROM person AS p LEFT JOIN person_data AS d ON d.person_id = p.id ORDER BY p.id;

-- name: person_exists
SELECT 1 FROM person WHERE id = ?1 AND state <> 'erased';

-- name: persons_of_address
SELECT DISTINCT person_id FROM address WHERE address = ?1 ORDER BY person_id;

-- name: persons_of_nip
SELECT person_id FROM person_data WHERE nip = ?1 ORDER BY person_id;

-- What is kept of a person.
-- name: subject_data
SELECT p.state, p.source, p.created_at, d.nama, d.nip, d.nik, d.hp, d.jabatan, d.unit_kerja, p.verified_at
FROM person AS p LEFT JOIN person_data AS d ON d.person_id = p.id WHERE p.id = ?1;

-- Everything with its day, what it is, what it says, and from whom it came or to whom it went.
-- name: subject_story
SELECT at, kind, what, whom, number FROM (
	SELECT a.created_at AS at, 'alamat' AS kind, a.address AS what, a.trust AS whom, NULL AS number FROM address AS a WHERE a.person_id = ?1
	UNION ALL SELECT t.added_at, 'sertifikat', t.status || coalesce(', ' || s.serial, '') || coalesce(', sampai ' || t.ends_day, ''), t.source, NULL
		FROM certificate AS t LEFT JOIN certificate_data AS s ON s.certificate_id = t.id WHERE t.person_id = ?1
	UNION ALL SELECT c.opened_at, 'perkara', c.service || coalesce(', ' || c.akhir, ''), d.sender, c.number FROM cases AS c /*scan: export*/
		LEFT JOIN case_data AS d ON d.case_id = c.id WHERE c.owner_id = ?1
	UNION ALL SELECT c.opened_at, 'isian surat', v.key || ': ' || v.value, d.sender, c.number FROM cases AS c /*scan: export*/ JOIN case_data AS d ON d.case_id = c.id,
		json_each(json_object('nama', d.nama, 'nip', d.nip, 'nik', d.nik, 'email', d.email, 'hp', d.hp, 'jabatan', d.jabatan,
			'unit_kerja', d.unit_kerja)) AS v WHERE c.owner_id = ?1 AND v.value IS NOT NULL
	UNION ALL SELECT m.internaldate, 'surat', coalesce(d.subject, '-'), d.sender, c.number FROM message AS m /*scan: export*/
		LEFT JOIN message_data AS d ON d.message_id = m.id LEFT JOIN cases AS c ON c.id = m.case_id
		WHERE m.person_id = ?1 OR c.owner_id = ?1
	UNION ALL SELECT m.internaldate, 'berkas', d.kind || coalesce(', ' || n.name, ''), iif(d.archive IS NULL, 'tidak disimpan', 'disimpan'), c.number
		FROM document AS d /*scan: export*/ JOIN cases AS c ON c.id = d.case_id JOIN message AS m ON m.id = d.message_id
		LEFT JOIN document_data AS n ON n.document_id = d.id WHERE c.owner_id = ?1
	UNION ALL SELECT m.internaldate, 'bacaan ragu', b.field || ': ' || b.value, coalesce(b.file, 'surat'), c.number FROM doubt_data AS b /*scan: export*/
		JOIN cases AS c ON c.id = b.case_id JOIN message AS m ON m.id = b.message_id WHERE c.owner_id = ?1
	UNION ALL SELECT c.opened_at, 'terlihat di AMS', b.doubt || coalesce(': ' || b.found, ''), 'AMS BSrE', c.number FROM found_data AS b /*scan: export*/
		JOIN cases AS c ON c.id = b.case_id WHERE c.owner_id = ?1
	UNION ALL SELECT coalesce(o.sent_at, o.created_at), iif(o.kind = 'ams', 'panggilan AMS', 'surat keluar'), o.what || iif(o.state = 'sent', '', ' (' || o.state || ')'),
		iif(o.kind = 'ams', 'AMS BSrE', coalesce(d.recipient, '') || coalesce(' (' || o.role || ')', '')), c.number FROM outbox AS o /*scan: export*/
		LEFT JOIN outbox_data AS d ON d.outbox_id = o.id LEFT JOIN cases AS c ON c.id = o.case_id WHERE c.owner_id = ?1 OR (o.person_id = ?1 AND o.case_id IS NULL)
	UNION ALL SELECT j.at, 'dibawa keluar', coalesce(j.code, j.kind), w.words, c.number FROM journal AS j /*scan: export*/ LEFT JOIN journal_words AS w ON w.seq = j.seq
		LEFT JOIN cases AS c ON c.id = j.case_id
		WHERE (j.kind = 'person.shown' AND j.person_id = ?1) OR (j.kind = 'case.hand' AND j.code = 'export' AND c.owner_id = ?1) OR j.kind = 'report'
) ORDER BY at, kind, what;

-- name: role_list
SELECT h.role, h.kind, h.from_day, h.until_day, h.person_id, d.nama,
	(SELECT address FROM address WHERE person_id = h.person_id AND main = 1), h.queue
FROM holder AS h /*scan: small*/ LEFT JOIN person_data AS d ON d.person_id = h.person_id
WHERE ?1 OR h.until_day IS NULL OR h.until_day >= ?2 ORDER BY h.role, h.from_day, h.id;

-- agent: certificates and reminders

-- name: certificate_current
SELECT c.id, c.issued_day, c.ends_day, c.status, c.source, d.serial, c.estimated, c.seen_at, c.next_at, c.next_stage, c.added_at
FROM certificate AS c LEFT JOIN certificate_data AS d ON d.certificate_id = c.id WHERE c.person_id = ?1 AND c.replaced_by IS NULL
ORDER BY c.id DESC LIMIT 1;

-- name: certificate_get
SELECT id, person_id, ends_day, status, replaced_by, next_stage FROM certificate WHERE id = ?1;

-- Others of a person that are valid and end after that day: which one is the new one?
-- name: certificates_new_beside
SELECT 1 FROM certificate WHERE person_id = ?1 AND id <> ?2 AND status = 'ISSUE' AND estimated = 0 AND ends_day > ?3 LIMIT 1;

-- name: case_certificate_told
SELECT 1 FROM journal WHERE case_id = ?1 AND kind = 'case.certificate' AND n = ?2 AND code2 = ?3 LIMIT 1;

-- name: certificate_by_serial
SELECT c.id, c.person_id FROM certificate AS c JOIN certificate_data AS d ON d.certificate_id = c.id WHERE d.serial = ?1;

-- name: certificate_owner
SELECT person_id FROM certificate WHERE id = ?1;

-- name: certificate_add
INSERT INTO certificate (person_id, issued_day, ends_day, estimated, status, source, added_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7);

-- name: certificate_data_add
INSERT INTO certificate_data (certificate_id, serial) VALUES (?1, ?2)
ON CONFLICT (certificate_id) DO UPDATE SET serial = coalesce(?2, serial);

-- name: certificate_seen
UPDATE certificate SET status = ?2, seen_at = ?3 WHERE id = ?1;

-- name: certificate_dates
UPDATE certificate SET issued_day = coalesce(?2, issued_day), ends_day = ?3, estimated = 0 WHERE id = ?1;

-- name: certificates_replace
UPDATE certificate SET replaced_by = ?2, next_stage = NULL, next_at = NULL, poll_at = NULL WHERE person_id = ?1 AND id <> ?2 AND replaced_by IS NULL;

-- name: certificate_replaced
UPDATE certificate SET replaced_by = ?2, next_stage = NULL, next_at = NULL, poll_at = NULL WHERE id = ?1;

-- name: certificate_next
UPDATE certificate SET next_stage = ?2, next_at = ?3 WHERE id = ?1;

-- Current ones that end or have ended lately and that neither AMS nor a file has told of for long.
-- name: certificates_unseen
SELECT p.nama, c.ends_day, c.estimated FROM certificate AS c /*scan: register*/ LEFT JOIN person_data AS p ON p.person_id = c.person_id
WHERE c.replaced_by IS NULL AND c.released = 0 AND c.status NOT IN ('REVOKE', 'EXPIRED') AND c.seen_at < ?1 ORDER BY c.ends_day, c.id LIMIT ?2;

-- name: certificates_of_opd
SELECT p.nama, c.ends_day, EXISTS (SELECT 1 FROM address AS a WHERE a.person_id = c.person_id AND a.bounced_at IS NOT NULL)
FROM certificate AS c /*scan: register*/ JOIN person_data AS p ON p.person_id = c.person_id
WHERE c.replaced_by IS NULL AND c.released = 0 AND c.status <> 'REVOKE' AND lower(p.unit_kerja) = lower(?1) AND c.ends_day BETWEEN ?2 AND ?3
ORDER BY c.ends_day, c.id LIMIT ?4;

-- name: certificate_release
UPDATE certificate SET released = 1, next_stage = NULL, next_at = NULL, poll_at = NULL WHERE person_id = ?1 AND replaced_by IS NULL;

-- name: certificate_released
SELECT released FROM certificate WHERE id = ?1;

-- name: case_told_ends_set
UPDATE cases SET told_ends = ?2 WHERE id = ?1;

-- name: case_told_ends
SELECT told_ends FROM cases WHERE id = ?1;

-- name: reminders_sent_since
SELECT count(*) FROM reminder WHERE state = 'sent' AND at > ?1;

-- name: certificate_poll_due
SELECT id, person_id, ends_day, status FROM certificate WHERE poll_at <= ?1 ORDER BY poll_at, id LIMIT 1;

-- name: certificate_poll_of
SELECT person_id, ends_day, status FROM certificate WHERE id = ?1 AND replaced_by IS NULL;

-- name: certificate_poll_set
UPDATE certificate SET poll_at = ?2 WHERE id = ?1;

-- name: certificate_poll_next
SELECT min(poll_at) FROM certificate;

-- name: certificates_poll_count
SELECT count(*) FROM certificate WHERE poll_at <= ?1;

-- name: certificate_due
SELECT id, person_id, ends_day, next_stage FROM certificate WHERE next_at <= ?1 ORDER BY next_at, id LIMIT 1;

-- name: certificate_status
SELECT status FROM certificate WHERE id = ?1 AND replaced_by IS NULL;

-- name: certificates_due_count
SELECT count(*) FROM certificate WHERE next_at <= ?1;

-- name: certificate_next_at
SELECT min(next_at) FROM certificate;

-- name: certificates_list
SELECT c.id, c.person_id, c.issued_day, c.ends_day, c.estimated, c.status, c.source, c.seen_at, c.replaced_by, c.next_stage, c.next_at,
	d.serial, p.nama, p.nip, (SELECT a.address FROM address AS a WHERE a.person_id = c.person_id ORDER BY a.main DESC, a.id LIMIT 1),
	(SELECT s.state FROM person AS s WHERE s.id = c.person_id), c.released
FROM certificate AS c /*scan: list*/ LEFT JOIN certificate_data AS d ON d.certificate_id = c.id LEFT JOIN person_data AS p ON p.person_id = c.person_id
WHERE (?1 OR c.replaced_by IS NULL) ORDER BY c.ends_day IS NULL, c.ends_day, c.id;

-- name: reminder_done
SELECT 1 FROM reminder WHERE certificate_id = ?1 AND stage = ?2;

-- name: reminder_add
INSERT INTO reminder (certificate_id, stage, state, at, case_id) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING;

-- A mail of this case came back: its latest reminder has not reached the owner.
-- name: reminder_returned
UPDATE reminder SET contact = 'owed' WHERE case_id = ?1 AND state = 'sent' AND contact IS NULL
	AND stage = (SELECT max(r.stage) FROM reminder AS r WHERE r.case_id = ?1 AND r.state = 'sent');

-- name: reminder_to_contact
UPDATE reminder SET contact = 'owed' WHERE certificate_id = ?1 AND stage = ?2;

-- name: reminder_owed
SELECT 1 FROM reminder WHERE contact = 'owed' LIMIT 1;

-- name: reminders_owed_opd
SELECT r.certificate_id, r.stage, p.nama, c.ends_day FROM reminder AS r JOIN certificate AS c ON c.id = r.certificate_id
JOIN person_data AS p ON p.person_id = c.person_id WHERE r.contact = 'owed' AND lower(p.unit_kerja) = lower(?1) ORDER BY c.ends_day, c.id LIMIT ?2;

-- name: reminder_told
UPDATE reminder SET contact = 'told' WHERE certificate_id = ?1 AND stage = ?2;

-- name: reminders_unowed
UPDATE reminder SET contact = NULL WHERE contact = 'owed';

-- His main address does not take our mail.
-- name: person_unreached
SELECT bounced_at IS NOT NULL FROM address WHERE person_id = ?1 ORDER BY main DESC, id LIMIT 1;

-- name: reminders_of
SELECT stage, state, at FROM reminder WHERE certificate_id = ?1 ORDER BY stage;

-- Figures of the store for a monitor: metric of cli/stats.c, up to two labels, value. ?1: now.
-- Codes, states and ids of services only: nothing here says anything of a person.
-- name: stats
SELECT 'letters_total', NULL, NULL, count(*) FROM message /*scan: report*/
UNION ALL SELECT 'letters', state, NULL, count(*) FROM message GROUP BY state
UNION ALL SELECT 'letters_held', reason, NULL, count(*) FROM message WHERE state = 'held' GROUP BY reason
UNION ALL SELECT 'letter_oldest_seconds', state, NULL, max(0, ?1 - min(internaldate)) FROM message WHERE state IN ('received', 'held') GROUP BY state
UNION ALL SELECT 'cases_opened_total', service, NULL, count(*) FROM cases GROUP BY service
UNION ALL SELECT 'cases_closed_total', service, akhir, count(*) FROM cases WHERE closed_at IS NOT NULL GROUP BY service, akhir
UNION ALL SELECT 'cases_open', service, tahap, count(*) FROM cases WHERE closed_at IS NULL GROUP BY service, tahap
UNION ALL SELECT 'questions_open', role, kind, count(*) FROM task WHERE state = 'open' GROUP BY role, kind
UNION ALL SELECT 'question_oldest_seconds', role, NULL, max(0, ?1 - min(opened_at)) FROM task WHERE state = 'open' GROUP BY role
UNION ALL SELECT 'outbox', kind, state, count(*) FROM outbox GROUP BY kind, state
UNION ALL SELECT 'mails_sent_total', NULL, NULL, count(*) FROM outbox WHERE kind = 'mail' AND state = 'sent'
UNION ALL SELECT 'certificates', status, NULL, count(*) FROM certificate WHERE replaced_by IS NULL GROUP BY status
UNION ALL SELECT 'reminders_total', CAST(stage AS TEXT), state, count(*) FROM reminder GROUP BY stage, state
UNION ALL SELECT 'addresses_bounced', NULL, NULL, count(*) FROM address WHERE bounced_at IS NOT NULL
UNION ALL SELECT 'commands_waiting', NULL, NULL, count(*) FROM event WHERE done_at IS NULL
UNION ALL SELECT 'paused', CASE key WHEN 'pause' THEN 'all' ELSE substr(key, 7) END, NULL, 1 FROM meta WHERE key >= 'pause' AND key < 'pausf'
UNION ALL SELECT 'rules_mistakes', NULL, NULL, coalesce((SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'rules_mistakes'), 0)
UNION ALL SELECT 'journal_rows_total', NULL, NULL, coalesce(max(seq), 0) FROM journal
UNION ALL SELECT 'polled_timestamp_seconds', NULL, NULL, coalesce(max(polled_at), 0) FROM folder WHERE kind = 'watched'
UNION ALL SELECT 'sent_timestamp_seconds', NULL, NULL, coalesce(max(sent_at), 0) FROM outbox WHERE sent_at IS NOT NULL;
