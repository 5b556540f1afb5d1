/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints what a store says, for comparison with another run of the same letters: every row that means something, without times, random
 * numbers and what may differ after a kill (attempts, the road of a mail to `sent`). Looks at a copy of the store without opening it for
 * writing. One line a row; lines `FILE room name` are the sealed files that rows name; `UNKNOWN outbox` the
 * mails whose outcome was lost; `OPEN what` what is still to be done; `ROAD what` how it came there. Ends with 1 when SQLite finds damage.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const questions[] = {
	"SELECT 'folder', name, CASE kind WHEN 'sent' THEN 0 ELSE next_uid END, old_count, resync_before FROM folder ORDER BY id",
	"SELECT 'message', id, bytes, state, class, service, rule, outcome, reason, case_id, person_id, archive IS NOT NULL, summary FROM message ORDER BY id",
	"SELECT 'place', folder_id, uid, message_id FROM place ORDER BY 2, 3",
	"SELECT 'person', p.id, state, source, verified_by, nama IS NOT NULL FROM person p LEFT JOIN person_data d ON d.person_id = p.id ORDER BY p.id",
	"SELECT 'address', person_id, address, trust, main, bounced_at IS NOT NULL FROM address ORDER BY id",
	"SELECT 'holder', role, person_id, kind FROM holder ORDER BY id",
	"SELECT 'case', id, number, service, owner_id, tahap, came_from, came_by, closed_at IS NOT NULL, akhir, reopened FROM cases ORDER BY id",
	"SELECT 'case_data', case_id, sender, reply_to_id, subject, nama, nip, alasan FROM case_data ORDER BY case_id",
	"SELECT 'count', case_id, what, n FROM case_count ORDER BY 2, 3",
	"SELECT 'row', case_id, no, closed_at IS NOT NULL, person_id FROM case_row ORDER BY 2, 3",
	"SELECT 'document', id, case_id, message_id, kind, stands_for, state, archive IS NOT NULL, bytes, hex(digest) FROM document ORDER BY id",
	"SELECT 'task', id, case_id, tahap, kind, of_task, role, person_id, means, rounds, token_digest IS NOT NULL, state, answer, answered_by FROM task ORDER BY id",
	"SELECT 'outbox', id, kind, case_id, task_id, person_id, role, what, service, state, once, expects, message_id = blank_id, token IS NOT NULL, "
		"file IS NOT NULL, blank_file IS NOT NULL FROM outbox ORDER BY id",
	"SELECT 'timer', case_id, tahap, batas FROM timer ORDER BY 2, 3, 4",
	"SELECT 'event', id, verb, done_at IS NOT NULL, ok FROM event ORDER BY id",
	/* grouped, because letters may come in earlier or later beside what is under way */
	"SELECT 'journal', ifnull(case_id, 0), CASE WHEN case_id IS NULL THEN message_id END, kind, person_id, message_id, task_id, outbox_id, code, code2, n, words IS NOT NULL "
		"FROM journal WHERE kind NOT LIKE 'mail.%' AND kind NOT LIKE 'folder.%' AND NOT (kind = 'ams.outcome' AND code2 IN ('deferred', 'channel')) "
		"ORDER BY 2, 3, seq",
	"SELECT 'folder journal', kind, n FROM journal WHERE kind LIKE 'folder.%' ORDER BY seq",
	"SELECT 'mail', outbox_id, kind, code, n FROM journal WHERE kind LIKE 'mail.%' AND kind <> 'mail.outcome' ORDER BY 2, seq",
	"SELECT 'FILE archive', archive FROM message WHERE archive IS NOT NULL UNION SELECT 'FILE archive', archive FROM document WHERE archive IS NOT NULL",
	"SELECT 'FILE outbox', file FROM outbox WHERE file IS NOT NULL UNION SELECT 'FILE outbox', blank_file FROM outbox WHERE blank_file IS NOT NULL",
	"SELECT DISTINCT 'UNKNOWN', outbox_id FROM journal WHERE kind = 'mail.outcome' AND (code = 'unknown' OR code2 = 'unknown')",
	"SELECT 'OPEN', 'outbox', id, state FROM outbox WHERE state IN ('new', 'ready', 'sending', 'retry') AND NOT (kind = 'ams' AND ifnull(reason, '') = 'not-yet')",
	"SELECT 'certificate', id, person_id, issued_day, ends_day, estimated, status, source, replaced_by, next_stage FROM certificate ORDER BY id",
	"SELECT 'reminder', certificate_id, stage, state, case_id FROM reminder ORDER BY 2, 3",
	"SELECT 'case in AMS', id, opened_by, from_case, status_word, status_other, ends_before, ends_day FROM cases ORDER BY id",
	"SELECT 'OPEN', 'copy', id FROM outbox WHERE copied = 0 AND state = 'sent'",
	"SELECT 'OPEN', 'message', id, state FROM message WHERE state IN ('received', 'asked')",
	"SELECT 'OPEN', 'event', id FROM event WHERE done_at IS NULL",
};

/* What differs on the road to the same end, to tell whether two disturbed lives left the same. */
static const char *const road[] = {
	"SELECT 'ROAD', 'message', id, state, attempts FROM message ORDER BY id",
	"SELECT 'ROAD', 'outbox', id, state, attempts, resent, copied, reason, code FROM outbox ORDER BY id",
	"SELECT 'ROAD', 'journal', kind, count(*) FROM journal GROUP BY kind ORDER BY kind",
	"SELECT 'ROAD', 'meta', key FROM meta ORDER BY key",
};

static int
ask(sqlite3 *db, const char *sql, FILE *out)
{
	sqlite3_stmt *s;
	int rc, i, n = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
		fprintf(stderr, "fold: %s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		for (i = 0; i < sqlite3_column_count(s); i++)
			fprintf(out, "%s%s", i > 0 ? "|" : "", sqlite3_column_type(s, i) == SQLITE_NULL ? "-" :
			    (const char *)sqlite3_column_text(s, i));
		fputc('\n', out);
		n++;
	}
	if (rc != SQLITE_DONE) {
		fprintf(stderr, "fold: %s: %s\n", sql, sqlite3_errmsg(db));
		exit(1);
	}
	sqlite3_finalize(s);
	return n;
}

int
main(int argc, char **argv)
{
	sqlite3_stmt *s;
	sqlite3 *db;
	size_t i;

	if (argc != 2 || sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK) {
		fprintf(stderr, "fold: %s cannot be opened\n", argc == 2 ? argv[1] : "?");
		return 1;
	}
	sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	if (sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW ||
	    strcmp((const char *)sqlite3_column_text(s, 0), "ok") != 0) {
		fprintf(stderr, "fold: integrity_check: %s\n", sqlite3_errmsg(db));
		return 1;
	}
	sqlite3_finalize(s);
	if (ask(db, "PRAGMA foreign_key_check", stderr) > 0)
		return 1;
	for (i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		ask(db, questions[i], stdout);
	for (i = 0; i < sizeof(road) / sizeof(road[0]); i++)
		ask(db, road[i], stdout);
	sqlite3_close(db);
	return 0;
}
