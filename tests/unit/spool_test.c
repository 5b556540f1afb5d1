/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The spool: what lies where after each step, and what recovery keeps, from the store's own point
 * of view.
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "base/log.h"
#include "child.h"
#include "store/spool.h"
#include "raw.h"
#include "test.h"

static char *dir;

static int
files(void)
{
	char path[300];
	struct dirent *d;
	DIR *o;
	int n = 0;

	snprintf(path, sizeof(path), "%s/spool", dir);
	for (o = opendir(path); (d = readdir(o)) != NULL; )
		n += d->d_name[0] != '.';
	closedir(o);
	return n;
}

static void
keep(struct spool *sp, int64_t id, const char *text)
{
	struct err e = { 0 };
	int fd;

	if (spool_begin(sp, &fd, &e) < 0 || write(fd, text, strlen(text)) < 0 ||
	    spool_keep(sp, fd, id, &e) < 0 || spool_unsynced(sp) != 2 || spool_sync(sp, false, &e) < 0 ||
	    spool_unsynced(sp) != 0)
		printf("Bail out! %s\n", e.msg);
}

static void
test_steps(struct spool *sp)
{
	struct err e = { 0 };
	struct stat st;
	char got[64] = "", path[300];
	int fd;

	is_int(spool_begin(sp, &fd, &e), 0, "begin");
	spool_drop(sp, fd);
	is_int(files(), 0, "dropped: nothing left");
	keep(sp, 7, "From: siti@tapinkab.go.id\r\n");
	is_int(files(), 1, "kept: one file");
	snprintf(path, sizeof(path), "%s/spool/7", dir);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "0600, named by message");
	snprintf(path, sizeof(path), "%s/spool", dir);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0700, "its directory 0700");
	fd = spool_read_fd(sp, 7, &e);
	ok(fd >= 0 && read(fd, got, sizeof(got) - 1) == 27, "read back");
	ok(write(fd, "x", 1) < 0, "for reading only");
	close(fd);
	keep(sp, 7, "short");	/* T1 was rolled back, the id came again */
	fd = spool_read_fd(sp, 7, &e);
	is_int(read(fd, got, sizeof(got)), 5,
	    "the later letter replaced the one whose T1 was undone");
	close(fd);
	spool_remove(sp, 7);
	spool_remove(sp, 7);
	ok(spool_read_fd(sp, 7, &e) < 0 && e.grade == GRADE_REFUSED, "gone: refused (%s)", e.msg);
}

static void
test_recovery(struct spool *sp, struct store *s)
{
	struct err e = { 0 };
	char path[300];
	int fd;

	raw(dir, "INSERT INTO message (id, mac, key_id, internaldate, received_at, bytes, state) VALUES (1, x'01', 1, 0, 0, 9, 'received'),"
	    " (2, x'02', 1, 0, 0, 9, 'done'), (3, x'03', 1, 0, 0, 9, 'held')");
	for (int64_t id = 1; id <= 4; id++)
		keep(sp, id, "letter");
	snprintf(path, sizeof(path), "%s/spool/letter.tmp", dir);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	snprintf(path, sizeof(path), "%s/spool/01", dir);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	is_int(files(), 6, "one waiting, one done, one held, one unknown, one temporary, one foreign name");
	is_int(spool_recover(sp, s, &e), 0, "recover %s", e.msg);
	is_int(files(), 1, "one file stays");
	fd = spool_read_fd(sp, 1, &e);
	ok(fd >= 0, "that of the letter that waits");
	close(fd);
	is_int(spool_recover(sp, s, &e), 0, "once more");
	is_int(files(), 1, "changes nothing");
}

int
main(void)
{
	struct err e = { 0 };
	struct store *s;
	struct spool *sp;

	log_init("test", LOG_WARN_);
	dir = fresh_dir();
	s = store_open(dir, STORE_AGENT, &e);
	sp = spool_open(dir, &e);
	ok(s != NULL && sp != NULL, "opened %s", e.msg);
	test_steps(sp);
	test_recovery(sp, s);
	spool_close(sp);
	spool_close(NULL);
	store_close(s);
	drop_dir(dir);
	return done();
}
