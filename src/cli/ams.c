/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket ams login: a person logs in to AMS for the driver `portal`. Name, password and the code of
 * his authenticator are typed, go to one worker, and are kept nowhere; the token that comes back is
 * written to the token file. The agent hears of it, so that it tries again at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/worker.h"
#include "cli/cli.h"
#include "cli/event.h"
#include "protocol.h"

#define LOGIN_MS 60000
#define LINE_MOST 1024

/* One typed line without its end (caller wipes and frees); not shown where `secret`. NULL: none. */
static char *
typed(const char *prompt, bool secret)
{
	char *line = xcalloc(1, LINE_MOST);
	struct termios before, quiet;
	bool terminal = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &before) == 0;
	char *got;

	if (terminal) {
		quiet = before;
		if (secret)
			quiet.c_lflag &= (tcflag_t)~ECHO;
		tcsetattr(STDIN_FILENO, TCSADRAIN, &quiet);
		fprintf(stderr, "%s: ", prompt);	/* who types at once loses nothing */
	}
	got = fgets(line, LINE_MOST, stdin);
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
		if (secret)
			fputc('\n', stderr);
	}
	line[strcspn(line, "\r\n")] = '\0';
	if (got != NULL && line[0] != '\0')
		return line;
	free(line);
	return NULL;
}

static void
forget(char *s)
{
	if (s != NULL)
		wipe(s, strlen(s));
	free(s);
}

/* What the worker answers: the token into its file. */
static int
take(struct cli *c, struct frame *f)
{
	struct token got = { NULL };
	struct trouble t = { 0 };
	struct err e = { 0 };
	int rc = EX_SOFTWARE;

	if (f->type == FRAME_TOKEN &&
	    wire_unpack(&token_wire, f->body.data, f->body.len, &got, &e) == 0 &&
	    got.text != NULL) {
		rc = file_write(c->conf->portal_token, got.text, strlen(got.text), 0600, &e) < 0 ?
		    cli_err(&e, EX_CANTCREAT) :
		    EX_OK;
		wipe(got.text, strlen(got.text));
		wire_free(&token_wire, &got);
	} else if (f->type == FRAME_TROUBLE &&
	    wire_unpack(&trouble_wire, f->body.data, f->body.len, &t, &e) == 0) {
		rc = cli_fail(t.kind != NULL && strcmp(t.kind, "login") == 0 ? EX_NOPERM :
									       EX_UNAVAILABLE,
		    "%s", t.text != NULL ? t.text : "AMS cannot be reached");
		wire_free(&trouble_wire, &t);
	} else
		cli_fail(rc, "the worker answers nonsense; is the program whole? install it again");
	wipe(f->body.data, f->body.len);
	return rc;
}

static int
exchange(struct cli *c, const struct login *who)
{
	struct worker w = { 0 };
	struct frame f;
	struct err e;
	int rc;

	if (worker_spawn(&w, "portal", c->config, &e) < 0)
		return cli_err(&e, EX_OSERR);
	if (hello_wait(&w.ch, &e) < 0)
		rc = cli_err(&e, e.grade == GRADE_REFUSED ? EX_UNAVAILABLE : EX_SOFTWARE);
	else if (record_send(w.ch.fd, FRAME_LOGIN, &login_wire, who, NULL, 0, &e) < 0 ||
	    frame_wait(&w.ch, &f, LOGIN_MS, &e) != 0)
		rc = cli_err(&e, EX_UNAVAILABLE);
	else {
		rc = take(c, &f);
		frame_free(&f);
	}
	worker_kill(&w);
	return rc;
}

static int
tell_agent(struct cli *c)
{
	struct event *ev = event_new("ams.login");
	struct store *s;
	int rc = EX_OK;

	if ((s = cli_store(c, STORE_COMMAND, &rc)) == NULL) {
		event_free(ev);
		return rc;
	}
	rc = event_send(c, s, ev);
	store_close(s);
	return rc;
}

static int
login(struct cli *c, int argc, char **argv)
{
	struct login who = { 0 };
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if (c->conf->ams_driver != DRIVER_PORTAL)
		return cli_fail(EX_CONFIG,
		    "only driver = portal in [ams] logs in; see the decision it needs in "
		    "loket.conf(5)");
	if (c->conf->portal_allowed == 0 || c->conf->portal_decision[0] == '\0' ||
	    c->conf->portal_token[0] == '\0')
		return cli_fail(EX_CONFIG,
		    "driver = portal needs portal = allowed, decision and token-file in [ams]");
	who.user = c->conf->portal_user[0] != '\0' ? xstrdup(c->conf->portal_user) :
						     typed("Name", false);
	who.password = typed("Password", true);
	who.totp = typed("Code of the authenticator", true);
	if (who.user == NULL || who.password == NULL || who.totp == NULL)
		rc = cli_fail(EX_USAGE, "name, password and code are needed, one a line");
	else
		rc = exchange(c, &who);
	free(who.user);
	forget(who.password);
	forget(who.totp);
	if (rc != EX_OK)
		return rc;
	printf("logged in; decision %s\n", c->conf->portal_decision);
	return tell_agent(c);
}

const struct cli_command ams_commands[] = {
	{ "login", "", "a person logs in to AMS for driver = portal: password and code are typed",
	    "ams login", login },
	{ 0 }
};
