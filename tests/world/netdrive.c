/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for the parent: starts the real program in a role, gives it the orders read from stdin, prints its answers. Usage:
 * netdrive PROGRAM ROLE CONFIG. Each answer is one line; the line before the last is followed by "exit CODE". Orders:
 *   scan FOLDER FROM MOST | body FOLDER UIDVALIDITY UID MOST FILE | idle FOLDER SECONDS | flag FOLDER UIDVALIDITY KEYWORD UID...
 *   deliver FROM TO FILE [TIMES]   ("-" as FROM: the null return path)
 *   quota
 *   call OPERATION NIK EMAIL NAMA   ("-": none) | check
 *   & ORDER   without waiting for its answer; wait   for the next answer; mem   its peak memory in kB; pid
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/worker.h"
#include "protocol.h"

#define WORDS 64
#define WAIT_MS 30000

struct drive { struct channel ch; pid_t pid; char *words[WORDS]; size_t n; };

static void
die(const char *what, const char *why)
{
	printf("netdrive: %s: %s\n", what, why);
	exit(1);
}

static void
start(struct drive *d, char **argv)
{
	char at[32];
	struct err e;
	int fds[2];

	if (channel_pair(fds, &e) != 0)
		die("socket", e.msg);
	snprintf(at, sizeof(at), "@%s", argv[2]);
	d->pid = fork();
	if (d->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(fds[1], WORKER_FD);
		execl(argv[1], "loket", at, argv[3], (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	channel_init(&d->ch, fds[0]);
}

static int
file_open(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC, 0600);

	if (fd < 0)
		die(path, "cannot be opened");
	return fd;
}

static void
order(struct drive *d, enum frame_type type, const struct wire_table *t, const void *record, int fd)
{
	struct err e;

	if ((t != NULL ? record_send(d->ch.fd, type, t, record, &fd, fd >= 0 ? 1 : 0, &e) :
			 frame_send(d->ch.fd, type, NULL, 0, NULL, 0, WAIT_MS, &e)) != 0)
		printf("gone %s\n", e.msg);
	if (fd >= 0)
		close(fd);
}

static void
order_flag(struct drive *d)
{
	struct fetch_flag f = { .folder = d->words[1], .uidvalidity = atoll(d->words[2]), .keyword = d->words[3] };

	for (size_t i = 4; i < d->n; i++) {
		f.items = grow(f.items, f.n_items, sizeof(*f.items));
		f.items[f.n_items++].uid = atoll(d->words[i]);
	}
	order(d, FRAME_FLAG, &fetch_flag_wire, &f, -1);
	free(f.items);
}

static char *
word_or_none(struct drive *d, size_t i)
{
	return i >= d->n || strcmp(d->words[i], "-") == 0 ? NULL : d->words[i];
}

static void
order_call(struct drive *d)
{
	struct call c = { .id = 1, .operation = word_or_none(d, 1), .nik = word_or_none(d, 2), .email = word_or_none(d, 3),
		.nama = word_or_none(d, 4) };

	order(d, FRAME_CALL, &call_wire, &c, -1);
}

static void
order_deliver(struct drive *d)
{
	struct deliver m = { .id = 1, .from = strcmp(d->words[1], "-") == 0 ? (char *)(uintptr_t)"" : d->words[1], .to = d->words[2] };
	int fd = file_open(d->words[3], O_RDONLY);
	struct stat st;

	fstat(fd, &st);
	m.bytes = st.st_size;
	order(d, FRAME_DELIVER, &deliver_wire, &m, fd);
}

static void
send_order(struct drive *d)
{
	const char *what = d->words[0];

	if (strcmp(what, "scan") == 0)
		order(d, FRAME_SCAN, &fetch_scan_wire, &(struct fetch_scan){ d->words[1], atoll(d->words[2]), atoll(d->words[3]), false }, -1);
	else if (strcmp(what, "body") == 0)
		order(d, FRAME_BODY, &fetch_body_wire, &(struct fetch_body){ d->words[1], atoll(d->words[2]), atoll(d->words[3]),
		    atoll(d->words[4]) }, file_open(d->words[5], O_RDWR | O_CREAT | O_TRUNC));
	else if (strcmp(what, "idle") == 0)
		order(d, FRAME_IDLE, &fetch_idle_wire, &(struct fetch_idle){ d->words[1], atoll(d->words[2]) }, -1);
	else if (strcmp(what, "flag") == 0)
		order_flag(d);
	else if (strcmp(what, "deliver") == 0)
		order_deliver(d);
	else if (strcmp(what, "call") == 0)
		order_call(d);
	else if (strcmp(what, "quota") == 0)
		order(d, FRAME_QUOTA, NULL, NULL, -1);
	else if (strcmp(what, "check") == 0)
		order(d, FRAME_CHECK, NULL, NULL, -1);
	else
		die(what, "no such order");
}

static void
print_scanned(const void *record)
{
	const struct fetch_scanned *s = record;

	printf("scanned folder=%s uidvalidity=%lld uidnext=%lld exists=%lld more=%d n=%zu", s->folder, (long long)s->uidvalidity,
	    (long long)s->uidnext, (long long)s->exists, s->more, s->n_items);
	for (size_t i = 0; i < s->n_items && i < 20; i++)
		printf(" %lld:%lld:%lld", (long long)s->items[i].uid, (long long)s->items[i].bytes, (long long)s->items[i].internaldate);
	printf("\n");
}

static void
print_bodied(const void *record)
{
	static const char *const names[] = { "ok", "gone", "oversize", "validity" };
	const struct fetch_bodied *b = record;

	printf("bodied uid=%lld status=%s bytes=%lld\n", (long long)b->uid, names[b->status], (long long)b->bytes);
}

static void
print_outcome(const void *record)
{
	static const char *const names[DELIVERY__N] = { "sent", "retry", "failed", "unknown", "stop" };
	const struct outcome *o = record;

	printf("outcome %s %lld %s\n", names[o->outcome], (long long)o->code, o->text);
}

static void
print_called(const void *record)
{
	static const char *const names[CALLED__N] = { "done", "refused", "unsupported", "unknown", "again", "stop" };
	const struct called *c = record;

	printf("called %s %lld %s %s %s %lld %s\n", names[c->outcome], (long long)c->code, c->word != NULL ? c->word : "-",
	    c->ends_day != NULL ? c->ends_day : "-", c->by != NULL ? c->by : "-", (long long)c->wait_s, c->text != NULL ? c->text : "");
}

static void
print_checked(const void *record)
{
	const struct checked *c = record;

	printf("checked %s %s\n", c->lan ? "lan" : "tls", c->text);
}

static void
print_quota(const void *record)
{
	const struct fetch_quota *q = record;

	printf("quota kib=%lld/%lld letters=%lld/%lld\n", (long long)q->kib, (long long)q->kib_most, (long long)q->letters,
	    (long long)q->letters_most);
}

static void
print_trouble(const void *record)
{
	const struct trouble *t = record;

	printf("trouble %s %s %s\n", t->grade == GRADE_AGAIN ? "again" : "refused", t->kind, t->text);
}

static void
answer(struct drive *d)
{
	static const struct { uint16_t type; const char *word; const struct wire_table *table; void (*print)(const void *); } kinds[] = {
		{ FRAME_HELLO, "hello", NULL, NULL }, { FRAME_WOKEN, "woken", NULL, NULL }, { FRAME_FLAGGED, "flagged", NULL, NULL },
		{ FRAME_TROUBLE, "", &trouble_wire, print_trouble }, { FRAME_SCANNED, "", &fetch_scanned_wire, print_scanned },
		{ FRAME_BODIED, "", &fetch_bodied_wire, print_bodied }, { FRAME_OUTCOME, "", &outcome_wire, print_outcome },
		{ FRAME_CALLED, "", &called_wire, print_called }, { FRAME_CHECKED, "", &checked_wire, print_checked },
		{ FRAME_QUOTA_TOLD, "", &fetch_quota_wire, print_quota },
	};
	union { struct trouble t; struct fetch_scanned s; struct fetch_bodied b; struct outcome o; struct called c; struct checked k; struct fetch_quota q; } record;
	struct frame f;
	struct err e;

	if (frame_wait(&d->ch, &f, WAIT_MS, &e) != 0) {
		printf("gone %s\n", e.msg);
		return;
	}
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].type != f.type)
			continue;
		if (kinds[i].print == NULL)
			printf("%s\n", kinds[i].word);
		else if (wire_unpack(kinds[i].table, f.body.data, f.body.len, &record, &e) != 0)
			die("answer", e.msg);
		else {
			kinds[i].print(&record);
			wire_free(kinds[i].table, &record);
		}
	}
	frame_free(&f);
}

static void
peak(struct drive *d)
{
	char path[40], line[256];
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)d->pid);
	f = fopen(path, "re");
	while (f != NULL && fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmHWM:", 6) == 0)
			printf("mem %d\n", atoi(line + 6));
	if (f != NULL)
		fclose(f);
}

static void
carry_out(struct drive *d)
{
	int times = d->n == 5 && strcmp(d->words[0], "deliver") == 0 ? atoi(d->words[4]) : 1;

	if (strcmp(d->words[0], "wait") == 0)
		answer(d);
	else if (strcmp(d->words[0], "mem") == 0)
		peak(d);
	else if (strcmp(d->words[0], "pid") == 0)
		printf("pid %d\n", (int)d->pid);
	else if (strcmp(d->words[0], "&") == 0) {
		memmove(d->words, d->words + 1, sizeof(d->words) - sizeof(d->words[0]));
		d->n--;
		send_order(d);
	} else
		for (; times > 0; times--) {
			send_order(d);
			answer(d);
		}
}

int
main(int argc, char **argv)
{
	struct drive d = { .n = 0 };
	char line[8192];
	int status, spare;

	if (argc != 4)
		die("usage", "netdrive PROGRAM ROLE CONFIG");
	spare = open("/dev/null", O_RDONLY);	/* WORKER_FD must be free for the child's end: a dup2 onto itself would keep close-on-exec */
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	start(&d, argv);
	answer(&d);
	while (fgets(line, sizeof(line), stdin) != NULL) {
		char *rest = NULL;

		d.n = 0;
		memset(d.words, 0, sizeof(d.words));
		for (char *w = strtok_r(line, " \n", &rest); w != NULL && d.n < WORDS - 1; w = strtok_r(NULL, " \n", &rest))
			d.words[d.n++] = w;
		if (d.n > 0)
			carry_out(&d);
	}
	channel_close(&d.ch);
	waitpid(d.pid, &status, 0);
	printf("exit %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status));
	close(spare);
	return 0;
}
