/* SPDX-License-Identifier: GPL-3.0-or-later */
/* See mailfile.h. */
#include "store/mailfile.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypt.h"
#include "base/file.h"
#include "base/mem.h"
#include "protocol.h"

#define NAME_LEN 64
#define LINE_BYTES 57			/* 76 letters of base64 */
#define PIECE ((size_t)LINE_BYTES * 1024)

struct writing { int fd; size_t left; struct err *e; };

static int
put(struct writing *w, const char *p, size_t n)
{
	if (n > w->left)
		return err_refused(w->e, "the mail is too long");
	w->left -= n;
	return file_write_fd(w->fd, p, n, w->e);
}

/* Lines of base64; all but the last are whole. */
static int
put_lines(struct writing *w, const char *piece, size_t n, struct buf *lines)
{
	buf_reset(lines);
	base64_lines(piece, n, lines);
	return put(w, lines->data, lines->len);
}

static int
put_document(struct archive *a, const char *name, struct writing *w)
{
	int plain = memory_fd(NULL, 0), rc = -1;
	char *piece = xmalloc(PIECE);
	struct buf lines = BUF_INIT;
	ssize_t n;

	if (plain < 0)
		err_again(w->e, "no memory for a document");
	else if (archive_copy(a, ROOM_ARCHIVE, name, plain, w->e) == 0 && lseek(plain, 0, SEEK_SET) == 0) {
		rc = 0;
		while (rc == 0 && (n = read_full(plain, piece, PIECE)) > 0)
			rc = put_lines(w, piece, (size_t)n, &lines);
		if (rc == 0 && n < 0)
			rc = err_again(w->e, "a document cannot be read");
	}
	if (plain >= 0)
		close(plain);
	buf_free(&lines);
	free(piece);
	return rc;
}

/* The next line that stands for a document, from p on; its name into name. NULL: none. */
static const char *
next_line(const char *p, const char *end, char name[NAME_LEN + 1])
{
	const size_t mark = strlen(ATTACHED_LINE), whole = 2 + mark + NAME_LEN + 2;

	for (; (p = memmem(p, (size_t)(end - p), "\r\n" ATTACHED_LINE, 2 + mark)) != NULL; p++) {
		if ((size_t)(end - p) < whole || memcmp(p + whole - 2, "\r\n", 2) != 0)
			continue;
		memcpy(name, p + 2 + mark, NAME_LEN);
		name[NAME_LEN] = '\0';
		if (strspn(name, "0123456789abcdef") == NAME_LEN)
			return p + 2;
	}
	return NULL;
}

static int
put_mail(struct archive *a, const struct buf *mail, struct writing *w)
{
	const char *at = mail->data, *end = at + mail->len, *line;
	char name[NAME_LEN + 1];

	while ((line = next_line(at, end, name)) != NULL) {
		if (put(w, at, (size_t)(line - at)) < 0 || put_document(a, name, w) < 0)
			return -1;
		at = line + strlen(ATTACHED_LINE) + NAME_LEN + 2;
	}
	return put(w, at, (size_t)(end - at));
}

int
mailfile_open(struct archive *a, const char *name, size_t most, int64_t *bytes, struct err *e)
{
	struct writing w = { memory_fd(NULL, 0), most, e };
	struct buf mail = BUF_INIT;
	int rc = -1;

	if (w.fd < 0)
		return err_again(e, "no memory for a mail");
	if (archive_read(a, ROOM_OUTBOX, name, most, &mail, e) == 0 && put_mail(a, &mail, &w) == 0 &&
	    lseek(w.fd, 0, SEEK_SET) == 0)
		rc = w.fd;
	*bytes = (int64_t)(most - w.left);
	if (mail.data != NULL)
		wipe(mail.data, mail.len);	/* codes of tasks stand in it */
	buf_free(&mail);
	if (rc < 0)
		close(w.fd);
	return rc;
}
