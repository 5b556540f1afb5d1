/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See durable.h. Failures that end here: a disk that can no longer promise anything. */
#include "store/durable.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"

static int
synced(int rc, const char *what, struct err *e)
{
	if (rc == 0)
		return 0;
	if (errno == ENOSPC || errno == EDQUOT)
		return err_again(e, "%s: disk is full; free space", what);
	log_error("%s: cannot be made durable: %s; check the disk, then start loket again", what,
	    strerror(errno));
	exit(EX_IOERR);
}

int
durable_sync(int fd, const char *what, struct err *e)
{
	return synced(fsync(fd), what, e);
}

int
durable_sync_all(int fd, const char *what, struct err *e)
{
	return synced(syncfs(fd), what, e);
}

int
durable_rename(int dir, const char *from, const char *to, struct err *e)
{
	if (renameat(dir, from, dir, to) < 0)
		return err_again(e, "%s cannot be renamed to %s: %s", from, to, strerror(errno));
	return 0;
}
