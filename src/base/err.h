/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a caller needs to know about a failure is what to do next, so every error carries a grade:
 * again (nothing is lost, try the same thing later) or refused (never for this item, set it aside).
 * Functions that can fail return 0 or -1 (or a pointer or NULL), take `struct err *` last and write
 * it only on failure. Only the file around the foreign thing grades; layers above add context with
 * err_wrap; one place per loop decides and logs.
 */
#ifndef LOKET_BASE_ERR_H
#define LOKET_BASE_ERR_H

enum grade {
	GRADE_OK,
	/* nothing lost: try the same thing later (server down, disk full, locked) */
	GRADE_AGAIN,
	GRADE_REFUSED	/* never for this item as it is: set it aside, tell a person */
};

struct err {
	enum grade grade;
	char msg[384];	/* one English sentence: what, where, what to do; always terminated */
};

/*
 * Both fill *e (cutting over-long text) and return -1, so that callers write `return
 * err_again(...)`.
 */
int err_again(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int err_refused(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the message that is there; the grade stays. Returns -1. */
int err_wrap(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
