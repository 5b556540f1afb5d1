/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backup: one file (store/sqlar.h) that holds
 *
 *     loket-backup            what it is: lines "key value" (struct backup_facts)
 *     database/0001 ...       the store of one moment, sealed with the archive's key, in parts
 *     archive/SHA  outbox/SHA the sealed files that this store names, as they lie
 *     settings/loket.conf  settings/rules/...  settings/templates/...
 *
 * and no secret: passwords and the key stand in files of their own. Taken beside the running agent,
 * and good only once it has been unpacked again and compared.
 */
#ifndef LOKET_STORE_BACKUP_H
#define LOKET_STORE_BACKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/crypt.h"
#include "base/err.h"
#include "store/store.h"

struct backup_facts {
	int64_t format, store_version, made_at;
	char office[64], key[KEY_MARK];		/* key: base/crypt.h keys_mark */
	int64_t database_bytes, database_parts;
	char database_digest[2 * DIGEST_LEN + 1];
	char settings_digest[2 * DIGEST_LEN + 1];	/* names and bytes of all settings */
	int64_t journal_rows;
	char journal_head[2 * DIGEST_LEN + 1];
	int64_t letters, cases, people, mails;
	int64_t files, bytes;			/* sealed files in it */
	/* what rows name and is not there, or is not what was written: the rest is in the backup */
	int64_t missing;
	bool journal_broken;
};

struct backup_from {
	struct store *store;			/* STORE_READ */
	const struct keys *keys;
	const char *state, *config, *rules, *templates, *office;
	int64_t now;
};

/*
 * Writes PATH: made beside it as PATH.tmp, unpacked and compared, then renamed over an older
 * backup of that name. Again: full disk, another backup under way. Refused: PATH is something
 * else. digest: of the whole file, hex.
 */
int backup_make(const struct backup_from *from, const char *path, struct backup_facts *f,
    char file_digest[2 * DIGEST_LEN + 1], struct err *e);

struct backup;
/* Refused: no backup, damaged, of a format that this program does not know. */
struct backup *backup_open(const char *path, struct backup_facts *f, struct err *e);
void backup_close(struct backup *b);
/*
 * The store into DIR/loket.db, sealed files below DIR, settings below DIR/restored; with
 * `only_store` the rest is read and looked at, but not written. Everything is held against its
 * digest. Refused: not what was written, or sealed with another key. Synced.
 */
int backup_unpack(struct backup *b, const struct keys *k, const char *dir, bool only_store,
    struct err *e);
/* The unpacked store, opened, is that of the facts: journal, counts, and all files it names. */
int backup_agrees(struct backup *b, struct store *s, struct err *e);

/*
 * Opens a backup that was made before, after all of it was held against what was written, as when it
 * was made (in STATE/backup). NULL: refused, or again while a backup is under way.
 */
struct backup *backup_verify(const char *path, const char *state, const struct keys *k,
    struct backup_facts *f, struct err *e);
/* 1: the sealed file of that name of the archive is in it; 0: it is not; -1 */
int backup_holds(struct backup *b, const char *name, struct err *e);

#endif
