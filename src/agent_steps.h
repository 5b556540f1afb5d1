/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent: what it holds, and the steps that agent.c strings together. Only agent*.c include
 * this.
 */
#ifndef LOKET_AGENT_STEPS_H
#define LOKET_AGENT_STEPS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/health.h"
#include "base/worker.h"
#include "case/desk.h"
#include "protocol.h"
#include "store/archive.h"
#include "store/spool.h"

#define READINGS 16
#define BODIES 8		/* letters ordered from the fetcher at once */

enum fetch_phase {
	FETCH_DOWN,
	FETCH_STARTING,
	FETCH_FREE,
	FETCH_LISTING,
	FETCH_SCANNING,
	FETCH_BODYING,
	FETCH_COPYING,			/* a copy of a mail into Sent */
	FETCH_MARKING,			/* keywords */
	FETCH_ASKING,			/* how full the mailbox is */
	FETCH_IDLING,
	FETCH_RESTING
};

enum folder_kind { FOLDER_WATCHED, FOLDER_SENT, FOLDER_JUNK };
struct watched { char *name; enum folder_kind kind; };

struct fetching {
	enum fetch_phase phase;
	/* of this round, in order: the one waited on first, Sent and Junk last */
	struct watched *folders; size_t n_folders;
	bool listed;				/* in this round */
	char *handled;				/* where handled letters go; NULL: they stay */
	/* folder of this round; n_folders: the round is over */
	size_t at;
	bool looking;				/* this round looks for letters of before the start */
	int64_t look_since;
	int64_t copying;			/* outbox row whose copy is under way */
	int64_t copy_again_ms;			/* no copy before, monotonic */
	int64_t quota_ms;			/* not asked before how full it is, monotonic; 0: at once */
	bool quota_bad;				/* the last answer was none, and that was said */
	char *mark;				/* keyword under way, and for which messages */
	int64_t *marked; size_t n_marked;
	struct fetch_scanned found;		/* what the last scan showed */
	size_t item;				/* next of found.items to be made durable */
	/* bodies under way: those of the items from `item` on, or of the one asked for again */
	int bodies[BODIES]; size_t n_bodies;
	bool stale;				/* found is of another UIDVALIDITY: what is under way is dropped */
	int64_t from_uid;			/* first UID that the outstanding scan asked for */
	int64_t folder_id, uidvalidity, start_at, resync_before;
	int64_t again_ms, failures;		/* back-off, monotonic */
	int64_t deadline_ms;			/* of the outstanding order */
	int64_t rest_until_ms;			/* next poll when not idling */
	int64_t asked_id;			/* message being fetched again; 0: a new one */
	bool round_done;			/* at least one whole round since the start */
};

struct reading {
	bool busy, failed, ended;
	int64_t message_id, arrived, attempts, deadline_ms;
	char *route;
	bool sent;				/* lay in the Sent folder */
	struct channel ch;
	struct facts facts;
	bool have_facts;
	struct archive_file *part;		/* being written */
	int64_t part_index, part_bytes;		/* its number; of all parts so far */
	/* scans and photos: read by OCR, then the letter is read once more with their words */
	bool pictures, second;
	size_t picture;				/* next document that may be one */
	struct read_text *texts; size_t n_texts;
	char clean[65];				/* archive name of the cleaned letter, "" none */
	char (*documents)[65];			/* archive names, "" where none is kept */
	size_t n_documents;
};

/* The rules in force, and those that are about to be (names: store/rulebook.h). */
struct rulebook {
	char name[65], stamp[65], resting[65], refused[65], next_name[65];
	size_t n_files, n_next;
	struct office *next;		/* passed; waits until nothing is under way */
	int64_t look_ms;
	bool asked;			/* look now: SIGHUP, or an edit that rests */
	bool unseen;			/* a turn came too soon for a look */
};

/* A file that goes when the transaction that forgot it has been committed. */
enum leaves { LEAVES_SPOOL, LEAVES_ARCHIVE, LEAVES_OUTBOX };
struct leaving { enum leaves from; int64_t message_id; char name[65]; };

/* A mail at the composer: its outbox row, and where its bytes and, if it has a code, those without it go. */
#define COMPOSINGS 8
struct composing { int64_t id; int out_fd, blank_fd; bool coded; };

/*
 * A mail that is `sending`: its order, with the id of its row, and its bytes until the turn has committed
 * that; fd -1: the sender has it. A few at once, so that the sender does not wait for this process's disk;
 * as many may be in doubt after a kill.
 */
#define SENDINGS 4
struct sending { struct deliver order; int fd; bool retry; };

/* The process of one driver of AMS, and the breaker of its server. */
enum { CALLER_ESIGN, CALLER_PORTAL, CALLERS };
struct caller {
	struct worker worker;
	bool ready;
	int64_t deadline_ms;		/* of its start, or of the call under way */
	int64_t again_ms, failures;	/* not spoken to before; faults in a row */
};

struct agent {
	const struct conf *conf;
	const char *config;
	bool once, stopping;
	int exit_code;
	struct conf settings;			/* conf, with what the store says of them */
	struct desk desk;
	struct keys *keys;
	struct store *st;
	struct spool *spool;
	struct archive *archive;
	struct office *office;
	struct rulebook rules;
	struct starter starter;
	struct worker fetcher, zygote, sender;
	struct channel composer;		/* fd -1: none */
	int64_t composed;			/* mails made by this composer */
	struct fetching fetch;
	/* a ring in order of message id: T2 is done in that order */
	struct reading readings[READINGS];
	size_t first, n_readings;
	int64_t last_started;			/* message id */
	int64_t failed_once;			/* the message whose reader failed last, in this life */
	int64_t zygote_again_ms, zygote_failures;
	/* mails being composed, in the order in which they come back */
	struct composing composing[COMPOSINGS]; size_t n_composing;
	int64_t compose_deadline_ms;		/* of the first of them */
	/* in the order in which the sender takes them */
	struct sending sending[SENDINGS]; size_t n_sending;
	int64_t send_deadline_ms;		/* of the first of them, or of its start */
	int64_t send_again_ms, send_failures, sender_ready;
	int64_t hour_room;			/* so many mails may leave before the hour is counted again */
	struct leaving *leaving; size_t n_leaving;
	/* drivers of AMS; one call under way: its outbox row, by which of them */
	struct caller callers[CALLERS];
	int64_t calling;
	size_t calling_by;
	/* or the certificate asked about; when the next one may be, and how far they are apart */
	int64_t polling, poll_again_ms, poll_gap_ms;
	/* one document being read by OCR: of which letter, and which of its documents */
	struct worker ocr;
	int64_t ocr_message, ocr_index, ocr_deadline_ms;
	int erasures_fd;			/* the list of erasures (case/erasure.h) */
	struct health health;			/* as it is to stand in the state file */
	bool health_due;
	int64_t health_ms;			/* written, monotonic; 0: at once */
	bool unsettled;				/* the store's log still holds what was erased */
	bool keeping;				/* what was kept long enough is going, piece by piece */
	int lock_fd, signal_fd, door_fd;
	int guests[16]; size_t n_guests;	/* commands that wait for their events */
};

/* agent.c: what a turn leaves for its end, behind the one COMMIT of it (store_later) */
void leave_spool(struct agent *a, int64_t message_id);
void leave_file(struct agent *a, enum archive_room room, const char *name);
/*
 * The machine denies what every letter needs (disk, descriptors): logs "WHAT: ..." and ends the
 * agent with EX_TEMPFAIL, to be started anew; no letter is blamed. Returns -1.
 */
int agent_trouble(struct agent *a, const char *what, const struct err *e);
void turn_abandon(struct agent *a);	/* nothing of this turn has happened; the agent ends */

/* agent_fetch.c: mailbox -> spool, T1 */
/* gives the fetcher its next order when it is free */
void fetch_step(struct agent *a);
void fetch_frame(struct agent *a);			/* its descriptor is readable */
bool fetch_quiet(struct agent *a);		/* the round is over and nothing waits */
void fetch_end(struct agent *a);
void fetch_wake(struct agent *a);			/* a new round soon */
/* the mailbox is not to be had now: back-off */
void fetch_down(struct agent *a, const char *why);
/* an order to the fetcher, which must be free; fd -1: none */
void fetch_order(struct agent *a, enum frame_type type, const struct wire_table *t,
    const void *record, int fd, enum fetch_phase phase, int64_t ms);

/* agent_mailbox.c: which folders there are; copies in Sent, keywords */
void folders_ask(struct agent *a);			/* FRAME_LIST */
void folders_listed(struct agent *a, const struct frame *f);
void folders_free(struct agent *a);
const char *folder_sent(const struct agent *a);		/* NULL: none */
/* a message of the Sent folder is a copy of our own: noted, nothing more to do with it */
bool copy_known(struct agent *a, const struct fetch_item *item);
bool mailbox_owes(struct agent *a);			/* copies or keywords wait */
/* gives the fetcher its next order of that kind; false: none */
bool mailbox_step(struct agent *a);
void copy_done(struct agent *a, bool kept);
void marks_done(struct agent *a, const char *refused);
bool quota_due(struct agent *a);			/* it is time to ask how full the mailbox is */
bool quota_ask(struct agent *a);			/* FRAME_QUOTA, where it is; true: under way */
void quota_answer(struct agent *a, const struct frame *fr);
void quota_failed(struct agent *a, const char *why);

/* agent_read.c: spool -> reader -> relate -> advance, T2 */
void read_step(struct agent *a);			/* starts readers for what was received */
void read_frame(struct agent *a, struct reading *r);	/* its descriptor is readable */
/* T2 for everything that is ready, in order */
void read_settle(struct agent *a);
bool read_quiet(struct agent *a);
void read_end(struct agent *a);
int zygote_up(struct agent *a);				/* 0 when it runs */

int read_again(struct agent *a, struct reading *r);	/* a reader for it, with r->texts */

/* agent_ocr.c: pictures of a letter -> words */
bool ocr_wanted(const struct reading *r);		/* it has documents that are pictures */
void ocr_step(struct agent *a);
void ocr_frame(struct agent *a);			/* its descriptor is readable */
void ocr_end(struct agent *a);

/* agent_call.c: outbox -> a driver of AMS, and what AMS said into its case */
void call_step(struct agent *a);
void caller_frame(struct agent *a, size_t which);	/* its descriptor is readable */
void call_recover(struct agent *a, int64_t id);		/* a call cut off by the end of the agent */
void call_login(struct agent *a);	/* in a transaction: a person has logged in to the portal */
bool call_quiet(struct agent *a);
/* nothing that AMS is to be asked or told about a case is due or under way, but what waits for a server that rests */
bool call_heard(struct agent *a);
/* monotonic time of the next due call or deadline, INT64_MAX none */
int64_t call_next_ms(struct agent *a);
void call_end(struct agent *a);

/* agent_post.c: outbox -> composer -> archive -> sender; timers */
void post_recover(struct agent *a);
void post_step(struct agent *a);
void post_hand_over(struct agent *a);	/* behind the COMMIT: mails that are `sending` to the sender */
void post_drop(struct agent *a);		/* those that are not there yet are not under way */
void composer_frame(struct agent *a);
void sender_frame(struct agent *a);
bool post_quiet(struct agent *a);
/* monotonic time of the next due mail, INT64_MAX none */
int64_t post_next_ms(struct agent *a);
void timer_step(struct agent *a);			/* fires what is due, once timer_may */
int64_t timer_next(struct agent *a);			/* when the next one may fire, 0: none */
/* all waiting mail is read, and the clock is not behind the journal */
bool timer_may(struct agent *a);
void post_end(struct agent *a);
/* Keeps what a server told of the largest message it takes (post.h); own transaction. */
void note_limit(struct agent *a, const char *key, int64_t limit);
void post_renew(struct agent *a);			/* the next mail gets a fresh composer */

/* agent_health.c: signs of life (base/health.h) */
void health_begin(struct agent *a);
void health_polled(struct agent *a);			/* a whole round through the mailbox */
void health_sent(struct agent *a);			/* the server took a mail */
void health_breaker(struct agent *a, bool open);	/* mails wait because the hour is full */
void health_step(struct agent *a);
void health_end(struct agent *a);

/* agent_remind.c: reminders of certificates */
void remind_step(struct agent *a);			/* does what is due, once timer_may */
int64_t remind_next(struct agent *a);			/* when the next one may be done, 0: none */

/* agent_lists.c: questions and news that go out together */
void lists_step(struct agent *a);			/* what is due, once timer_may */
int64_t lists_next(struct agent *a);			/* when the next one is due, 0: none */

/* agent_daily.c: summaries at fixed hours, modes */
/*
 * True, told and with an exit code: the settings go live, and holders of roles have not practised
 * (case/practice.h). Before modes_begin.
 */
bool modes_refuse(struct agent *a);
void modes_begin(struct agent *a);			/* what a changed mode means, at the start */
void modes_look(struct agent *a);			/* the same, in a transaction */
/* In a transaction: a restored store goes on; as restored_go. */
int64_t restored_resume(struct agent *a);
void daily_step(struct agent *a);			/* what is due, once timer_may */
int64_t daily_next(struct agent *a);			/* when the next one is due, 0: none */
/* today, "2026-11-23", in the office's zone */
void daily_today(struct agent *a, char day[32]);
/* when the office opens next, on a day for which the store has not got this key yet */
int64_t daily_due(struct agent *a, const char *key);

/* agent_report.c: the month's page and mail */
char *report_folder(const struct conf *c);		/* of the page; caller frees; NULL: none */
int64_t report_next(struct agent *a);			/* 0: none */
void report_step(struct agent *a);
void report_month_before(struct agent *a, char month[8]);
/*
 * Owes the mail of that month inside the caller's transaction; `once`: decision key or NULL. To whom
 * (caller frees), or NULL: refused or again.
 */
char *report_mail(struct agent *a, const char *month, const char *once, struct err *e);

/* agent_rules.c: rules and templates, and their exchange while the agent runs */
/* a->office from rules that pass, before the box; -1: they do not, and why is said */
int rules_open(struct agent *a);
void rules_begin(struct agent *a);		/* what the start found, into the journal */
/* In a transaction: looks at the folders now; a sentence that says what came of it (caller frees). */
char *rules_look(struct agent *a);
void rules_step(struct agent *a);
/* others passed and wait: nothing new begins */
bool rules_pending(const struct agent *a);
/* When the folders must be looked at again, by the monotonic clock: an edit was seen that has not rested yet. */
int64_t rules_next_ms(const struct agent *a);
void rules_end(struct agent *a);

/* agent_command.c: events left by commands */
void command_step(struct agent *a);
bool command_quiet(struct agent *a);

#endif
