/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent: READ THIS FIRST.
 *
 *     mailbox -> fetch -> spool -> read -> relate -> advance -> outbox -> compose -> deliver -> people
 *                                            ^                                        |
 *      commands, due times, call outcomes ---+------------ as events -----------------+
 *
 * This process judges and remembers; it parses no letter, opens no connection, composes nothing.
 * The loop below waits for its workers, takes what they report, and gives each step its turn.
 * Everything that matters is in the store before the next thing is done, so the process may be
 * killed at any instruction:
 *
 *   T1  spool file named, message row, place, high-water mark                                           (agent_fetch.c)
 *   T2  archive files named; message done, case, journal, tasks, outbox rows;
 *       then the spool file goes                                                                       (agent_read.c)
 *   then, for each mail: bytes stored and named - `sending` committed - network - outcome committed     (agent_post.c)
 *
 * The letters and mails that are ready in one turn of the loop share one wait for the disk: their steps
 * join one transaction (store_later), at its end all files that it names are synced (barrier), it is
 * committed, and only then what depends on it goes out (turn_end). A lone letter waits for nobody.
 *
 * SIGTERM and SIGINT end the loop after the step that is under way, SIGHUP looks at the rules. Workers die with the starter, the starter
 * with this process.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent_steps.h"
#include "base/box.h"
#include "base/clock.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "case/erasure.h"
#include "case/restored.h"
#include "store/journal.h"

#define LOOP_MS_MOST 60000

/* ---- coming up ---- */
static int
catch_signals(struct agent *a, struct err *e)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 ||
	    (a->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return err_again(e, "signals: %s", strerror(errno));
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

/* The door for commands: opened before the box, because the box opens none. */
static int
open_door(struct agent *a, struct err *e)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	char *path = xasprintf("%s/agent.sock", a->conf->state);
	int rc = 0;

	if (strlen(path) >= sizeof(at.sun_path))
		rc = err_refused(e,
		    "%s: the path is too long for a socket; choose a shorter state directory",
		    path);
	if (rc == 0) {
		memcpy(at.sun_path, path, strlen(path) + 1);
		unlink(path);
		a->door_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (a->door_fd < 0 || bind(a->door_fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
		    listen(a->door_fd, 8) < 0)
			rc = err_again(e, "%s: %s", path, strerror(errno));
	}
	free(path);
	return rc;
}

static int
refuse(struct agent *a, const struct err *e, int refused)
{
	log_error("%s", e->msg);
	a->exit_code = e->grade == GRADE_AGAIN ? EX_TEMPFAIL : refused;
	return -1;
}

/*
 * A rehearsal's shift is kept with the store: started again without --now the agent goes on in the
 * rehearsal's time, else what arrived meanwhile would look older than the start mark. Real time
 * never goes on where a rehearsal has been.
 */
static int
settle_clock(struct agent *a)
{
	char text[32], *kept = store_text(a->st, Q_META_GET, "t", "clock_offset");
	int64_t last = journal_last_at(a->st), shift = kept != NULL ? strtoll(kept, NULL, 10) : 0;
	struct err e;

	free(kept);
	if (shift != 0 && !a->conf->rehearsal) {
		err_refused(&e,
		    "%s: this store has been used in a rehearsal (run --now); name another state "
		    "directory, or set rehearsal = yes",
		    a->conf->state);
		return refuse(a, &e, EX_CONFIG);
	}
	if (shift != 0 && clock_offset() == 0)
		clock_set_offset(shift);
	if (clock_now() < last)
		log_warn("clock behind the journal by %lld s: timers wait until it has caught up",
		    (long long)(last - clock_now()));
	snprintf(text, sizeof(text), "%lld", (long long)clock_offset());
	store_begin(a->st);
	store_do(a->st, Q_META_SET, "tt", "clock_offset", text);
	store_commit(a->st);
	return 0;
}

/* Settings without which nothing can be begun. */
static int
look_at_settings(struct agent *a)
{
	struct problems p = { 0 };
	int rc = conf_complete(a->conf, a->config, &p);

	problems_print(&p, stderr);
	if (rc < 0)
		a->exit_code = EX_CONFIG;
	problems_free(&p);
	return rc;
}

/* The readers' are read by the zygote; this is so that a mistake ends the start. */
static int
check_roots(const char *path, struct err *e)
{
	struct trust_roots *roots = *path != '\0' ? trust_roots_read(path, e) : NULL;

	if (*path != '\0' && roots == NULL)
		return err_wrap(e, "signature-roots");
	trust_roots_free(roots);
	return 0;
}

/* Opened before the box: it may lie on another disk. */
static int
open_erasures(struct agent *a, struct err *e)
{
	char *path = conf_erasures(a->conf);
	int rc = 0;

	a->erasures_fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (a->erasures_fd < 0)
		rc = err_refused(e, "%s: %s; the list of erasures (erasures in [agent]) must be writable",
		    path, strerror(errno));
	free(path);
	return rc;
}

static int
come_up(struct agent *a)
{
	const char *readable[] = { a->conf->rules, a->conf->templates, NULL };
	char *pages = report_folder(a->conf);
	const char *writable[] = { a->conf->state, pages, NULL };
	char *lock = xasprintf("%s/lock", a->conf->state);
	struct err e;
	int rc = -1;

	if (file_mkdir(a->conf->state, 0700, &e) < 0 || (a->lock_fd = file_lock(lock, &e)) < 0 ||
	    catch_signals(a, &e) < 0 || starter_begin(&a->starter, a->config, &e) < 0)
		refuse(a, &e, EX_CONFIG);
	else if ((a->keys = keys_open(a->conf->key_file, &e)) == NULL)
		refuse(a, &e, EX_CONFIG);
	else if (check_roots(a->conf->signature_roots, &e) < 0 || open_erasures(a, &e) < 0)
		refuse(a, &e, EX_CONFIG);
	else if (rules_open(a) < 0)
		;
	else if ((a->st = store_open(a->conf->state, STORE_AGENT, &e)) == NULL ||
	    (a->spool = spool_open(a->conf->state, &e)) == NULL ||
	    (a->archive = archive_open(a->conf->state, a->keys, &e)) == NULL ||
	    open_door(a, &e) < 0)
		refuse(a, &e, EX_CONFIG);
	else if (box_enter(BOX_PARENT, writable, readable, &e) < 0)
		refuse(a, &e, EX_CONFIG);
	else
		rc = settle_clock(a);
	free(pages);
	free(lock);
	return rc;
}

/* Repeatable: doing it twice, or being killed in it, changes nothing more. */
static int
recover(struct agent *a)
{
	struct err e;

	if (spool_recover(a->spool, a->st, &e) < 0 || archive_recover(a->archive, a->st, &e) < 0)
		return refuse(a, &e, EX_IOERR);
	store_begin(a->st);
	store_do(a->st, Q_MESSAGES_RECOVER, "i", (int64_t)READINGS);
	store_do(a->st, Q_MESSAGE_ASKED_LOST, "");
	store_commit(a->st);
	if (erasures_again(a->st, a->office, a->erasures_fd, &e) < 0)
		return refuse(a, &e, EX_IOERR);
	a->unsettled = !erasure_unlink(a->archive, a->st);
	post_recover(a);
	return 0;
}

static void
go_down(struct agent *a)
{
	ocr_end(a);
	read_end(a);
	post_end(a);
	call_end(a);
	fetch_end(a);
	if (a->starter.pid > 0)
		starter_end(&a->starter);
	while (a->n_guests > 0)
		close(a->guests[--a->n_guests]);
	if (a->door_fd >= 0)
		close(a->door_fd);
	sops_free(a->desk.sops);
	store_close(a->st);	/* its last COMMIT still syncs what is named */
	archive_close(a->archive);
	spool_close(a->spool);
	rules_end(a);
	free(a->leaving);
	keys_free(a->keys);
	if (a->signal_fd >= 0)
		close(a->signal_fd);
	if (a->erasures_fd >= 0)
		close(a->erasures_fd);
	if (a->lock_fd >= 0)
		close(a->lock_fd);
}

/* ---- the loop ---- */
static void
guest(struct agent *a)
{
	int fd = accept4(a->door_fd, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	if (a->n_guests == sizeof(a->guests) / sizeof(a->guests[0]))
		close(fd);	/* it looks into the store by itself */
	else
		a->guests[a->n_guests++] = fd;
}

static void
signalled(struct agent *a)
{
	struct signalfd_siginfo s;

	while (read(a->signal_fd, &s, sizeof(s)) == sizeof(s)) {
		log_info("signal number=%u: %s", s.ssi_signo,
		    s.ssi_signo == SIGHUP ? "looking at the rules" : "stopping");
		if (s.ssi_signo == SIGHUP)
			a->rules.asked = true;
		else
			a->stopping = true;
	}
}

/* ---- the end of a turn ---- */

/*
 * Above so many files and directories one sync of the whole file system costs less than one of each;
 * a lone letter, or its mails, stay below it.
 */
#define SYNC_ALL_FROM 10

/* Before each COMMIT: what its rows name is on the disk. A full disk is not tried again. */
static void
barrier(void *context)
{
	struct agent *a = context;
	bool all = spool_unsynced(a->spool) + archive_unsynced(a->archive) >= SYNC_ALL_FROM;
	struct err e;

	if ((all && archive_sync_all(a->archive, &e) < 0) || spool_sync(a->spool, all, &e) < 0 ||
	    archive_sync(a->archive, all, &e) < 0) {
		log_error("%s", e.msg);
		exit(EX_TEMPFAIL);
	}
}

static struct leaving *
leave(struct agent *a, enum leaves from)
{
	a->leaving = grow(a->leaving, a->n_leaving, sizeof(*a->leaving));
	a->leaving[a->n_leaving] = (struct leaving){ .from = from };
	return &a->leaving[a->n_leaving++];
}

void
leave_spool(struct agent *a, int64_t message_id)
{
	leave(a, LEAVES_SPOOL)->message_id = message_id;
}

void
leave_file(struct agent *a, enum archive_room room, const char *name)
{
	struct leaving *l = leave(a, room == ROOM_OUTBOX ? LEAVES_OUTBOX : LEAVES_ARCHIVE);

	snprintf(l->name, sizeof(l->name), "%s", name);
}

int
agent_trouble(struct agent *a, const char *what, const struct err *e)
{
	log_error("%s: %s", what, e->msg);
	a->exit_code = EX_TEMPFAIL;
	a->stopping = true;
	return -1;
}

void
turn_abandon(struct agent *a)
{
	store_rollback(a->st);
	a->n_leaving = 0;
	post_drop(a);
	a->stopping = true;
}

/* One COMMIT for all that was ready, then what has waited for it. */
static void
turn_end(struct agent *a)
{
	size_t i;

	store_flush(a->st);
	for (i = 0; i < a->n_leaving; i++) {
		const struct leaving *l = &a->leaving[i];

		if (l->from == LEAVES_SPOOL)
			spool_remove(a->spool, l->message_id);
		else
			archive_remove(a->archive,
			    l->from == LEAVES_OUTBOX ? ROOM_OUTBOX : ROOM_ARCHIVE, l->name);
	}
	a->n_leaving = 0;
	post_hand_over(a);
}

/* How long nothing can be due: the nearest of deadlines, due mails and due times. */
static int
patience(struct agent *a)
{
	static int64_t (*const times[])(struct agent *) = { timer_next, remind_next, lists_next,
		daily_next };
	int64_t now = clock_monotonic_ms(), until = now + LOOP_MS_MOST, due;
	bool may = timer_may(a);
	size_t i;
#define SOONER(when) do { int64_t w = (when); if (w < until) until = w; } while (0)

	if (a->fetch.phase == FETCH_FREE)
		return 0;
	SOONER(a->fetch.phase == FETCH_DOWN     ? a->fetch.again_ms :
		a->fetch.phase == FETCH_RESTING ? a->fetch.rest_until_ms :
						  a->fetch.deadline_ms);
	for (i = 0; i < a->n_readings; i++)
		SOONER(a->readings[(a->first + i) % READINGS].deadline_ms);
	if (a->n_composing > 0)
		SOONER(a->compose_deadline_ms);
	if (a->n_sending > 0 || (a->sender.pid != 0 && !a->sender_ready))
		SOONER(a->send_deadline_ms);
	else if (a->sender.pid == 0 || a->sender_ready)
		SOONER(post_next_ms(a));
	SOONER(call_next_ms(a));
	for (i = 0; may && i < sizeof(times) / sizeof(times[0]); i++)
		if ((due = times[i](a)) != 0)
			SOONER(now + (due > clock_now() ? (due - clock_now()) * 1000 : 0));
	if (a->zygote.pid == 0 && a->zygote_again_ms > now)
		SOONER(a->zygote_again_ms);
	if (a->ocr.pid != 0)
		SOONER(a->ocr_deadline_ms);
	SOONER(rules_next_ms(a));
	return until <= now ? 0 : (int)(until - now);
#undef SOONER
}

static int
caller_fd(const struct agent *a, size_t which)
{
	return a->callers[which].worker.pid != 0 ? a->callers[which].worker.ch.fd : -1;
}

static void
wait_and_take(struct agent *a, int ms)
{
	struct pollfd p[READINGS + 8 + CALLERS];
	struct reading *readers[READINGS];
	size_t n = 0, i, from;
	int ready, fds[] = { a->signal_fd, a->door_fd, a->fetcher.pid != 0 ? a->fetcher.ch.fd : -1,
		a->sender.pid != 0 ? a->sender.ch.fd : -1, a->composer.fd,
		a->ocr.pid != 0 ? a->ocr.ch.fd : -1, caller_fd(a, CALLER_ESIGN),
		caller_fd(a, CALLER_PORTAL) };

	for (; n < sizeof(fds) / sizeof(fds[0]); n++)
		p[n] = (struct pollfd){ fds[n], POLLIN, 0 };
	from = n;
	for (i = 0; i < a->n_readings; i++) {
		readers[i] = &a->readings[(a->first + i) % READINGS];
		p[n++] = (struct pollfd){
			readers[i]->ended || readers[i]->failed ? -1 : readers[i]->ch.fd, POLLIN, 0
		};
	}
	store_look(a->st, false);
	ready = poll(p, n, ms);
	store_look(a->st, true);
	if (ready <= 0)
		return;
	if (p[0].revents)
		signalled(a);
	if (p[1].revents)
		guest(a);
	if (p[2].revents)
		fetch_frame(a);
	if (p[3].revents)
		sender_frame(a);
	if (p[4].revents)
		composer_frame(a);
	if (p[5].revents)
		ocr_frame(a);
	for (i = 0; i < CALLERS; i++)
		if (p[6 + i].revents)
			caller_frame(a, i);
	for (i = 0; from + i < n; i++)
		if (p[from + i].revents)
			read_frame(a, readers[i]);
}

static bool
nothing_due(struct agent *a)
{
	int64_t due;

	if (!fetch_quiet(a) || !read_quiet(a) || !post_quiet(a) || !call_quiet(a) ||
	    !command_quiet(a))
		return false;
	due = timer_next(a);
	if (due != 0 && due <= clock_now() && timer_may(a))
		return false;
	due = daily_next(a);
	if (due != 0 && due <= clock_now() && timer_may(a))
		return false;
	due = lists_next(a);
	if (due != 0 && due <= clock_now() && timer_may(a))
		return false;
	due = remind_next(a);
	return due == 0 || due > clock_now() || !timer_may(a);
}

/*
 * Workers that are free get their next order before T2, so that they work while this process waits
 * for the disk.
 */
static void
steps(struct agent *a)
{
	rules_step(a);
	/* free workers get their next order first, so that they work while this process settles */
	fetch_step(a);
	read_step(a);
	call_step(a);
	post_step(a);
	ocr_step(a);
	read_settle(a);
	command_step(a);
	fetch_step(a);
	read_step(a);
	/* a list that is due goes before reminders of what stands in it */
	lists_step(a);
	timer_step(a);
	remind_step(a);
	daily_step(a);
	post_step(a);
}

static void
turn(struct agent *a)
{
	health_step(a);
	wait_and_take(a, patience(a));
	if (!a->stopping)
		steps(a);
	turn_end(a);
}

int
agent_run(const char *config, const struct conf *conf, bool once)
{
	struct agent a = { .config = config,
		.once = once,
		.erasures_fd = -1,
		.lock_fd = -1,
		.signal_fd = -1,
		.door_fd = -1,
		.composer.fd = -1 };

	a.settings = *conf;
	a.conf = &a.settings;
	if (look_at_settings(&a) == 0 && come_up(&a) == 0) {
		a.settings.restored = restored_from(a.st) != 0;
		store_barrier(a.st, barrier, &a);
		a.desk = (struct desk){ a.st, a.office, a.conf, a.keys, sops_new(a.office), NULL };
		if (recover(&a) == 0 && !modes_refuse(&a)) {
			rules_begin(&a);
			health_begin(&a);
			modes_begin(&a);
			log_info(
			    "agent up office=%s mode=%s%s", a.office->id,
			    conf_mode_word(conf_mode(a.conf, NULL)),
			    a.settings.restored ? " restored=yes: see loket resume" : "");
			while (!a.stopping && !(once && nothing_due(&a)))
				turn(&a);
			store_begin(a.st);
			store_do(a.st, Q_MESSAGES_REST, "i", (int64_t)READINGS);
			store_commit(a.st);
			health_end(&a);
		}
	}
	go_down(&a);
	return a.exit_code;
}
