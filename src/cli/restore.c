/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket restore FILE: into a state directory without a store. All is unpacked into
 * STATE/restore.tmp and compared there; erasures made since the backup are made again; the store
 * is marked as restored; then the pieces are renamed into place, the store last, so that a kill
 * leaves no store that is half there. The agent's lock is held meanwhile.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/files.h"
#include "base/mem.h"
#include "case/erasure.h"
#include "case/restored.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "store/backup.h"
#include "store/durable.h"

#define STAGE "restore.tmp"
/* in this order; the store last */
static const char *const pieces[] = { "restored", "archive", "outbox", "loket.db" };
#define N_PIECES (sizeof(pieces) / sizeof(pieces[0]))

struct restoring {
	struct cli *c;
	struct keys *keys;
	struct backup *b;
	struct backup_facts f;
	char *stage, *erasures;
	bool without;		/* nobody was ever erased, says who restores */
	int lock_fd, erasures_fd;
};

static char *
below(const struct restoring *r, const char *name)
{
	return xasprintf("%s/%s", r->c->conf->state, name);
}

/* A restore that was killed has left its stage, and perhaps pieces of it in place. */
static void
clear_half(struct restoring *r)
{
	char *path;

	if (access(r->stage, F_OK) < 0)
		return;
	for (size_t i = 0; i + 1 < N_PIECES; i++) {
		path = below(r, pieces[i]);
		files_remove(path);
		free(path);
	}
	files_remove(r->stage);
}

/* Nothing but the lock and the list of erasures lies in it. */
static int
is_empty(struct restoring *r, struct err *e)
{
	const char *state = r->c->conf->state;
	char *store = below(r, "loket.db");
	struct dirent *d;
	DIR *dir;
	int rc = 0;

	if (access(store, F_OK) < 0)
		clear_half(r);
	free(store);
	dir = opendir(state);
	if (dir == NULL)
		return err_refused(e, "%s: %s", state, strerror(errno));
	while (rc == 0 && (d = readdir(dir)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 &&
		    strcmp(d->d_name, "lock") != 0 && strcmp(d->d_name, "erasures") != 0)
			rc = err_refused(e,
			    "%s: is not empty (%s); a backup is restored into an empty state "
			    "directory "
			    "only: move the old one away, and keep it",
			    state, d->d_name);
	closedir(dir);
	return rc;
}

/* Without it, people whose data was erased since the backup would be back. */
static int
open_erasures(struct restoring *r, struct err *e)
{
	if (r->without)
		return 0;
	r->erasures_fd = open(r->erasures, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (r->erasures_fd >= 0)
		return 0;
	return err_refused(e,
	    "%s: %s; this list of erased people lies outside the backup: put the last one there, "
	    "or say "
	    "--without-erasures where nobody was ever erased",
	    r->erasures, strerror(errno));
}

static int
open_all(struct restoring *r, const char *path, struct err *e)
{
	const char *state = r->c->conf->state;
	char *lock = below(r, "lock");
	int rc = EX_OK;

	if ((r->keys = keys_open(r->c->conf->key_file, e)) == NULL)
		rc = EX_CONFIG;
	else if ((r->b = backup_open(path, &r->f, e)) == NULL)
		rc = EX_DATAERR;
	else if (r->f.store_version > store_version()) {
		err_refused(e,
		    "%s: was made by a newer loket (store version %lld, this program knows %d); "
		    "install "
		    "that loket",
		    path, (long long)r->f.store_version, store_version());
		rc = EX_CONFIG;
	} else if (strcmp(r->f.office, r->c->conf->office) != 0) {
		err_refused(e, "%s: is of the office %s, the settings say %s", path, r->f.office,
		    r->c->conf->office);
		rc = EX_CONFIG;
	} else if (open_erasures(r, e) < 0 || file_mkdir(state, 0700, e) < 0 ||
	    (r->lock_fd = file_lock(lock, e)) < 0 ||
	    is_empty(r, e) < 0)
		rc = EX_DATAERR;
	free(lock);
	return rc;
}

/* Who was erased since the backup is erased again. */
static int
forget(struct restoring *r, struct store *s, struct err *e)
{
	struct archive *a;
	int rc = 0;

	if (r->without)
		return 0;
	if ((a = archive_open(r->stage, r->keys, e)) == NULL)
		return -1;
	if (erasures_again(s, NULL, r->erasures_fd, e) < 0)
		rc = err_wrap(e, "%s", r->erasures);
	else
		erasure_unlink(a, s);
	archive_close(a);
	return rc;
}

/* Marks the unpacked store. */
static int
settle(struct restoring *r, struct err *e)
{
	struct store *s = store_open(r->stage, STORE_AGENT, e);
	char day[11];
	int rc = -1;

	if (s == NULL)
		return -1;
	if (backup_agrees(r->b, s, e) == 0) {
		clock_day(r->c->now, r->c->zone_minutes, day);
		store_begin(s);
		restored_begin(s, r->f.made_at, day);
		store_commit(s);
		rc = forget(r, s, e);
	}
	store_close(s);
	return rc;
}

static int
put_in_place(struct restoring *r, struct err *e)
{
	char *from, *to;
	int fd, rc = 0;

	for (size_t i = 0; rc == 0 && i < N_PIECES; i++) {
		from = xasprintf("%s/%s", r->stage, pieces[i]);
		to = below(r, pieces[i]);
		if (rename(from, to) < 0)
			rc = err_again(e, "%s: %s", to, strerror(errno));
		free(from);
		free(to);
	}
	files_remove(r->stage);
	if (rc < 0)
		return rc;
	fd = open(r->c->conf->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return err_again(e, "%s: %s", r->c->conf->state, strerror(errno));
	rc = durable_sync(fd, r->c->conf->state, e);
	close(fd);
	return rc;
}

static void
tell(struct restoring *r)
{
	struct record *out = record_new(r->c);

	record_time(out, "made_at", "from the backup of", r->f.made_at);
	record_own(out, "key", "sealed with key", r->f.key);
	record_int(out, "letters", "letters", r->f.letters);
	record_int(out, "cases", "cases", r->f.cases);
	record_int(out, "people", "people", r->f.people);
	record_int(out, "mails", "mails", r->f.mails);
	record_int(out, "files", "sealed files", r->f.files);
	record_int(out, "journal_rows", "journal rows", r->f.journal_rows);
	record_own(out, "journal_head", "journal head", r->f.journal_head);
	record_end(out);
	if (!r->c->json)
		printf("\nSettings, rules and templates of the backup lie in %s/restored, to be "
		    "compared.\n"
		       "Start the agent: nothing leaves but a mail to the admin, which tells what "
		       "had left "
		       "since. Then: loket resume\n",
		    r->c->conf->state);
}

int
cli_restore(struct cli *c, int argc, char **argv)
{
	struct restoring r = { .c = c, .lock_fd = -1, .erasures_fd = -1 };
	const struct cli_option options[] = { { "without-erasures", NULL, &r.without } };
	struct err e = { 0 };
	int rc;

	if (cli_options(c, options, 1, &argc, argv) < 0 || argc != 1)
		return cli_fail(EX_USAGE, "restore wants one argument: the backup");
	r.stage = below(&r, STAGE);
	r.erasures = conf_erasures(c->conf);
	rc = open_all(&r, argv[0], &e);
	if (rc == EX_OK &&
	    (file_mkdir(r.stage, 0700, &e) < 0 ||
		backup_unpack(r.b, r.keys, r.stage, false, &e) < 0 || settle(&r, &e) < 0 ||
		put_in_place(&r, &e) < 0)) {
		files_remove(r.stage);
		rc = EX_DATAERR;
	}
	if (rc != EX_OK)
		rc = cli_err(&e, rc);
	else
		tell(&r);
	if (rc == EX_OK && r.f.missing > 0)
		rc = cli_fail(EX_DATAERR, "%lld sealed files were missing or damaged when the "
		    "backup was made",
		    (long long)r.f.missing);
	backup_close(r.b);
	keys_free(r.keys);
	if (r.lock_fd >= 0)
		close(r.lock_fd);
	if (r.erasures_fd >= 0)
		close(r.erasures_fd);
	free(r.stage);
	free(r.erasures);
	return rc;
}
