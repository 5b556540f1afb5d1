/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands. main.c reads the options that all commands share, the settings and the office's zone,
 * and calls one function per command group; that function returns the exit code (sysexits: 0 done,
 * 64 usage, 65 bad input, 69 server down, 75 try again, 78 configuration). Reading commands open
 * the store for reading; changing commands leave an event for the agent (event.h).
 */
#ifndef LOKET_CLI_CLI_H
#define LOKET_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"
#include "base/err.h"
#include "store/store.h"

struct cli_command;
struct cli_group;

struct cli {
	const struct cli_group *commands;	/* the table of main.c */
	const char *group;		/* its first word, "" where it stands alone */
	const struct cli_command *command;	/* the row that runs */
	const char *config;		/* path of the settings */
	/* NULL only for commands that need no settings (key, read) */
	const struct conf *conf;
	bool json;			/* --json: one object a line instead of a table */
	bool colours;			/* on a terminal that shows them, and they are wanted */
	int64_t now;			/* seconds, as clock_now() at the start */
	/* of the office's calendar, east of UTC; times are shown in it */
	int zone_minutes;
};

/* argv[0] is the command group, argv[1] the command: {"case", "show", "TTE-2026-000001"}. */
int cli_case_export(struct cli *c, int argc, char **argv);	/* one of its commands */
int cli_person_access(struct cli *c, int argc, char **argv);	/* its commands of rights */
int cli_person_export(struct cli *c, int argc, char **argv);
int cli_person_erase(struct cli *c, int argc, char **argv);
int cli_doctor(struct cli *c, int argc, char **argv);
int cli_init(struct cli *c, int argc, char **argv);	/* needs no settings: it makes them */
int cli_remind(struct cli *c, int argc, char **argv);
int cli_latih(struct cli *c, int argc, char **argv);
int cli_stats(struct cli *c, int argc, char **argv);
int cli_report(struct cli *c, int argc, char **argv);
int cli_adopt(struct cli *c, int argc, char **argv);
int cli_pause(struct cli *c, int argc, char **argv);
int cli_reload(struct cli *c, int argc, char **argv);
int cli_resume(struct cli *c, int argc, char **argv);
int cli_handover(struct cli *c, int argc, char **argv);
int cli_backup(struct cli *c, int argc, char **argv);
int cli_restore(struct cli *c, int argc, char **argv);
int cli_check(struct cli *c, int argc, char **argv);
int cli_read(struct cli *c, int argc, char **argv);
int cli_replay(struct cli *c, int argc, char **argv);
int cli_explain(struct cli *c, int argc, char **argv);

/* ---- for the commands themselves ---- */

/*
 * A command. `args` is its usage line and names every option that it gives to cli_options, and no
 * other (that is asserted); the last row of a table is empty.
 */
struct cli_command {
	const char *name, *args, *help;
	const char *example;	/* without the program's name */
	int (*run)(struct cli *c, int argc, char **argv);
};
/*
 * CLI_RULES: the rules of the settings where --config names some, else the installed ones.
 * CLI_OWNER: settings, and to be whom the state directory belongs to, since files are made there.
 */
enum cli_need { CLI_NOTHING, CLI_RULES, CLI_CONF, CLI_OWNER };
/* A first word of the command line: a command, or a group whose second words are `words`. */
struct cli_group {
	struct cli_command self;	/* of a group: name and help alone */
	enum cli_need need;
	const struct cli_command *words;
};
extern const struct cli_command ams_commands[], case_commands[], cert_commands[], held_commands[],
    journal_commands[], key_commands[], mailbox_commands[], outbox_commands[], person_commands[], role_commands[], sop_commands[],
    template_commands[], words_commands[];

/* The row of `word` (may be NULL) in a group; NULL after telling which words there are. */
const struct cli_command *cli_word(
    const struct cli *c, const struct cli_group *group, const char *word);

/*
 * Long options of one command: text when `text` is set (points into argv), else a flag. --json is
 * always understood.
 */
struct cli_option {
	const char *name;
	const char **text;
	bool *flag;
};
/*
 * Takes the options out of argv: afterwards argv[0..*argc-1] are the words. -1: unknown option,
 * already told; exit 64.
 */
int cli_options(struct cli *c, const struct cli_option *options, size_t n, int *argc, char **argv);

/* Opens the store of the settings; NULL after telling why, with the exit code in *rc. */
struct store *cli_store(const struct cli *c, enum store_access how, int *rc);

/*
 * "loket: TEXT" on stderr, cleaned as a log line; returns rc, so that callers write `return
 * cli_fail(65, ...)`.
 */
int cli_fail(int rc, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* tells e; 75 for again, `refused` for refused */
int cli_err(const struct err *e, int refused);

/* A positive row number, or 0 after telling that `text` is none; what: "a person". */
int64_t cli_id(const char *what, const char *text);
/* A person by row id or mail address (lower-cased); 0 after telling why not. Never a NIP or NIK. */
int64_t cli_person_id(struct store *s, const char *text);

#endif
