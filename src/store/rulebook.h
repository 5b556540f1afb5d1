/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules and templates that passed the checker, copied into STATE/rules/NAME and named by their
 * digest; STATE/rules/current is a link to the copy in force. What is checked, what the agent goes
 * by and what its readers and composers open is this copy: the folders of the settings may be
 * edited, and be broken, at any moment.
 */
#ifndef LOKET_STORE_RULEBOOK_H
#define LOKET_STORE_RULEBOOK_H

#include <stddef.h>

#include "base/err.h"

#define RULEBOOK_NAME 65	/* 64 hex letters + NUL */

/*
 * Digest of this program's version and of all rule and template files, by path and bytes. *n (may
 * be NULL): how many files.
 */
int rulebook_name(const char *rules, const char *templates, char name[RULEBOOK_NAME], size_t *n,
    struct err *e);
/* The same from paths, sizes and times only: cheap, changes with every edit. */
void rulebook_stamp(const char *rules, const char *templates, char stamp[RULEBOOK_NAME]);

/* Copies both folders to STATE/rules/new; name as above, of the bytes that were copied. */
int rulebook_copy(const char *state, const char *rules, const char *templates,
    char name[RULEBOOK_NAME], size_t *n, struct err *e);
/* STATE/rules/new becomes NAME and is in force; others go. May be repeated. */
int rulebook_accept(const char *state, const char *name, struct err *e);

/* Name of the copy in force; "" when there is none, or its bytes are not those of its name. */
void rulebook_current(const char *state, char name[RULEBOOK_NAME]);
/* STATE/rules/WHICH/SUB ("current" or "new", "rules" or "templates"); caller frees */
char *rulebook_folder(const char *state, const char *which, const char *sub);

#endif
