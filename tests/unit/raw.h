/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store's file changed behind the back of the program: what only a broken disk or a stranger does. */
#ifndef LOKET_TEST_RAW_H
#define LOKET_TEST_RAW_H

#include <sqlite3.h>
#include <stdio.h>

/* Runs sql on the store in dir; what SQLite refuses ends the test. */
__attribute__((unused)) static void
raw(const char *dir, const char *sql)
{
	char path[300], *why = NULL;
	sqlite3 *db;

	snprintf(path, sizeof(path), "%s/loket.db", dir);
	if (sqlite3_open(path, &db) != SQLITE_OK || sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
		printf("Bail out! %s: %s\n", sql, why != NULL ? why : sqlite3_errmsg(db));
	sqlite3_free(why);
	sqlite3_close(db);
}

#endif
