/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The archive: what is written comes back, nothing readable lies on disk, every changed byte is
 * found, recovery keeps what rows name.
 */
#include <fcntl.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "child.h"
#include "store/archive.h"
#include "raw.h"
#include "store/mailfile.h"
#include "protocol.h"
#include "test.h"

static char *dir;

static int
there(const char *room, const char *name)
{
	char path[400];

	if (strcmp(room, "archive") == 0)
		snprintf(path, sizeof(path), "%s/archive/%.2s/%s", dir, name, name);
	else
		snprintf(path, sizeof(path), "%s/%s/%s", dir, room, name);
	return access(path, F_OK) == 0;
}

static void
test_write(struct archive *a)
{
	static const size_t sizes[] = { 0, 1, SEAL_CHUNK - 1, SEAL_CHUNK, SEAL_CHUNK + 1,
	    3 * SEAL_CHUNK, 1000000 };
	struct err e = { 0 };
	char name[65], *text = xmalloc(1000000);
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < 1000000; i++)
		text[i] = (char)(i * 7 + i / 251);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		is_int(archive_put(a, i % 2 ? ROOM_OUTBOX : ROOM_ARCHIVE, text, sizes[i], name,
		    &e), 0, "%zu bytes written %s", sizes[i], e.msg);
		buf_reset(&out);
		is_int(archive_read(a, i % 2 ? ROOM_OUTBOX : ROOM_ARCHIVE, name, 1000000, &out, &e),
		    0, "and read %s", e.msg);
		ok(out.len == sizes[i] && memcmp(buf_str(&out), text, out.len) == 0,
		    "and the same");
	}
	ok(archive_read(a, ROOM_ARCHIVE, name, 999999, &out, &e) < 0 && e.grade == GRADE_REFUSED,
	    "longer than allowed: refused");
	ok(archive_read(a, ROOM_ARCHIVE, "../loket.db", 99, &out, &e) < 0,
	    "a path is not a name: %s", e.msg);
	free(text);
	buf_free(&out);
}

/* A mail names its documents; opened it holds them, in lines as GMime would have written them. */
static void
test_mail(struct archive *a)
{
	struct err e = { .msg = "" };
	struct buf mail = BUF_INIT, out = BUF_INIT, want = BUF_INIT;
	char document[65], name[65], big[60];
	int64_t bytes;
	int fd;

	memset(big, '\xff', sizeof(big));
	archive_put(a, ROOM_ARCHIVE, big, sizeof(big), document, &e);
	buf_addf(&mail, "A: b\r\n\r\n" ATTACHED_LINE "%s\r\n--x\r\n" ATTACHED_LINE "%.63s\r\n" ATTACHED_LINE "%s\r\n--x--\r\n",
	    document, document, document);
	for (int i = 0; i < 80; i++)
		buf_adds(&want, i == 76 ? "\r\n/" : "/");
	archive_put(a, ROOM_OUTBOX, mail.data, mail.len, name, &e);
	fd = mailfile_open(a, name, 4096, &bytes, &e);
	ok(fd >= 0 && file_read_fd(fd, 4096, &out, &e) == 0 && (int64_t)out.len == bytes, "a mail with its documents %s", e.msg);
	close(fd);
	buf_reset(&mail);
	buf_addf(&mail, "A: b\r\n\r\n%s\r\n--x\r\n" ATTACHED_LINE "%.63s\r\n%s\r\n--x--\r\n", want.data, document, want.data);
	is_str(buf_str(&out), mail.data, "each in lines of 76, in its place; what names nothing stays");
	ok(mailfile_open(a, name, 200, &bytes, &e) < 0 && e.grade == GRADE_REFUSED, "longer than allowed: refused");
	archive_remove(a, ROOM_ARCHIVE, document);
	ok(mailfile_open(a, name, 4096, &bytes, &e) < 0 && e.grade == GRADE_REFUSED, "without its document: %s", e.msg);
	archive_remove(a, ROOM_OUTBOX, name);
	buf_free(&mail);
	buf_free(&out);
	buf_free(&want);
}

static void
test_pieces(struct archive *a)
{
	struct archive_file *one, *two;
	struct err e = { 0 };
	struct buf out = BUF_INIT;
	char first[65], second[65], command[600];

	one = archive_begin(a, ROOM_ARCHIVE, &e);
	two = archive_begin(a, ROOM_ARCHIVE, &e);
	for (int i = 0; i < 1000; i++) {
		archive_add(one, "Kata sandi saya rahasia. ", 25, &e);
		archive_add(two, "lain ", 5, &e);
	}
	ok(archive_end(one, first, &e) == 0 && archive_end(two, second, &e) == 0,
	    "two files at once");
	is_int(archive_sync(a, false, &e), 0, "synced together");
	is_int(archive_read(a, ROOM_ARCHIVE, first, 1 << 20, &out, &e), 0, "read");
	is_int(out.len, 25000, "whole");
	snprintf(command, sizeof(command), "grep -rq rahasia '%s'", dir);
	ok(system(command) != 0, "the words are nowhere on the disk");
	one = archive_begin(a, ROOM_OUTBOX, &e);
	archive_add(one, "x", 1, &e);
	archive_drop(one);
	archive_drop(NULL);
	snprintf(command, sizeof(command), "find '%s' -name '*.tmp' | grep -q .", dir);
	ok(system(command) != 0, "no temporary is left");
	archive_remove(a, ROOM_ARCHIVE, second);
	archive_remove(a, ROOM_ARCHIVE, second);
	ok(archive_read(a, ROOM_ARCHIVE, second, 1 << 20, &out, &e) < 0 && strstr(e.msg,
	    "missing") != NULL, "removed: %s", e.msg);
	buf_free(&out);
}

static void
test_damage(struct archive *a)
{
	struct err e = { 0 };
	struct buf out = BUF_INIT;
	char name[65], other[65], path[400], command[900];
	struct stat st;
	unsigned char c;
	int fd, found = 0, tried = 0;

	archive_put(a, ROOM_OUTBOX, "surat pernyataan", 16, name, &e);
	archive_put(a, ROOM_OUTBOX, "surat lain", 10, other, &e);
	snprintf(path, sizeof(path), "%s/outbox/%s", dir, name);
	ok(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600, "0600");
	fd = open(path, O_RDWR);
	for (off_t i = 0; i < st.st_size; i++, tried++) {
		if (pread(fd, &c, 1, i) != 1)
			break;
		c ^= 1;
		if (pwrite(fd, &c, 1, i) != 1)
			break;
		found += archive_read(a, ROOM_OUTBOX, name, 99, &out, &e) < 0 &&
		    e.grade == GRADE_REFUSED;
		c ^= 1;
		if (pwrite(fd, &c, 1, i) != 1)
			break;
	}
	close(fd);
	ok(tried == st.st_size && found == tried, "each of %d changed bytes is found (%d)", tried,
	    found);
	snprintf(command, sizeof(command), "cp '%s/outbox/%s' '%s'", dir, other, path);
	ok(system(command) == 0 && archive_read(a, ROOM_OUTBOX, name, 99, &out, &e) < 0,
	    "another sealed file in its place is found: %s", e.msg);
	buf_free(&out);
}

static void
test_recovery(struct archive *a, struct store *s)
{
	struct err e = { 0 };
	char sql[600], letter[65], document[65], orphan[65], mail[65], blank[65], old[65], tmp[400];

	archive_put(a, ROOM_ARCHIVE, "1", 1, letter, &e);
	ok(archive_recover(a, s, &e) < 0 && e.grade == GRADE_REFUSED && there("archive", letter),
	    "an empty store removes nothing: %s", e.msg);
	archive_put(a, ROOM_ARCHIVE, "2", 1, document, &e);
	archive_put(a, ROOM_ARCHIVE, "3", 1, orphan, &e);
	archive_put(a, ROOM_OUTBOX, "4", 1, mail, &e);
	archive_put(a, ROOM_OUTBOX, "5", 1, blank, &e);
	archive_put(a, ROOM_OUTBOX, "6", 1, old, &e);
	snprintf(tmp, sizeof(tmp), "%s/archive/9.tmp", dir);
	close(open(tmp, O_WRONLY | O_CREAT, 0600));
	raw(dir, "PRAGMA foreign_keys = OFF");
	snprintf(sql, sizeof(sql), "INSERT INTO message (id, mac, key_id, internaldate, received_at, bytes, state, archive) VALUES "
	    "(1, x'01', 1, 0, 0, 9, 'done', '%s')", letter);
	raw(dir, sql);
	snprintf(sql, sizeof(sql), "INSERT INTO document (case_id, message_id, kind, state, archive, bytes, digest) VALUES "
	    "(1, 1, 'foto', 'diterima', '%s', 1, x'00')", document);
	raw(dir, sql);
	snprintf(sql, sizeof(sql), "INSERT INTO outbox (kind, what, state, not_before, expects, message_id, file, blank_file, created_at)"
	    " VALUES ('mail', 'periksa', 'ready', 0, 1, 'x@y', '%s', '%s', 0)", mail, blank);
	raw(dir, sql);
	is_int(archive_recover(a, s, &e), 0, "recover %s", e.msg);
	ok(there("archive", letter) && there("archive", document),
	    "what message and document rows name stays");
	ok(there("outbox", mail) && there("outbox", blank), "what outbox rows name stays");
	ok(!there("archive", orphan) && !there("outbox", old), "orphans are gone");
	ok(access(tmp, F_OK) != 0, "temporaries are gone");
	archive_remove(a, ROOM_OUTBOX, blank);
	is_int(archive_recover(a, s, &e), 0, "a missing file is said, not fatal");
}

/* archive_test cat KEY STATE NAME: prints an archived file, for tests that look for what must not be there. */
static int
cat(char **argv)
{
	struct buf bytes = BUF_INIT;
	struct archive *a = NULL;
	struct keys *k;
	struct err e;
	int rc = 1;

	log_init("test", LOG_WARN_);
	k = keys_open(argv[2], &e);
	if (k != NULL && (a = archive_open(argv[3], k, &e)) != NULL &&
	    archive_read(a, ROOM_ARCHIVE, argv[4], 64 << 20, &bytes, &e) == 0)
		rc = fwrite(bytes.data, 1, bytes.len, stdout) == bytes.len ? 0 : 1;
	else
		fprintf(stderr, "%s: %s\n", argv[4], e.msg);
	buf_free(&bytes);
	archive_close(a);
	keys_free(k);
	return rc;
}

int
main(int argc, char **argv)
{
	struct err e = { 0 };
	struct archive *a;
	struct store *s;
	struct keys *k = NULL;
	char path[300];

	if (argc == 5 && strcmp(argv[1], "cat") == 0)
		return cat(argv);
	log_init("test", LOG_WARN_);
	dir = fresh_dir();
	snprintf(path, sizeof(path), "%s/key", dir);
	ok(keys_make(path, &e) == 0 && (k = keys_open(path, &e)) != NULL, "key %s", e.msg);
	a = archive_open(dir, k, &e);
	s = store_open(dir, STORE_AGENT, &e);
	ok(a != NULL && s != NULL, "opened %s", e.msg);
	test_write(a);
	test_mail(a);
	test_pieces(a);
	test_damage(a);
	test_recovery(a, s);
	archive_close(a);
	archive_close(NULL);
	store_close(s);
	keys_free(k);
	drop_dir(dir);
	return done();
}
