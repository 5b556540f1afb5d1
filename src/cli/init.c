/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket init: the settings of a new office. Asks for what no default can give, or takes it from
 * options; logs in to both servers with the real workers before anything is named loket.conf; then
 * makes the key and a copy of the rules that is the office's own. Nothing there is overwritten.
 * Beside loket.conf lie key, password and rules; those of a further office, NAME.conf, in a folder
 * NAME, because each office has its own.
 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/crypt.h"
#include "base/file.h"
#include "base/files.h"
#include "base/mem.h"
#include "base/problem.h"
#include "cli/cli.h"
#include "cli/servers.h"
#include "rules/office.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define OFFICE_USER "loket"
#define OFFICE_FOLDER "/etc/loket"
#define OFFICE_STATE "/var/lib/loket"
#define FILE_MOST (8u << 20)

/* What is asked, in this order; `of`: whose answer is the default, or a text. */
enum ask { OFFICE, ADDRESS, ADMIN, VERIFIKATOR, HELPDESK, IMAP, SMTP, USER, PASSWORD, ASKS };
static const struct question {
	const char *option, *says, *fallback;
	bool secret;
} questions[ASKS] = {
	[OFFICE] = { "office", "Office, as its file in the rules is named", "tapin", false },
	[ADDRESS] = { "address", "Mail address of the window", NULL, false },
	[ADMIN] = { "admin", "Mail address of who looks after loket", NULL, false },
	[VERIFIKATOR] = { "verifikator", "Mail address of the verifikator (empty: later)", "", false },
	[HELPDESK] = { "helpdesk", "Mail address of the helpdesk (empty: later)", "", false },
	[IMAP] = { "imap", "IMAP server, HOST or HOST:PORT", "mail.", false },
	[SMTP] = { "smtp", "Submission server, HOST or HOST:PORT", "", false },
	[USER] = { "user", "Login name at both", "", false },
	[PASSWORD] = { "password-file", "Password (not shown)", NULL, true },
};

struct init {
	struct cli *c;
	const char *given[ASKS];	/* by options */
	char *answer[ASKS], *before[ASKS];	/* before: when a server did not like it */
	bool refused;			/* a server: what was asked is asked once more */
	const char *imap_tls, *smtp_tls, *ca, *state, *rules;
	bool unseen;			/* --no-test: servers are not reached now */
	bool same_password;		/* --password-file names the file that is to be made */
	char *name;			/* of a further office; NULL: loket.conf */
	char *folder, *dir;		/* of the settings, and of what lies beside them */
	char *draft, *key, *password_file, *rules_copy;
	struct err e;
};

/* ---- asking ---- */

/* What an empty line means; the caller frees it, NULL: there must be an answer. */
static char *
fallback(const struct init *x, enum ask i)
{
	const char *domain = x->answer[ADDRESS] != NULL ? strchr(x->answer[ADDRESS], '@') : NULL;

	if (x->before[i] != NULL)
		return xstrdup(x->before[i]);
	switch (i) {
	case IMAP: return domain != NULL ? xasprintf("mail.%s", domain + 1) : NULL;
	case SMTP: return xasprintf("%.*s", (int)strcspn(x->answer[IMAP], ":"), x->answer[IMAP]);
	case USER: return xstrdup(x->answer[ADDRESS]);
	default: return xstrdup(questions[i].fallback);
	}
}

/*
 * What is asked stands there once the answer is not shown any more: who types at once loses
 * nothing.
 */
static char *
read_line(const char *says, const char *usual, bool secret)
{
	struct termios was, quiet;
	bool hide = secret && tcgetattr(STDIN_FILENO, &was) == 0;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (hide) {
		quiet = was;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
	}
	fprintf(stderr, usual != NULL && *usual != '\0' ? "%s [%s]: " : "%s: ", says, usual);
	n = getline(&line, &room, stdin);
	if (hide) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &was);
		fputc('\n', stderr);
	}
	if (n < 0) {
		free(line);
		return NULL;
	}
	line[strcspn(line, "\r\n")] = '\0';
	return line;
}

/* One line of a value: no control character may smuggle a second setting in. */
static bool
plain(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 || *s == 0x7f)
			return false;
	return true;
}

static bool
fits(enum ask i, const char *s)
{
	const char *at = strchr(s, '@');

	if (*s == '\0' || !plain(s))
		return false;
	return i < ADDRESS || i > HELPDESK ||
	    (at != NULL && at != s && strchr(at, '.') != NULL && strpbrk(s, " <>,;") == NULL);
}

static int
ask(struct init *x, enum ask i)
{
	const struct question *q = &questions[i];
	char *usual = fallback(x, i), *line;
	int rc = EX_OK;

	while (x->answer[i] == NULL && rc == EX_OK) {
		line = read_line(q->says, usual, q->secret);
		if (line == NULL)
			rc = cli_fail(EX_USAGE, "no answer; nothing was made");
		else if (*line == '\0' && usual != NULL)
			x->answer[i] = xstrdup(usual);
		else if (fits(i, line))
			x->answer[i] = xstrdup(line);
		else
			fprintf(stderr, "That cannot be; once more.\n");
		if (line != NULL && q->secret)
			wipe(line, strlen(line));
		free(line);
	}
	free(usual);
	return rc;
}

static int
take_given(struct init *x, enum ask i)
{
	struct buf secret = BUF_INIT;
	int rc = EX_OK;

	if (i == PASSWORD && file_read_secret(x->given[i], &secret, &x->e) < 0)
		rc = cli_err(&x->e, EX_DATAERR);
	else
		x->answer[i] = xstrdup(i == PASSWORD ? buf_str(&secret) : x->given[i]);
	if (rc == EX_OK && !fits(i, x->answer[i]))
		rc = cli_fail(EX_DATAERR, "--%s %s: cannot be", questions[i].option,
		    i == PASSWORD ? "FILE" : x->given[i]);
	if (secret.data != NULL)
		wipe(secret.data, secret.len);
	buf_free(&secret);
	return rc;
}

static int
take_answers(struct init *x)
{
	int rc = EX_OK;

	for (enum ask i = 0; i < ASKS && rc == EX_OK; i++) {
		if (x->given[i] != NULL)
			rc = take_given(x, i);
		else if (isatty(STDIN_FILENO))
			rc = ask(x, i);
		else if (i != PASSWORD)
			x->answer[i] = fallback(x, i);
		if (rc == EX_OK && x->answer[i] == NULL)
			rc = cli_fail(EX_USAGE, "--%s is wanted: %s (or run it on a terminal, "
						"and be asked)",
			    questions[i].option, questions[i].says);
	}
	return rc;
}

static void
forget(char **secret)
{
	if (*secret != NULL)
		wipe(*secret, strlen(*secret));
	free(*secret);
	*secret = NULL;
}

/* On a terminal nobody types all of it anew for one wrong letter. */
static bool
ask_again(struct init *x)
{
	bool any = false;

	if (!x->refused || !isatty(STDIN_FILENO))
		return false;
	forget(&x->answer[PASSWORD]);
	for (enum ask i = 0; i < ASKS; i++) {
		any |= x->given[i] == NULL;
		free(x->before[i]);
		x->before[i] = x->answer[i];
		x->answer[i] = NULL;
	}
	x->refused = false;
	x->e = (struct err){ 0 };
	if (any)
		fputs("Once more; an empty line keeps what was answered.\n", stderr);
	return any;
}

/* ---- the files ---- */

/* "HOST:PORT": the settings of one server; the port decides whether TLS begins at once. */
static void
put_server(const struct init *x, struct buf *b, const char *server, const char *tls,
    const char *at_once)
{
	const char *colon = strrchr(server, ':');
	const char *port = colon != NULL ? colon + 1 : NULL;

	buf_addf(b, "host = %.*s\n", (int)(colon != NULL ? (size_t)(colon - server) : strlen(server)),
	    server);
	if (port != NULL)
		buf_addf(b, "port = %s\n", port);
	if (tls != NULL)
		buf_addf(b, "tls = %s\n", tls);
	else if (port != NULL)
		buf_addf(b, "tls = %s\n", strcmp(port, at_once) == 0 ? "implicit" : "starttls");
	if (x->ca != NULL)
		buf_addf(b, "ca-file = %s\n", x->ca);
	buf_addf(b, "user = %s\npassword-file = %s\n", x->answer[USER], x->password_file);
}

static void
write_draft(struct init *x, const struct office *o)
{
	struct buf b = BUF_INIT;

	buf_addf(&b, "# All settings: loket.conf(5). Now in force: nothing leaves (bayangan).\n\n"
		     "[agent]\noffice = %s\nmode = bayangan\nadmin = %s\nrules = %s\n"
		     "key-file = %s\n",
	    x->answer[OFFICE], x->answer[ADMIN], x->rules_copy, x->key);
	if (x->state != NULL)
		buf_addf(&b, "state = %s\n", x->state);
	else if (x->name != NULL)
		buf_addf(&b, "state = " OFFICE_STATE "/%s\n", x->name);
	buf_adds(&b, "\n[mailbox]\n");
	put_server(x, &b, x->answer[IMAP], x->imap_tls, "993");
	buf_adds(&b, "\n[smtp]\n");
	put_server(x, &b, x->answer[SMTP], x->smtp_tls, "465");
	buf_addf(&b, "address = %s\ndisplay = Layanan TTE %s\n", x->answer[ADDRESS], o->singkat);
	file_write(x->draft, b.data, b.len, 0640, &x->e);
	buf_free(&b);
	if (x->e.grade == GRADE_OK && !x->same_password)
		file_write(x->password_file, x->answer[PASSWORD], strlen(x->answer[PASSWORD]), 0600,
		    &x->e);
}

static int
look(struct init *x, const char *what, const char *role)
{
	struct checked got = { 0 };
	char *why;
	int rc;

	fprintf(stderr, "%s: ", what);
	rc = server_look(x->draft, role, &got, &why);
	fprintf(stderr, "%s\n", rc == 0 ? got.text : why);
	if (rc == 0)
		wire_free(&checked_wire, &got);
	free(why);
	return rc;
}

/* To the agent's user, where the package or the administrator has made it. */
static int
give(const char *path, bool whole)
{
	const struct passwd *u = geteuid() == 0 ? getpwnam(OFFICE_USER) : NULL;

	return u == NULL ? 0 : chown(path, whole ? u->pw_uid : 0, u->pw_gid);
}

/* The office edits its own copy: what a package brings later does not change it under its hands. */
static int
copy_rules(struct init *x)
{
	struct buf bytes = BUF_INIT;
	char **paths, *to, *draft = xasprintf("%s.new", x->rules_copy);
	size_t n = files_below(x->rules, "", &paths);
	int rc = 0;

	for (size_t i = 0; i < n; i++) {
		to = xasprintf("%s%s", draft, paths[i] + strlen(x->rules));
		*strrchr(to, '/') = '\0';
		if (rc == 0)
			rc = file_mkdir(to, 0755, &x->e);
		to[strlen(to)] = '/';
		if (rc == 0)
			rc = file_read(paths[i], FILE_MOST, &bytes, &x->e);
		if (rc == 0)
			rc = file_write(to, bytes.data, bytes.len, 0644, &x->e);
		buf_free(&bytes);
		free(to);
		free(paths[i]);
	}
	free(paths);
	if (rc == 0 && rename(draft, x->rules_copy) < 0)
		rc = err_refused(&x->e, "%s: %s", x->rules_copy, strerror(errno));
	free(draft);
	return rc;
}

static const char *
who_or_word(const struct init *x, enum ask i)
{
	return *x->answer[i] != '\0' ? x->answer[i] : "ADDRESS";
}

/*
 * What comes next, as it is to be typed for this office: who holds a role is a person, and people
 * are on record once their list has been read.
 */
static void
say_next(const struct init *x)
{
	bool unit = strcmp(x->folder, OFFICE_FOLDER) == 0, further = x->name != NULL;
	bool usual = unit && !further;
	char *as = xasprintf("%sloket%s%s",
	    geteuid() == 0 && getpwnam(OFFICE_USER) != NULL ? "runuser -u " OFFICE_USER " -- " : "",
	    usual ? "" : " --config ", usual ? "" : x->c->config);

	printf("%s, %s and %s are made.\nKeep a copy of the key in a safe place. Next:\n",
	    x->c->config, x->key, x->rules_copy);
	if (usual)
		puts("  systemctl enable --now loket loket-doctor.timer");
	else if (unit)
		printf("  systemctl enable --now loket@%s loket-doctor@%s.timer\n", x->name, x->name);
	else
		printf("  %s run\n", as);
	printf("  %s person import people.csv\n"
	       "  %s role set verifikator %s\n  %s role set helpdesk %s\n  %s doctor\n",
	    as, as, who_or_word(x, VERIFIKATOR), as, who_or_word(x, HELPDESK), as);
	free(as);
}

static int
finish(struct init *x)
{
	int rc = EX_OK;

	if (access(x->key, F_OK) != 0 && keys_make(x->key, &x->e) < 0)
		rc = cli_err(&x->e, EX_CANTCREAT);
	else if (copy_rules(x) < 0)
		rc = cli_err(&x->e, EX_CANTCREAT);
	else if (give(x->key, true) < 0 || give(x->password_file, true) < 0 ||
	    (x->name != NULL && give(x->dir, false) < 0) || give(x->draft, false) < 0 ||
	    rename(x->draft, x->c->config) < 0)
		rc = cli_fail(EX_CANTCREAT, "%s: %s", x->c->config, strerror(errno));
	if (rc == EX_OK)
		say_next(x);
	return rc;
}

/* ---- all ---- */

static int
make(struct init *x)
{
	struct problems p = { 0 };
	struct office *o = office_read(x->rules, x->answer[OFFICE], &p);
	struct conf conf = { 0 };
	int rc = EX_OK;

	if (o == NULL) {
		problems_print(&p, stderr);
		rc = cli_fail(EX_DATAERR, "--office %s: its file in %s/office cannot be taken",
		    x->answer[OFFICE], x->rules);
		goto out;
	}
	write_draft(x, o);
	if (x->e.grade != GRADE_OK)
		rc = cli_err(&x->e, EX_CANTCREAT);
	else if (conf_read(x->draft, &conf, &p, &x->e) < 0) {
		problems_print(&p, stderr);
		rc = EX_DATAERR;
	} else if (!x->unseen &&
	    ((rc = look(x, "mailbox", "fetcher")) != 0 || (rc = look(x, "smtp", "smtp")) != 0)) {
		x->refused = true;
		cli_fail(rc, "nothing was made; mend that and run init again, or leave the servers "
			     "for later: --no-test");
	} else
		rc = finish(x);
	if (rc != EX_OK) {
		unlink(x->draft);
		if (!x->same_password)
			unlink(x->password_file);
	}
out:
	conf_free(&conf);
	office_free(o);
	problems_free(&p);
	return rc;
}

/* The settings are read from anywhere, and the agent stands elsewhere than who typed this. */
static char *
whole_path(const char *path)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0);
	char *all = here == NULL ? xstrdup(path) :
	    strcmp(path, ".") == 0 ? xstrdup(here) : xasprintf("%s/%s", here, path);

	free(here);
	return all;
}

static void
name_files(struct init *x)
{
	const char *slash = strrchr(x->c->config, '/');
	char *folder = slash == NULL ? xstrdup(".") :
	    xasprintf("%.*s", slash == x->c->config ? 1 : (int)(slash - x->c->config), x->c->config);

	x->name = conf_further(x->c->config);
	x->folder = whole_path(folder);
	x->dir = x->name == NULL ? xstrdup(x->folder) : xasprintf("%s/%s", x->folder, x->name);
	x->draft = xasprintf("%s.new", x->c->config);
	x->key = xasprintf("%s/key", x->dir);
	x->password_file = xasprintf("%s/mail-password", x->dir);
	x->rules_copy = xasprintf("%s/rules", x->dir);
	free(folder);
}

/* What is there already, but for a key, which an office may have brought along; NULL: nothing. */
static const char *
in_the_way(struct init *x)
{
	struct stat there, given;

	if (access(x->c->config, F_OK) == 0)
		return x->c->config;
	if (stat(x->password_file, &there) == 0) {
		x->same_password = x->given[PASSWORD] != NULL && stat(x->given[PASSWORD], &given) == 0 &&
		    there.st_dev == given.st_dev && there.st_ino == given.st_ino;
		if (!x->same_password)
			return x->password_file;
	}
	return access(x->rules_copy, F_OK) == 0 ? x->rules_copy : NULL;
}

int
cli_init(struct cli *c, int argc, char **argv)
{
	struct init x = { .c = c };
	const struct cli_option options[] = { { "office", &x.given[OFFICE], NULL },
		{ "address", &x.given[ADDRESS], NULL }, { "admin", &x.given[ADMIN], NULL },
		{ "verifikator", &x.given[VERIFIKATOR], NULL },
		{ "helpdesk", &x.given[HELPDESK], NULL },
		{ "imap", &x.given[IMAP], NULL }, { "smtp", &x.given[SMTP], NULL },
		{ "user", &x.given[USER], NULL }, { "password-file", &x.given[PASSWORD], NULL },
		{ "imap-tls", &x.imap_tls, NULL }, { "smtp-tls", &x.smtp_tls, NULL },
		{ "ca-file", &x.ca, NULL }, { "state", &x.state, NULL }, { "rules", &x.rules, NULL },
		{ "no-test", NULL, &x.unseen } };
	char *ca = NULL, *state = NULL;
	const char *there;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (x.rules == NULL)
		x.rules = LOKET_DATADIR "/rules";
	if (x.ca != NULL)
		x.ca = ca = whole_path(x.ca);
	if (x.state != NULL)
		x.state = state = whole_path(x.state);
	name_files(&x);
	if ((there = in_the_way(&x)) != NULL)
		rc = cli_fail(EX_CANTCREAT, "%s is there already: edit it, move it away, or name another "
					    "file of settings with --config", there);
	else if (file_mkdir(x.dir, 0750, &x.e) < 0)
		rc = cli_err(&x.e, EX_CANTCREAT);
	else
		do {
			if ((rc = take_answers(&x)) == EX_OK)
				rc = make(&x);
		} while (ask_again(&x));
	if (rc != EX_OK && x.name != NULL)
		rmdir(x.dir);	/* where nothing lies in it */
	forget(&x.answer[PASSWORD]);
	for (int i = 0; i < ASKS; i++) {
		free(x.answer[i]);
		free(x.before[i]);
	}
	free(x.name);
	free(x.folder);
	free(x.dir);
	free(x.draft);
	free(x.key);
	free(x.password_file);
	free(x.rules_copy);
	free(ca);
	free(state);
	return rc;
}
