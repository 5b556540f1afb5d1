/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks at a server by the real worker in its real box: what it can do here the agent can do. */
#ifndef LOKET_CLI_SERVERS_H
#define LOKET_CLI_SERVERS_H

#include "protocol.h"

/*
 * Role "fetcher", "smtp" or "ams" of the settings in file `config`. 0: *got holds what was found
 * (wire_free(&checked_wire, got)). Else EX_UNAVAILABLE or EX_SOFTWARE, and *why says what and what
 * to do; the caller frees it.
 */
int server_look(const char *config, const char *role, struct checked *got, char **why);

/*
 * What lies in a folder, by the fetcher in its box, which is started where *w is none yet; the caller
 * kills it. As server_look; a folder that is not there has uidvalidity 0.
 */
struct worker;
int server_scan(struct worker *w, const char *config, const struct fetch_scan *order,
    struct fetch_scanned *got, char **why);

/* The sender fetches alive-url of the settings. As server_look. */
int server_touch(const char *config, char **why);

/*
 * Hands one finished message to the submission server, by the sender in its box. 0, or an exit code
 * with the reason in *why (the caller frees it).
 */
int server_send(const char *config, const struct deliver *mail, const char *message, size_t n, char **why);

#endif
