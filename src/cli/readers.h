/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The agent's own readers, for the commands that look at letters (read, explain): a zygote that
 * forks one boxed process per file, and the ocr worker for pictures. Needs no settings, server or
 * store.
 */
#ifndef LOKET_CLI_READERS_H
#define LOKET_CLI_READERS_H

#include "base/worker.h"
#include "cli/cli.h"
#include "protocol.h"

struct readers {
	struct worker w;
	int64_t now;
	bool pictures;
	const char *own_address;	/* the office's, by which its own mails are known; or NULL */
};

/* `rules`, `roots`: of the options, or NULL: of the settings, or as installed. EX_OK, or said why. */
int readers_start(struct readers *r, const struct cli *c, const char *rules, const char *roots);
void readers_end(struct readers *r);

/*
 * A descriptor that can be read again from its start: a pipe's bytes are kept in memory. -1 with
 * errno when it cannot be read, or a pipe does not end within LIMIT_READ_SECONDS.
 */
int readers_open(const char *path);

/*
 * The facts of an open file, its pictures read where r->pictures; *held: NULL, or why it could not
 * be read (static text). The caller frees *f by wire_free(&facts_wire, f).
 */
void readers_read(struct readers *r, int fd, struct facts *f, const char **held);
/* As `loket read --json` prints them: an object of jansson's, the caller's (read.c). */
struct json_t;
struct json_t *readers_json(const char *file, const struct facts *f, int zone_minutes);
/* What each step did, as text into `out`; 0, or -1: stopped by the limits, or no reader. */
int readers_explain(struct readers *r, int fd, int out, struct err *e);

#endif
