-- SPDX-License-Identifier: GPL-3.0-or-later
-- An office of :cases cases over the :seconds seconds before :now, for tests of the report: 3 of 4 of lupa passphrase, the rest renewals; one of 200 open,
-- and those of the last days; people and certificates to match. Nothing here could be verified: hashes and codes are empty.
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
PRAGMA journal_mode = OFF;
BEGIN;
INSERT INTO sop SELECT :lupa_digest, 'lupa-passphrase', 'lupa', readfile(:lupa), 0;
INSERT INTO sop SELECT :baru_digest, 'pembaharuan', 'baru', readfile(:baru), 0;

CREATE TEMP TABLE n (i INTEGER PRIMARY KEY);
WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < :cases) INSERT INTO n SELECT i FROM c;
CREATE TEMP TABLE people AS SELECT i FROM n WHERE i <= max(10, min(:cases, 50000));

INSERT INTO person (id, state, source, created_at) SELECT i, 'verified', 'import', 0 FROM people;
INSERT INTO person_data (person_id, nama, nip, jabatan, unit_kerja)
SELECT i, CASE WHEN i = 7 THEN '<b onclick="x">&' ELSE 'Pegawai ke-' || i END, printf('19870312201101%04d', i % 10000), 'Analis',
	CASE WHEN i % 45 = 7 THEN '"><script>alert(1)</script>' ELSE 'Perangkat Daerah ' || (i % 45 + 1) END FROM people;
INSERT INTO address (person_id, address, trust, main, created_at, bounced_at)
SELECT i, 'pegawai' || i || '@tapinkab.go.id', 'registered', 1, 0, iif(i % 3000 = 9, :now - 1000, NULL) FROM people;
INSERT INTO holder (role, person_id, kind, from_day) SELECT 'verifikator', 1, 'definitif', '2020-01-01' UNION ALL SELECT 'helpdesk', 2, 'definitif', '2020-01-01';

-- Two certificates each: the first ended and was replaced, the second ends in 1 to 730 days; some have ended already.
INSERT INTO certificate (id, person_id, issued_day, ends_day, estimated, status, source, added_at, seen_at, replaced_by)
SELECT i * 2 - 1, i, date(:now - (i * 7919 % 700 + 731) * 86400, 'unixepoch'), date(:now - (i * 7919 % 700) * 86400, 'unixepoch'), 0, 'EXPIRED', 'import', 0, 0, i * 2
FROM people UNION ALL
SELECT i * 2, i, date(:now - (i * 7919 % 700) * 86400, 'unixepoch'), date(:now + (730 - i * 7919 % 760) * 86400, 'unixepoch'), i % 5 = 0, 'ISSUE', 'import', 0, 0, NULL
FROM people;
INSERT INTO reminder (certificate_id, stage, state, at, case_id)
SELECT i * 2 - 1, s.stage, iif(i % 9 = 0, 'passed', 'sent'), :now - (i * 104729 % 730) * 86400, NULL
FROM people, (SELECT -60 AS stage UNION SELECT -30 UNION SELECT -7 UNION SELECT 1) AS s;

CREATE TEMP TABLE k AS SELECT i, :now - :seconds + CAST(:seconds * (1.0 * i / :cases + 0.03 * sin(25.0 * i / :cases)) AS INTEGER) AS at, i % 4 = 0 AS baru,
	i % 200 <> 3 AND i < :cases - min(12, :cases / 3) AS done, 600 + i * 7919 % 90000 AS took FROM n;
INSERT INTO cases (id, number, service, sop_digest, owner_id, tahap, entered_at, opened_at, closed_at, akhir, opened_by)
SELECT i, printf('TTE-%s-%06d', strftime('%Y', at, 'unixepoch'), i), iif(baru, 'pembaharuan', 'lupa-passphrase'), iif(baru, :baru_digest, :lupa_digest),
	iif(done, i % max(10, min(:cases, 50000)) + 1, -i), CASE WHEN done THEN NULL WHEN baru THEN 'periksa-data' WHEN i % 3 = 0 THEN 'berkas' ELSE 'periksa' END, at + 60, at,
	iif(done, min(at + took, :now), NULL), CASE WHEN NOT done THEN NULL WHEN i % 11 = 0 THEN 'tidak-dilengkapi' ELSE 'selesai' END, iif(baru, 'reminder', 'letter') FROM k;
INSERT INTO case_data (case_id, sender, nama, unit_kerja) SELECT i, 'pegawai@tapinkab.go.id', 'Pegawai ke-' || i, 'Perangkat Daerah 1' FROM k;
INSERT INTO case_row (case_id, no, opened_at, closed_at, person_id) SELECT i, s.no, at, iif(done, min(at + took * s.no / 4, :now), NULL), 1
FROM k, (SELECT 1 AS no UNION SELECT 2 UNION SELECT 3) AS s;
INSERT INTO task (case_id, tahap, kind, role, person_id, decided_digest, state, opened_at, expires_at)
SELECT i, 'periksa', 'tanya', 'verifikator', 1, x'', 'open', at + 60, at + 999999 FROM k WHERE NOT done AND NOT baru AND i % 3 <> 0;

-- Five rows of the journal a case, in order of time, and a letter for each.
CREATE TEMP TABLE j AS
SELECT at, 1 AS o, 'letter.in' AS kind, NULL AS case_id, NULL AS task_id, NULL AS code, NULL AS code2 FROM k WHERE i % 5 = 0 UNION ALL
SELECT at, 2, 'case.step', i, NULL, NULL, iif(baru, 'cek', 'berkas') FROM k UNION ALL
SELECT at + 60, 3, 'case.step', i, NULL, iif(baru, 'cek', 'berkas'), iif(baru, 'periksa-data', 'periksa') FROM k UNION ALL
SELECT min(at + took / 2, :now), 4, 'case.event', i, 1, 'answered', NULL FROM k WHERE done UNION ALL
SELECT min(at + took / 2, :now), 5, 'case.step', i, NULL, iif(baru, 'periksa-data', 'periksa'), iif(baru, 'ajukan', 'atur-ulang') FROM k WHERE done UNION ALL
SELECT min(at + took, :now), 6, 'case.close', i, NULL, 'petunjuk', 'selesai' FROM k WHERE done UNION ALL
SELECT at, 7, 'letter.held', NULL, NULL, 'held', iif(i % 2 = 0, 'unknown-sender', 'owner-unclear') FROM k WHERE i % 50 = 1 UNION ALL
SELECT at, 8, 'letter.done', NULL, NULL, 'ignored', iif(i % 2 = 0, 'robot', 'other') FROM k WHERE i % 20 = 1 UNION ALL
SELECT at, 9, 'mail.bounced', i, NULL, 'periksa', '5.1.1' FROM k WHERE i % 100 = 5;
INSERT INTO journal (seq, at, kind, case_id, person_id, task_id, code, code2, n, prev, hash)
SELECT row_number() OVER (ORDER BY at, o, case_id), at, kind, case_id, 7, task_id, code, code2, 0, x'', x'' FROM j;
COMMIT;
ANALYZE;
