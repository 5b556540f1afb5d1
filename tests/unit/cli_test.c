/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands against a store filled here: what they print (table and JSON), what they never print,
 * which event they leave, which exit code they give with an agent that acts, one that refuses and
 * none at all. Each command runs in a child whose output is read back.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/progress.h"
#include "child.h"
#include "cli/cli.h"
#include "store/journal.h"
#include "raw.h"
#include "test.h"

static char *dir;
static struct conf conf;
static char out[65536], err[16384];
static const char *input;		/* file on standard input of the next command; NULL: none */

/* The last event, as "login? verb arguments". */
static const char *
last_event(void)
{
	static char text[4096];
	char path[300];
	sqlite3_stmt *st;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/loket.db", dir);
	sqlite3_open(path, &db);
	sqlite3_prepare_v2(db, "SELECT verb || ' ' || arguments FROM event ORDER BY id DESC LIMIT 1", -1, &st, NULL);
	text[0] = '\0';
	if (sqlite3_step(st) == SQLITE_ROW)
		snprintf(text, sizeof(text), "%s", (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	sqlite3_close(db);
	return text;
}

static void
slurp(const char *path, char *to, size_t n)
{
	int fd = open(path, O_RDONLY);
	ssize_t len = read(fd, to, n - 1);

	to[len > 0 ? len : 0] = '\0';
	close(fd);
}

struct call { const struct cli_command *words; struct cli cli; int argc; char **argv; };

static void
call_command(void *arg)
{
	struct call *call = arg;
	const struct cli_group group = { { call->argv[0], NULL, "", NULL, NULL }, CLI_CONF,
		call->words }, table[] = { group, { { 0 }, 0, NULL } };
	char path[300];
	int fd;

	call->cli.commands = table;
	snprintf(path, sizeof(path), "%s/out", dir);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(fd, STDOUT_FILENO);
	fd = open(input != NULL ? input : "/dev/null", O_RDONLY);
	dup2(fd, STDIN_FILENO);
	call->cli.group = group.self.name;
	call->cli.command = cli_word(&call->cli, &group, call->argv[1]);
	fd = call->cli.command == NULL ? EX_USAGE :
	    call->cli.command->run(&call->cli, call->argc - 1, call->argv + 1);
	fflush(stdout);
	_exit(fd);
}

/* Runs "case list --all" cut at blanks; fills out and err; returns the exit code. */
static int
run(const struct cli_command *commands, const char *line)
{
	char *words[16], *copy = xstrdup(line), *rest = NULL, path[300];
	struct call call = { commands, { .config = "x", .conf = &conf, .zone_minutes = 480 }, 0, words };
	int rc;

	for (char *w = strtok_r(copy, " ", &rest); w != NULL; w = strtok_r(NULL, " ", &rest))
		words[call.argc++] = w;
	words[call.argc] = NULL;
	rc = in_child(call_command, &call, err, sizeof(err));
	snprintf(path, sizeof(path), "%s/out", dir);
	slurp(path, out, sizeof(out));
	free(copy);
	return rc;
}

#define has(text, what) ok(strstr(text, what) != NULL, "says %s", what)
#define has_not(text, what) ok(strstr(text, what) == NULL, "does not say %s", what)

static void
fill(void)
{
	struct err e = { 0 };
	struct store *s = store_open(dir, STORE_AGENT, &e);

	clock_set_offset(0);
	raw(dir, "INSERT INTO person (id, state, source, created_at) VALUES (1, 'verified', 'import', 1), (2, 'verified', 'import', 1),"
	    " (3, 'unverified', 'letter', 1), (4, 'verified', 'import', 1);"
	    "INSERT INTO person_data VALUES (1, 'Siti Norhaliza', '198706142010012003', '6305015406870002', '0812', 'Verifikator', 'Diskominfo'),"
	    " (2, 'Budi \x1b[31mSantoso', '199001012015031004', NULL, NULL, 'Staf', 'Dinas Sosial'), (3, 'Rahmawati', NULL, NULL, NULL, NULL, NULL),"
	    " (4, 'Aminah', '198001012005012001', NULL, NULL, NULL, NULL);"
	    "INSERT INTO address (person_id, address, trust, main, created_at) VALUES (1, 'siti@tapinkab.go.id', 'registered', 1, 1),"
	    " (2, 'budi@tapinkab.go.id', 'registered', 1, 1), (2, 'budi@luar.example', 'second', 0, 1), (2, 'umum@tapinkab.go.id', 'registered', 0, 1),"
	    " (4, 'umum@tapinkab.go.id', 'registered', 1, 1);"
	    "INSERT INTO holder (role, person_id, kind, from_day, until_day) VALUES ('verifikator', 1, 'definitif', '2020-01-01', NULL),"
	    " ('helpdesk', 2, 'plh', '2020-01-01', '2020-02-01');"
	    "INSERT INTO sop VALUES (x'01', 'lupa-passphrase', 'lupa', x'00', 1);"
	    "INSERT INTO cases (id, number, service, sop_digest, owner_id, tahap, entered_at, opened_at) VALUES"
	    " (1, 'TTE-2026-000001', 'lupa-passphrase', x'01', 2, 'periksa', 1795394100, 1795393800),"
	    " (2, 'TTE-2026-000002', 'lupa-passphrase', x'01', 3, 'berkas', 1795394100, 1795393800);"
	    "INSERT INTO cases (id, number, service, sop_digest, owner_id, entered_at, opened_at, closed_at, akhir) VALUES"
	    " (3, 'TTE-2026-000003', 'lupa-passphrase', x'01', 1, 1795394100, 1795393800, 1795397400, 'selesai');"
	    "INSERT INTO case_data (case_id, sender, subject, nama, nip, nik) VALUES (1, 'budi@tapinkab.go.id', 'Lupa passphrase 6305010101900003',"
	    " 'Budi Santoso', '199001012015031004', '6305010101900003'), (2, 'rahma@tapinkab.go.id', 's', 'Rahmawati', NULL, NULL);"
	    "INSERT INTO message (id, mac, key_id, internaldate, received_at, bytes, state, class, outcome, reason, case_id) VALUES"
	    " (1, x'01', 1, 1795393800, 1795393800, 9, 'done', 'request', 'case', NULL, 1),"
	    " (2, x'02', 1, 1795393860, 1795393860, 9, 'held', 'command', 'held', 'token-unknown', NULL),"
	    " (3, x'03', 1, 1795393860, 1795393860, 9, 'held', 'request', 'held', 'kode-baru', NULL);"
	    "INSERT INTO message_data (message_id, sender, subject, header_id) VALUES (1, 'budi@tapinkab.go.id', 'Lupa', 'a@b'), (2, 'palsu@luar.example',"
	    " 'APPROVE \xe2\x80\xae""evil\x07', NULL), (3, NULL, NULL, NULL);"
	    "INSERT INTO document (id, case_id, message_id, kind, stands_for, state, archive, bytes, digest) VALUES"
	    " (1, 1, 1, 'foto', 'surat-pernyataan', 'diterima', 'ab', 120000, x'00');"
	    "INSERT INTO document_data (document_id, name, type) VALUES (1, 'IMG-20261123-WA0003.jpg', 'image/jpeg');"
	    "INSERT INTO task (id, case_id, tahap, kind, role, person_id, decided_digest, state, opened_at, expires_at) VALUES"
	    " (1, 1, 'periksa', 'tanya', 'verifikator', 1, x'00', 'open', 1795394100, 1796394100);"
	    "INSERT INTO case_row VALUES (1, '1', 1795393800, 1795394100, 2), (1, '2', 1795394100, NULL, NULL);"
	    "INSERT INTO outbox (id, kind, case_id, what, state, not_before, expects, message_id, created_at, sent_at, code) VALUES"
	    " (1, 'mail', 1, 'diterima', 'sent', 0, 0, 'm1', 1795394100, 1795394105, 250), (2, 'mail', 1, 'periksa', 'failed', 0, 1, 'm2', 1795394100, NULL, 550),"
	    " (3, 'mail', 1, 'ingat', 'parked', 0, 1, 'm3', 1795394100, NULL, NULL);"
	    "INSERT INTO outbox_data (outbox_id, recipient, mail, answer) VALUES (1, 'budi@tapinkab.go.id', x'00', NULL), (2, 'siti@tapinkab.go.id', x'00', 'no such user'),"
	    " (3, 'siti@tapinkab.go.id', x'00', NULL);");
	store_begin(s);
	journal_add(s, &(struct entry){ .kind = "case.open", .case_id = 1, .person_id = 2, .code =
	    "lupa-passphrase", .code2 = "berkas" });
	journal_add(s, &(struct entry){ .kind = "task.close", .case_id = 1, .person_id = 1, .code =
	    "approve", .words =
	    "acc, NIP 199001012015031004" });
	store_commit(s);
	store_close(s);
}

static void
test_case(void)
{
	json_error_t why;
	json_t *o;

	is_int(run(case_commands, "case list"), 0, "case list");
	has(out, "TTE-2026-000001  lupa-passphrase  Budi ?[31mSantoso  periksa");
	has(out, "verifikator Siti Norhaliza");
	has(out, "2026-11-23 08:35");
	has(out, "pemohon");
	has_not(out, "TTE-2026-000003");
	is_int(run(case_commands, "case list --all"), 0, "case list --all");
	has(out, "(selesai)");
	/* her letter gave no name; the record does */
	has(out, "TTE-2026-000003  lupa-passphrase  Siti Norhaliza");
	is_int(run(case_commands, "case list --all --json"), 0, "case list --json");
	ok((o = json_loads(out, JSON_DISABLE_EOF_CHECK, &why)) != NULL, "is JSON");
	is_str(json_string_value(json_object_get(o, "tahap")), "periksa", "tahap");
	is_str(json_string_value(json_object_get(o, "since")), "2026-11-23T08:35:00+08:00",
	    "since, RFC 3339");
	ok(json_is_null(json_object_get(o, "closed")), "no time is null");
	json_decref(o);
	is_int(run(case_commands, "case show TTE-2026-000001"), 0, "case show");
	has(out, "IMG-20261123-WA0003.jpg");
	has(out, "\xe2\x9c\x93");
	has(out, "Rows of the SOP");
	has(out, "verifikator");
	has(out, "task.close");
	has(out, "acc, NIP **************1004");
	has(out, "************0003");
	has_not(out, "199001012015031004");
	has_not(out, "6305010101900003");
	is_int(run(case_commands, "case show TTE-2026-000001 --json"), 0, "case show --json");
	ok((o = json_loads(out, 0, &why)) != NULL, "is one object");
	is_int(json_array_size(json_object_get(o, "mails")), 3, "mails");
	is_int(json_array_size(json_object_get(o, "journal")), 2, "journal");
	has_not(out, "199001012015031004");
	json_decref(o);
	is_int(run(case_commands, "case show TTE-2026-000003"), 0, "a case whose letter said nothing of its owner");
	has(out, "Siti Norhaliza");
	has(out, "siti@tapinkab.go.id");
	has_not(out, "198706142010012003");
	is_int(run(case_commands, "case show TTE-2026-000009"), 65, "unknown number: 65");
	has(err, "no such case");
	is_int(run(case_commands, "case"), 64, "no command: 64");
	has(err, "loket case list");
	is_int(run(case_commands, "case shwo x"), 64, "unknown command: 64");
	has(err, "probably meant: show");
	is_int(run(case_commands, "case list --alle"), 64, "unknown option: 64");
}

static void
test_lists(void)
{
	is_int(run(held_commands, "held list"), 0, "held list");
	has(out, "palsu@luar.example");
	has(out, "the code in the letter is none of ours");
	has(out, "kode-baru");
	has_not(out, "\x07");
	has_not(out, "\xe2\x80\xae");
	is_int(run(outbox_commands, "outbox list"), 0, "outbox list");
	has(out, "no such user");
	has_not(out, "diterima");
	is_int(run(outbox_commands, "outbox list --all --json"), 0, "outbox list --all --json");
	has(out, "\"code\":250");
	is_int(run(person_commands, "person list"), 0, "person list");
	has(out, "budi@tapinkab.go.id, budi@luar.example (second)");
	has(out, "verifikator");
	has(out, "...2003");
	has_not(out, "198706142010012003");
	has_not(out, "helpdesk");
	has_not(out, "\x1b");
	is_int(run(role_commands, "role list"), 0, "role list");
	has(out, "siti@tapinkab.go.id");
	has_not(out, "plh");
	is_int(run(role_commands, "role list --all"), 0, "role list --all");
	has(out, "2020-02-01");
}

static void
test_journal(void)
{
	is_int(run(journal_commands, "journal verify"), 0, "journal verify");
	has(out, "whole");
	is_int(run(journal_commands, "journal verify --json"), 0, "journal verify --json");
	has(out, "\"rows\":2");
	raw(dir, "UPDATE journal SET code = 'reject' WHERE seq = 2");
	is_int(run(journal_commands, "journal verify"), 65, "a touched row: 65");
	has(out, "journal row 2:");
	raw(dir, "UPDATE journal SET code = 'approve' WHERE seq = 2");
}

/* Stands in for the agent: answers one event with `sql`, then closes the connection. */
static pid_t
agent(const char *sql)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), one;
	pid_t pid;

	snprintf(at.sun_path, sizeof(at.sun_path), "%s/agent.sock", dir);
	unlink(at.sun_path);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || listen(fd, 1) < 0)
		printf("Bail out! socket\n");
	fflush(stdout);
	if ((pid = fork()) == 0) {
		one = accept(fd, NULL, NULL);
		raw(dir, sql);
		close(one);
		_exit(0);
	}
	close(fd);
	return pid;
}

static void
test_events(void)
{
	int64_t before;
	pid_t pid;

	is_int(run(held_commands, "held reject 2"), 75, "no agent: 75");
	has(err, "recorded; the agent acts on it when it runs");
	is_str(last_event(), "held.reject {\"id\":2}", "the wish stays");
	pid = agent("UPDATE event SET done_at = 1, ok = 1, answer = 'letter 2 joins TTE-2026-000001' WHERE done_at IS NULL");
	is_int(run(held_commands, "held release 2 --case TTE-2026-000001"), 0, "done: 0");
	waitpid(pid, NULL, 0);
	has(out, "letter 2 joins TTE-2026-000001");
	is_str(last_event(), "held.release {\"id\":2,\"case\":\"TTE-2026-000001\"}", "arguments");
	is_int(run(held_commands, "held release 2 --as lupa-passphrase"), 75,
	    "a socket nobody listens on: 75");
	is_str(last_event(), "held.release {\"id\":2,\"as\":\"lupa-passphrase\"}", "arguments");
	pid = agent("UPDATE event SET done_at = 1, ok = 0, answer = 'letter 2 is not held any more' WHERE done_at IS NULL");
	is_int(run(held_commands, "held release 2 --other"), 65, "refused: 65");
	waitpid(pid, NULL, 0);
	has(err, "not held any more");
	is_str(last_event(), "held.release {\"id\":2,\"other\":1}", "arguments");
	pid = agent("PRAGMA user_version");
	before = clock_monotonic_ms();
	is_int(run(outbox_commands, "outbox retry 2 --json"), 75, "an agent that does not act: 75");
	waitpid(pid, NULL, 0);
	ok(clock_monotonic_ms() - before < 3000, "told as soon as it closes");
	has(out, "\"state\":\"recorded\"");
	is_int(run(held_commands, "held release 2"), 64, "where to? 64");
	is_int(run(held_commands, "held release 2 --other --as x"), 64, "two ways: 64");
	is_int(run(held_commands, "held reject 1"), 65, "not held: 65");
	is_int(run(held_commands, "held reject x"), 65, "not a number: 65");
	is_int(run(held_commands, "held release 2 --case TTE-1999-000001"), 65, "no such case: 65");
	is_int(run(outbox_commands, "outbox drop 1"), 65, "a sent mail cannot be dropped: 65");
	is_int(run(outbox_commands, "outbox retry 99"), 65, "no such row: 65");
}

static void
put_file(const char *name, const char *text, char path[300])
{
	FILE *f;

	snprintf(path, 300, "%s/%s", dir, name);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
}

static void
test_roles(void)
{
	char path[300], line[400];

	is_int(run(role_commands, "role set helpdesk 1 --from 2026-12-01 --kind plt"), 75,
	    "role set by number");
	is_str(last_event(), "role.set {\"role\":\"helpdesk\",\"person\":1,\"kind\":\"plt\",\"from\":\"2026-12-01\"}", "arguments");
	is_int(run(role_commands, "role set helpdesk SITI@tapinkab.go.id --from 2026-12-01 --until 2026-12-05"), 75, "by address");
	is_str(last_event(), "role.set {\"role\":\"helpdesk\",\"address\":\"SITI@tapinkab.go.id\",\"kind\":\"definitif\","
	    "\"from\":\"2026-12-01\",\"until\":\"2026-12-05\"}", "arguments: an address is looked up by the agent");
	put_file("nip", "19870614 201001 2 003\n", path);
	input = path;
	is_int(run(role_commands, "role set verifikator --nip-stdin --from 2026-12-01"), 75,
	    "by NIP on standard input");
	input = NULL;
	has_not(last_event(), "1987");
	has(last_event(), "\"person\":1");
	is_int(run(role_commands, "role set verifikator 198706142010012003"), 65, "never by NIP: 65");
	has_not(err, "198706142010012003");
	is_int(run(role_commands, "role set verifikator 99"), 65, "nobody: 65");
	snprintf(line, sizeof(line), "role set verifikator 1 --from %s", "2026-02-30");
	is_int(run(role_commands, line), 65, "no such day: 65");
	is_int(run(role_commands, "role set verifikator 1 --from 2026-12-02 --until 2026-12-01"), 65,
	    "ends before it begins: 65");
	is_int(run(role_commands, "role set verifikator 1 --kind abadi"), 65, "no such kind: 65");
	is_int(run(role_commands, "role set Verifikator 1"), 65, "no id of a role: 65");
}

static void
test_import(void)
{
	static const char good[] = "\xef\xbb\xbfnama;nip;nik;email;hp;jabatan;unit_kerja\r\n"
	    "\"Noor; Hayati, S.Sos\";'19870614 201001 2 003;6305.0154.0687.0002;Noor@Tapinkab.go.id, noor@luar.example;0812;\"Kasi \"\"TTE\"\"\";Diskominfo\r\n"
	    "\r\n;;;;;;\r\n"
	    "Ahmad;;;ahmad@tapinkab.go.id;;;\r\n";
	static const char bad[] = "nama;nip;nik;email;hp;jabatan;unit_kerja\n"
	    "Ahmad;1,98706E+17;;ahmad@tapinkab.go.id;;;\n"
	    ";198706142010012003;123;noor;;;\n"
	    "Budi;198713142010012003;;;;;\n"
	    "Cici;;;cici@tapinkab.go.id;;\n"
	    "Dedi;;;ahmad@tapinkab.go.id;;;\n"
	    "Eka\xff;198706142010012003;;eka@tapinkab.go.id;;;\n";
	static const struct { const char *name, *text, *says; } heads[] = {
		{ "empty", "", "is empty" },
		{ "misspelt", "nama;nip;nik;emial;hp;jabatan;unit_kerja\n", "probably meant: email" },
		{ "twice", "nama;nip;nik;email;hp;jabatan;unit_kerja;nip\n",
		    "column nip: is there twice" },
		{ "open quote", "nama;nip;nik;email;hp;jabatan;unit_kerja\n\"A;;;a@b.id;;;\n",
		    ":2: a quote opened here" },
		{ "nobody", "nama;nip;nik;email;hp;jabatan;unit_kerja\n", "holds no person" },
	};
	static const char *const wants[] = { ":2: nip: the spreadsheet", ":3: nama: is missing",
	    ":3: nik: has 3 digits", ":3: email: \"noor\"",
	    ":4: nip: is no NIP", ":4: email: is missing", ":5: has 6 fields",
	    ":6: email: the same as in line 2", ":7: nama: is not UTF-8",
	    ":7: nip: the same as in line 3", "nobody was imported" };
	char path[300], line[400], before[4096];

	put_file("good.csv", good, path);
	snprintf(line, sizeof(line), "person import %s", path);
	is_int(run(person_commands, line), 75, "a good file becomes one event");
	is_str(last_event(), "person.import {\"rows\":[{\"line\":2,\"nama\":\"Noor; Hayati, S.Sos\",\"nip\":\"198706142010012003\",\"nik\":"
	    "\"6305015406870002\",\"hp\":\"0812\",\"jabatan\":\"Kasi \\\"TTE\\\"\",\"unit_kerja\":\"Diskominfo\",\"email\":[\"noor@tapinkab.go.id\","
	    "\"noor@luar.example\"]},{\"line\":5,\"nama\":\"Ahmad\",\"email\":[\"ahmad@tapinkab.go.id\"]}]}", "BOM, CRLF, quotes, addresses");
	snprintf(before, sizeof(before), "%s", last_event());
	raw(dir, "DELETE FROM event WHERE verb = 'person.import'");
	put_file("bad.csv", bad, path);
	snprintf(line, sizeof(line), "person import %s", path);
	is_int(run(person_commands, line), 65, "a bad file: 65");
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
		has(err, wants[i]);
	has_not(err, "198706142010012003");
	ok(strncmp(last_event(), "person.import", 13) != 0, "and nothing is left for the agent");
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		put_file("head.csv", heads[i].text, path);
		snprintf(line, sizeof(line), "person import %s", path);
		is_int(run(person_commands, line), 65, "%s: 65", heads[i].name);
		has(err, heads[i].says);
	}
	put_file("commas.csv", "nama,nip,nik,email,hp,jabatan,unit_kerja\nA,,,a@b.id,,,\n", path);
	snprintf(line, sizeof(line), "person import %s", path);
	is_int(run(person_commands, line), 75, "commas part fields as well");
	is_int(run(person_commands, "person import /nowhere.csv"), 65, "no such file: 65");
}

static void
test_no_store(void)
{
	char empty[300];

	snprintf(empty, sizeof(empty), "%s/empty", dir);
	conf.state = empty;
	is_int(run(case_commands, "case list"), 78, "no store: 78");
	has(err, "no store here yet");
	conf.state = dir;
	raw(dir, "PRAGMA user_version = 77");
	is_int(run(case_commands, "case list"), 78, "newer store: 78");
	has(err, "newer loket");
}

/* A second of work without a terminal, then on one; something is said meanwhile, then it ends. */
static void
work(void *arg)
{
	int64_t begin = clock_monotonic_ms();

	(void)arg;
	progress_allow(false);
	progress_begin("letters", 10);
	while (clock_monotonic_ms() < begin + 1100)
		progress_step();
	cli_fail(0, "no terminal");
	progress_allow(true);
	progress_step();
	cli_fail(0, "a terminal");
	progress_begin("lines", 10);
	progress_step();	/* the first second of what follows shows nothing */
	progress_end();
}

static void
test_progress(void)
{
	char text[100], *shown, *wiped;

	is_int(in_child(work, NULL, err, sizeof(err)), 0, "work of a second");
	ok(strncmp(err, "loket: no terminal\n\r\033[K", 23) == 0, "shows nothing but on a terminal");
	shown = strstr(err, " of 10 letters, ");
	wiped = shown != NULL ? strstr(shown, "\r\033[K") : NULL;
	ok(wiped != NULL && strcmp(wiped, "\r\033[Kloket: a terminal\n") == 0,
	    "there a line, which goes before anything else is said, and does not come back");

	progress_say("letters", 120, 3400, 1500, text, sizeof(text));
	is_str(text, "120 of 3400 letters, 80/s, 41 s left", "how far, how fast, how long");
	progress_say("letters", 120, 34000, 1500, text, sizeof(text));
	is_str(text, "120 of 34000 letters, 80/s, 8 min left", "minutes, when it is long");
	progress_say("letters", 0, 3400, 1500, text, sizeof(text));
	is_str(text, "0 of 3400 letters", "nothing done: nothing is foretold");
	progress_say("letters", 120, 0, 1500, text, sizeof(text));
	is_str(text, "120 letters, 80/s", "of how many is not known");
	progress_say("letters", 3400, 3400, 1500, text, sizeof(text));
	is_str(text, "3400 of 3400 letters, 2266/s", "nothing is left");
	progress_say("letters", 120, 3400, 1500, text, 8);
	is_str(text, "120 of ", "cut to the room there is");
}

int
main(void)
{
	char line[400];

	log_init("test", LOG_WARN_);
	dir = xstrdup(fresh_dir());
	conf.state = dir;
	fill();
	test_case();
	test_lists();
	test_journal();
	test_events();
	test_roles();
	test_import();
	snprintf(line, sizeof(line), "key make %s/key", dir);
	is_int(run(key_commands, line), 0, "key make");
	is_int(run(key_commands, line), 65, "never twice");
	test_no_store();
	test_progress();
	drop_dir(dir);
	free(dir);
	return done();
}
