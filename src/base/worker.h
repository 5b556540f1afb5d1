/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Child processes and the framed messages they speak. A worker is this binary exec'd from
 * /proc/self/exe as `loket @ROLE CONFIG` with a stream socket on descriptor 3 and no other
 * descriptor but stderr; it dies with its parent (PR_SET_PDEATHSIG). A frame is u32 magic, u16
 * version, u16 type, u32 length, payload; descriptors ride on the header (SCM_RIGHTS, at most
 * FRAME_FDS).
 */
#ifndef LOKET_BASE_WORKER_H
#define LOKET_BASE_WORKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

#define WORKER_FD 3
#define FRAME_FDS 12
/* bytes of payload; longer things travel by descriptor or in chunks */
#define FRAME_MAX (8u << 20)

struct frame {
	uint16_t type;
	struct buf body;
	int fds[FRAME_FDS];	/* -1 where none; the receiver owns and closes them */
};

/* One end of a conversation; `in` collects a frame that is still arriving. */
struct channel {
	int fd;
	struct buf in;
	int fds[FRAME_FDS];
	size_t n_fds;
};

struct worker {
	pid_t pid;		/* 0 when not running */
	struct channel ch;
};

/* Starts ROLE. Again when the system has no process or descriptor to give. */
int worker_spawn(struct worker *w, const char *role, const char *config, struct err *e);
void worker_kill(struct worker *w);	/* SIGKILL, waited for; safe when not running */

/*
 * The starter: a small process that does nothing but start and end workers. A seccomp filter is
 * inherited by everything a process starts, so the boxed parent, which may open no socket, cannot
 * itself start a fetcher that must; and so it needs no fork and no exec. The starter dies with the
 * parent, the workers with the starter.
 */
struct starter { pid_t pid; struct channel ch; };

/* before the parent enters its box */
int starter_begin(struct starter *st, const char *config, struct err *e);
/* ends all workers too */
void starter_end(struct starter *st);
int starter_spawn(struct starter *st, struct worker *w, const char *role, struct err *e);
/* SIGKILL; safe when not running */
void starter_kill(struct starter *st, struct worker *w);

void channel_init(struct channel *c, int fd);
void channel_close(struct channel *c);	/* closes fd and what arrived with a frame */
int channel_pair(int fds[2], struct err *e);	/* a stream socket pair, close-on-exec */

/*
 * Sends one frame, blocking, at most `timeout_ms` (-1: no limit). fds may be NULL; the sender keeps
 * its descriptors. Again when the other side is gone or does not read in time.
 */
int frame_send(int fd, uint16_t type, const void *body, size_t n, const int *fds, size_t n_fds,
    int timeout_ms, struct err *e);

/*
 * Takes what has arrived. Returns 1 with a whole frame in *f (frame_free it), 0 when more must come
 * (only if the descriptor is readable was it worth calling), -1 when the other side is gone or
 * broke the format.
 */
int frame_poll(struct channel *c, struct frame *f, struct err *e);

/*
 * Blocks until a frame is there, at most timeout_ms (-1: no limit; 0 = timeout is graded again, msg
 * "timeout").
 */
int frame_wait(struct channel *c, struct frame *f, int timeout_ms, struct err *e);

/* body and descriptors not taken (set fds[i] = -1 when taken) */
void frame_free(struct frame *f);

#endif
