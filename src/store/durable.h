/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The two steps every sealed or spooled file takes before a transaction may name it. A full disk is
 * graded again; any other failure of fsync ends the process (exit 74): the kernel may have dropped
 * the bytes and reported it once only, so a second fsync that succeeds proves nothing, and a
 * restart reads what is really there.
 */
#ifndef LOKET_STORE_DURABLE_H
#define LOKET_STORE_DURABLE_H

#include "base/err.h"

/* fsync of a file or directory; what: its name for messages */
int durable_sync(int fd, const char *what, struct err *e);
/* all that was written to the file system of fd, its names too: for thousands of files at once */
int durable_sync_all(int fd, const char *what, struct err *e);
/* no fsync of dir */
int durable_rename(int dir, const char *from, const char *to, struct err *e);

#endif
