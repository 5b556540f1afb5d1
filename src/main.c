/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands. main opens what a command needs (settings, the office's zone, the shifted
 * clock) in one order with one error path, and nothing else; `@ROLE` starts a worker. The
 * environment is read here only, and only for the terminal.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent.h"
#include "base/clock.h"
#include "base/health.h"
#include "base/log.h"
#include "base/problem.h"
#include "cli/cli.h"
#include "protocol.h"
#include "rules/office.h"

#define CONFIG "/etc/loket/loket.conf"

/* NEED_RULES: those of the settings where --config names some, else the installed ones. */
enum need { NEED_NOTHING, NEED_RULES, NEED_CONF };
static const char default_config[] = CONFIG;

static int run(struct cli *c, int argc, char **argv);
static int version(struct cli *c, int argc, char **argv);
static int help(struct cli *c, int argc, char **argv);

static const struct command {
	const char *name, *args, *help;
	enum need need;
	int (*run)(struct cli *c, int argc, char **argv);
} commands[] = {
	{ "run", "[--once]", "the agent; --once: until nothing is due", NEED_CONF, run },
	{ "init", "[OPTION...]", "the settings of a new office, asked for and tried", NEED_NOTHING,
	    cli_init },
	{ "check", "[--examples]", "settings, rules and templates: every mistake with file and line",
	    NEED_NOTHING, cli_check },
	{ "doctor", "[--alarm|--stopped|--test-mail]",
	    "reach every server, look at every file; what to do about each", NEED_CONF,
	    cli_doctor },
	{ "read", "[--json] FILE...", "what the agent understands of messages", NEED_RULES,
	    cli_read },
	{ "explain", "FILE", "each rule and condition, and what a message would do", NEED_RULES,
	    cli_explain },
	{ "replay", "--rules DIR [--since DAY]",
	    "archived letters against other rules: what would be read otherwise", NEED_CONF,
	    cli_replay },
	{ "case", "list|show|close|reopen|assign|export", "cases and their story", NEED_CONF, cli_case },
	{ "held", "list|release|reject", "letters that wait for a person", NEED_CONF, cli_held },
	{ "sop", "list|show|check|schema", "the official documents and their standard minutes", NEED_NOTHING,
	    cli_sop },
	{ "outbox", "list|retry|drop", "mails owed and sent", NEED_CONF, cli_outbox },
	{ "person", "import|list|access|export|erase", "people on record", NEED_CONF, cli_person },
	{ "cert", "import|list", "the register of certificates", NEED_CONF, cli_cert },
	{ "ams", "login", "a person logs in to AMS, for driver = portal", NEED_CONF, cli_ams },
	{ "remind", "[--dry-run]", "who is reminded of a certificate's end, and who not",
	    NEED_CONF, cli_remind },
	{ "adopt", "--since AGE [--dry-run] | ID...",
	    "requests of before the start that nobody has answered", NEED_CONF, cli_adopt },
	{ "pause", "[SERVICE]", "stop sending; reading goes on", NEED_CONF, cli_pause },
	{ "reload", "", "edited rules and templates, now instead of in some seconds", NEED_CONF,
	    cli_reload },
	{ "resume", "[SERVICE]", "send again", NEED_CONF, cli_resume },
	{ "handover", "", "open cases on a page, to be finished by hand", NEED_CONF, cli_handover },
	{ "role", "list|set|end", "who holds which role", NEED_CONF, cli_role },
	{ "report", "--html FILE | --csv DIR | --mail [--month YYYY-MM]",
	    "the month as a page, as files for a spreadsheet, by mail", NEED_CONF, cli_report },
	{ "template", "list|show|preview", "the mails as prose, and as people see them",
	    NEED_NOTHING, cli_template },
	{ "words", "suggest", "words that people confirmed", NEED_CONF, cli_words },
	{ "backup", "FILE", "everything but the secrets into one file, beside the running agent",
	    NEED_CONF, cli_backup },
	{ "restore", "FILE [--without-erasures]", "a backup into an empty state directory", NEED_CONF, cli_restore },
	{ "journal", "verify|rebuild|export", "the hash chain, and what follows from it", NEED_CONF, cli_journal },
	{ "key", "make|paper FILE", "the key of the archive, and on paper", NEED_NOTHING, cli_key },
	{ "help", "", "this list", NEED_NOTHING, help },
	{ "version", "", "the version", NEED_NOTHING, version },
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct role { const char *name; int (*run)(const char *config); } roles[] = {
	{ "@fetcher", role_fetcher }, { "@smtp", role_smtp }, { "@esign", role_esign },
	{ "@portal", role_portal },
	{ "@zygote", role_zygote },
	{ "@read", role_read }, { "@preview", role_preview }, { "@ocr", role_ocr },
};

static int
help(struct cli *c, int argc, char **argv)
{
	size_t i;

	(void)c;
	(void)argc;
	(void)argv;
	printf("usage: loket [--config FILE] [--now TIME] [--json] COMMAND ...\n\n");
	for (i = 0; i < N_COMMANDS; i++)
		printf("  %-8s %-22s %s\n", commands[i].name, commands[i].args, commands[i].help);
	printf("\nThe manual pages are loket(1), loket.conf(5) and loket-sop(5).\n");
	return 0;
}

static int
version(struct cli *c, int argc, char **argv)
{
	(void)c;
	(void)argc;
	(void)argv;
	printf("loket %s\n", LOKET_VERSION);
	return 0;
}

static int
run(struct cli *c, int argc, char **argv)
{
	bool once = false;
	const struct cli_option options[] = { { "once", NULL, &once } };

	if (cli_options(c, options, 1, &argc, argv) < 0)
		return EX_USAGE;
	if (argc > 0)
		return cli_fail(EX_USAGE, "run takes no argument %s", argv[0]);
	if (clock_offset() != 0 && !c->conf->rehearsal)
		return cli_fail(EX_USAGE,
		    "run takes --now only where the settings say rehearsal = yes in [agent]: a "
		    "store that has seen "
		    "another time than the real one cannot go back");
	return agent_run(c->config, c->conf, once);
}

/*
 * --config FILE and --now TIME may stand anywhere, --json too; what is left are the command's own
 * words.
 */
static int
take_globals(struct cli *c, int *argc, char **argv)
{
	int i, kept = 1;
	int64_t now;

	for (i = 1; i < *argc; i++) {
		if (strcmp(argv[i], "--config") == 0 && i + 1 < *argc)
			c->config = argv[++i];
		else if (strcmp(argv[i], "--now") == 0 && i + 1 < *argc) {
			if (clock_parse(argv[++i], &now) < 0)
				return cli_fail(EX_USAGE,
				    "--now wants a time such as 2026-11-23T08:30:00+08:00, not %s",
				    argv[i]);
			clock_set_offset(now - clock_now());
		} else if (strcmp(argv[i], "--json") == 0 && kept == 1)
			c->json = true;	/* before the command; behind it the command takes it */
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	*argc = kept;
	return 0;
}

static const struct command *
command_of(const char *word)
{
	const char *names[N_COMMANDS], *near;
	size_t i;

	for (i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i].name, word) == 0)
			return &commands[i];
		names[i] = commands[i].name;
	}
	near = problem_meant(word, names, N_COMMANDS);
	cli_fail(EX_USAGE, "no command %s%s%s; loket help lists them", word,
	    near != NULL ? "; probably meant: " : "", near != NULL ? near : "");
	return NULL;
}

/* Settings, the level of the log, and the zone in which times are shown. */
static int
open_conf(struct cli *c, struct conf *conf)
{
	struct problems p = { 0 };
	struct office *o;
	struct err e;

	if (conf_read(c->config, conf, &p, &e) < 0) {
		problems_print(&p, stderr);
		if (p.n_items == 0)
			cli_fail(EX_CONFIG, "%s; name another file with --config", e.msg);
		problems_free(&p);
		return EX_CONFIG;
	}
	problems_free(&p);
	c->conf = conf;
	log_init("loket", (enum log_level)conf->log_level);
	o = office_read(conf->rules, conf->office, &p);
	c->zone_minutes = o != NULL ? calendar_zone_minutes(o->calendar) : 8 * 60;
	office_free(o);
	problems_free(&p);
	return 0;
}

/* no-color.org: NO_COLOR with any value but none. */
static bool
wants_colours(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && (no == NULL || *no == '\0') && term != NULL &&
	    strcmp(term, "dumb") != 0;
}

int
main(int argc, char **argv)
{
	struct cli c = { .config = default_config, .zone_minutes = 8 * 60 };
	const struct command *command;
	struct conf conf = { 0 };
	size_t i;
	int rc;

	log_init("loket", LOG_INFO_);
	for (i = 0; argc == 3 && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (strcmp(argv[1], roles[i].name) == 0) {
			log_init(roles[i].name + 1, LOG_INFO_);
			prctl(PR_SET_NAME, argv[1]);	/* else ps shows every worker as "exe" */
			return roles[i].run(argv[2]);
		}
	rc = take_globals(&c, &argc, argv);
	if (rc != 0)
		return rc;
	if (argc < 2) {
		help(&c, 0, NULL);
		return EX_USAGE;
	}
	command = command_of(argv[1]);
	if (command == NULL)
		return EX_USAGE;
	c.now = clock_now();
	if (command->run == run)
		manager_open(getenv("NOTIFY_SOCKET"));
	c.colours = wants_colours();
	if (command->need == NEED_CONF ||
	    (command->need == NEED_RULES && c.config != default_config))
		rc = open_conf(&c, &conf);
	if (rc == 0)
		rc = command->run(&c, argc - 1, argv + 1);
	conf_free(&conf);
	return rc;
}
