/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One line on a terminal's standard error while something takes long: how far, how fast, how long
 * it still takes. It is written over itself and goes away at the end. Where standard error is no
 * terminal nothing is written at all. One at a time in a process.
 */
#ifndef LOKET_BASE_PROGRESS_H
#define LOKET_BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* Whether there is a terminal that knows how to erase a line; until then nothing is shown. */
void progress_allow(bool terminal);

/* Whether anything is shown, so that a total is worth its counting. */
bool progress_shown(void);

/* what: "letters"; points to text that stays. total 0: not known. */
void progress_begin(const char *what, int64_t total);
/* One more is done. The first second shows nothing. */
void progress_step(void);
/* The line goes away. Harmless when there is none. */
void progress_end(void);
/* Erases the line, which the next step shows again: before something else is written there. */
void progress_wipe(void);

/*
 * The text of the line, at least 1 byte of `out`: after `done` of `total` in `ms` milliseconds.
 */
void progress_say(
    const char *what, int64_t done, int64_t total, int64_t ms, char *out, unsigned long n);

#endif
