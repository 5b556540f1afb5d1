/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The table of commands. main opens what a command needs (settings, the office's zone, the shifted
 * clock) in one order with one error path, and nothing else; `@ROLE` starts a worker. The
 * environment is read here only, and only for the terminal.
 */
#include <errno.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "agent.h"
#include "base/clock.h"
#include "base/health.h"
#include "base/log.h"
#include "base/problem.h"
#include "base/progress.h"
#include "cli/cli.h"
#include "cli/help.h"
#include "cli/print.h"
#include "protocol.h"
#include "rules/office.h"

#define CONFIG "/etc/loket/loket.conf"

/* The form of what --json prints, as loket(1) describes it: raised when a key goes or changes. */
#define JSON_FORM 1
static const char default_config[] = CONFIG;
/* What may stand before the command. */
static const char *const globals[] = { "--config", "--now", "--json", "--help", "--version" };

static int run(struct cli *c, int argc, char **argv);
static int version(struct cli *c, int argc, char **argv);
static int completion(struct cli *c, int argc, char **argv);
static int help(struct cli *c, int argc, char **argv);

static const struct cli_group commands[] = {
	{ { "run", "[--once]", "the agent; --once: until nothing is due", "run --once", run },
	    CLI_OWNER, NULL },
	{ { "init",
	    "[--office NAME] [--address ADDRESS] [--admin ADDRESS] [--verifikator ADDRESS] "
	    "[--helpdesk ADDRESS] [--imap HOST[:PORT]] [--smtp HOST[:PORT]] [--imap-tls implicit|starttls] "
	    "[--smtp-tls implicit|starttls] [--user NAME] [--password-file FILE] "
	    "[--ca-file FILE] [--state DIR] [--rules DIR] [--no-test]",
	    "the settings of a new office, asked for and tried", "init --office tapin",
	    cli_init }, CLI_NOTHING, NULL },
	{ { "check", "[--examples] [--rules DIR] [--templates DIR]",
	    "settings, rules and templates: every mistake with file and line",
	    "check --examples", cli_check }, CLI_NOTHING, NULL },
	{ { "doctor", "[--alarm|--stopped|--test-mail] [--json]",
	    "reach every server, look at every file; what to do about each", "doctor --json",
	    cli_doctor }, CLI_CONF, NULL },
	{ { "read", "[--json] [--rules DIR] [--roots FILE] FILE...",
	    "what the agent understands of messages", "read --json letter.eml", cli_read },
	    CLI_RULES, NULL },
	{ { "explain", "[--rules DIR] [--roots FILE] FILE",
	    "each rule and condition, and what a message would do", "explain letter.eml",
	    cli_explain }, CLI_RULES, NULL },
	{ { "replay", "--rules DIR [--since DAY] [--json]",
	    "archived letters against other rules: what would be read otherwise",
	    "replay --rules /etc/loket/rules.new --since 2026-11-01", cli_replay }, CLI_CONF,
	    NULL },
	{ { "case", NULL, "cases and their story", NULL, NULL }, CLI_CONF, case_commands },
	{ { "held", NULL, "letters that wait for a person", NULL, NULL }, CLI_CONF, held_commands },
	{ { "mailbox", NULL, "what may be deleted from the mailbox", NULL, NULL }, CLI_OWNER,
	    mailbox_commands },
	{ { "sop", NULL, "the official documents and their standard minutes", NULL, NULL },
	    CLI_NOTHING, sop_commands },
	{ { "outbox", NULL, "mails owed and sent", NULL, NULL }, CLI_CONF, outbox_commands },
	{ { "person", NULL, "people on record", NULL, NULL }, CLI_CONF, person_commands },
	{ { "cert", NULL, "the register of certificates", NULL, NULL }, CLI_CONF, cert_commands },
	{ { "ams", NULL, "a person logs in to AMS, for driver = portal", NULL, NULL }, CLI_CONF,
	    ams_commands },
	{ { "remind", "[--dry-run] [--json]",
	    "who is reminded of a certificate's end, and who not", "remind --dry-run",
	    cli_remind }, CLI_CONF, NULL },
	{ { "adopt", "[--since AGE] [--dry-run] [ID...] [--json]",
	    "requests of before the start that nobody has answered",
	    "adopt --since 7d --dry-run", cli_adopt }, CLI_CONF, NULL },
	{ { "pause", "[SERVICE]", "stop sending; reading goes on", "pause pembaharuan",
	    cli_pause }, CLI_CONF, NULL },
	{ { "reload", "", "edited rules and templates, now instead of within a minute", "reload",
	    cli_reload }, CLI_CONF, NULL },
	{ { "resume", "[SERVICE]", "send again", "resume", cli_resume }, CLI_CONF, NULL },
	{ { "handover", "", "open cases on a page, to be finished by hand",
	    "handover >open-cases.txt", cli_handover }, CLI_CONF, NULL },
	{ { "role", NULL, "who holds which role", NULL, NULL }, CLI_CONF, role_commands },
	{ { "latih", "[PERSON] [--list] [--tanpa-latih] [--json]",
	    "practice: a harmless question to whoever holds a role", "latih", cli_latih }, CLI_CONF,
	    NULL },
	{ { "report", "[--html FILE] [--csv DIR] [--mail] [--month YYYY-MM]",
	    "the month as a page, as files for a spreadsheet, by mail",
	    "report --html november.html --month 2026-11", cli_report }, CLI_CONF, NULL },
	{ { "stats", "[--json]", "figures for a monitor, as Prometheus reads them", "stats", cli_stats },
	    CLI_CONF, NULL },
	{ { "template", NULL, "the mails as prose, and as people see them", NULL, NULL },
	    CLI_NOTHING, template_commands },
	{ { "words", NULL, "words that people confirmed", NULL, NULL }, CLI_CONF, words_commands },
	{ { "backup", "[--json] FILE",
	    "everything but the secrets into one file, beside the running agent",
	    "backup /mnt/cadangan/loket-2026-11-23", cli_backup }, CLI_CONF, NULL },
	{ { "restore", "[--without-erasures] [--json] FILE",
	    "a backup into an empty state directory", "restore /mnt/cadangan/loket-2026-11-23",
	    cli_restore }, CLI_OWNER, NULL },
	{ { "journal", NULL, "the hash chain, and what follows from it", NULL, NULL }, CLI_CONF,
	    journal_commands },
	{ { "key", NULL, "the key of the archive, and on paper", NULL, NULL }, CLI_NOTHING,
	    key_commands },
	{ { "help", "[COMMAND [WORD]]", "this list", "help role set", help }, CLI_NOTHING,
	    NULL },
	{ { "completion", "", "completion of all this for bash", "completion >loket.bash", completion },
	    CLI_NOTHING, NULL },
	{ { "version", "[--json]", "the version", "version --json", version }, CLI_NOTHING,
	    NULL },
	{ { 0 }, 0, NULL }
};

static const struct role { const char *name; int (*run)(const char *config); } roles[] = {
	{ "@fetcher", role_fetcher }, { "@smtp", role_smtp }, { "@esign", role_esign },
	{ "@portal", role_portal },
	{ "@zygote", role_zygote },
	{ "@read", role_read }, { "@preview", role_preview }, { "@ocr", role_ocr },
};

static int
help(struct cli *c, int argc, char **argv)
{
	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc > 2)
		return EX_USAGE;
	if (argc == 0)
		help_list(c->commands, stdout);
	else if (help_of(c->commands, argv[0], argc > 1 ? argv[1] : NULL, stdout) < 0)
		return cli_fail(EX_USAGE, "no command %s%s%s; loket help lists them", argv[0],
		    argc > 1 ? " " : "", argc > 1 ? argv[1] : "");
	return 0;
}

static int
completion(struct cli *c, int argc, char **argv)
{
	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc > 0)
		return EX_USAGE;
	help_completion(c->commands, stdout);
	return 0;
}

static int
version(struct cli *c, int argc, char **argv)
{
	struct record *r;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc > 0)
		return EX_USAGE;
	if (!c->json) {
		printf("loket %s\n", LOKET_VERSION);
		return 0;
	}
	r = record_new(c);
	record_own(r, "version", "version", LOKET_VERSION);
	record_int(r, "json", "form of the output", JSON_FORM);
	record_end(r);
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
		if (i + 1 == *argc &&
		    (strcmp(argv[i], "--config") == 0 || strcmp(argv[i], "--now") == 0))
			return cli_fail(EX_USAGE, "%s wants a value", argv[i]);
		if (strcmp(argv[i], "--config") == 0)
			c->config = argv[++i];
		else if (strcmp(argv[i], "--now") == 0) {
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

static const struct cli_group *
command_of(const char *word)
{
	const char *names[sizeof(commands) / sizeof(commands[0])];
	char hint[PROBLEM_HINT];
	size_t n = 0;

	for (; commands[n].self.name != NULL; n++) {
		names[n] = commands[n].self.name;
		if (strcmp(names[n], word) == 0)
			return &commands[n];
	}
	if (*word == '-')
		cli_fail(EX_USAGE, "no option %s before the command%s; loket help lists them", word,
		    problem_hint(word, globals, sizeof(globals) / sizeof(globals[0]), hint));
	else
		cli_fail(EX_USAGE, "no command %s%s; loket help lists them", word,
		    problem_hint(word, names, n, hint));
	return NULL;
}

/*
 * --help, wherever it stands before a bare "--": of the words before it. Answered here, without
 * settings and store. False: it was not asked for; *rc: the exit code.
 */
static bool
asked_for_help(struct cli *c, int argc, char **argv, int *rc)
{
	const struct cli_group *g;
	char *words[3] = { argv[0], NULL, NULL };
	int n = 1, i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
			break;
		if (argv[i][0] != '-' && n < 3)
			words[n++] = argv[i];
	}
	if (i >= argc || strcmp(argv[i], "--") == 0)
		return false;
	*rc = 0;
	if (n == 1)
		help_list(commands, stdout);
	else if ((g = command_of(words[1])) == NULL || (n > 2 && g->words != NULL &&
	    cli_word(c, g, words[2]) == NULL))
		*rc = EX_USAGE;
	else
		help_of(commands, words[1], g->words != NULL ? words[2] : NULL, stdout);
	return true;
}

/* Most people who try are root, or themselves. Root has runuser everywhere; sudo is no part of a bare Debian. */
static int
as_whom(const char *path, const char *why, const char *user)
{
	bool root = geteuid() == 0;

	return cli_fail(EX_CONFIG, "%s: %s; commands are run as the agent's user: %s -u %s %sloket ...",
	    path, why, root ? "runuser" : "sudo", user, root ? "-- " : "");
}

/* 0, or 78 after telling who should run this: the agent could not read what another leaves there. */
static int
owns_state(const struct conf *conf)
{
	const struct passwd *owner;
	struct stat st;

	if (stat(conf->state, &st) < 0 || st.st_uid == geteuid())
		return 0;	/* what is not there yet is made */
	owner = getpwuid(st.st_uid);
	return as_whom(conf->state, "belongs to another user", owner != NULL ? owner->pw_name : "USER");
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
		if (access(c->config, R_OK) < 0 && errno == EACCES)
			as_whom(c->config, "cannot be opened: Permission denied", "loket");
		else if (p.n_items == 0)
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

/* A terminal that understands more than plain lines. */
static bool
clever(int fd)
{
	const char *term = getenv("TERM");

	return isatty(fd) && term != NULL && strcmp(term, "dumb") != 0;
}

/* no-color.org: NO_COLOR with any value but none. */
static bool
wants_colours(void)
{
	const char *no = getenv("NO_COLOR");

	return clever(STDOUT_FILENO) && (no == NULL || *no == '\0');
}

int
main(int argc, char **argv)
{
	struct cli c = { .commands = commands, .config = default_config, .zone_minutes = 8 * 60 };
	const struct cli_group *group;
	struct conf conf = { 0 };
	bool in_group;
	size_t i;
	int rc;

	log_init("loket", LOG_INFO_);
	conf_credentials(getenv("CREDENTIALS_DIRECTORY"));
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
		help_list(commands, stderr);
		return EX_USAGE;
	}
	if (asked_for_help(&c, argc, argv, &rc))
		return rc;
	group = command_of(strcmp(argv[1], "--version") == 0 ? "version" : argv[1]);
	if (group == NULL)
		return EX_USAGE;
	in_group = group->words != NULL;
	c.group = in_group ? group->self.name : "";
	c.command = in_group ? cli_word(&c, group, argv[2]) : &group->self;
	if (c.command == NULL)
		return EX_USAGE;
	c.now = clock_now();
	if (c.command->run == run)
		manager_open(getenv("NOTIFY_SOCKET"));
	c.colours = wants_colours();
	progress_allow(clever(STDERR_FILENO));
	if (group->need == CLI_CONF || group->need == CLI_OWNER ||
	    (group->need == CLI_RULES && c.config != default_config))
		rc = open_conf(&c, &conf);
	if (rc == 0 && group->need == CLI_OWNER)
		rc = owns_state(&conf);
	if (rc == 0)
		rc = c.command->run(&c, argc - 1 - in_group, argv + 1 + in_group);
	fflush(stdout);
	if (rc == EX_USAGE)
		help_command(c.group, c.command, stderr);
	conf_free(&conf);
	return rc;
}
