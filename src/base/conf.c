/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings. The table below is the whole truth: reading, checking, help and the manual's test walk
 * over it. A key is a row: group, key, type, where it goes, default, least, most, words, help.
 */
#include "base/conf.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"

enum type { TEXT, PATH, NUMBER, YES_NO, WORD, HOURS };

struct row {
	struct conf_key_help h;
	enum type type;
	size_t offset;
	int64_t min, max;
	const char *words;	/* WORD: "a|b|c", stored as 0 1 2 */
};

#define ROW(g, k, t, f, d, lo, hi, w, help)                                                        \
	{                                                                                          \
		{ g, k, #t, d, help }, t, offsetof(struct conf, f), lo, hi, w                      \
	}
#define MODES "bayangan|draf|penuh"
#define TLS_WORDS "implicit|starttls|none"

static const struct row rows[] = {
	ROW("agent", "state", PATH, state, "/var/lib/loket", 0, 0, NULL,
	    "Directory of store, archive, spool and outbox; only the agent's user may enter it."),
	ROW("agent", "rules", PATH, rules, LOKET_DATADIR "/rules", 0, 0, NULL,
	    "Directory of the rules."),
	ROW("agent", "templates", PATH, templates, LOKET_DATADIR "/templates", 0, 0, NULL,
	    "Directory of the mail templates."),
	ROW("agent", "office", TEXT, office, "tapin", 0, 0, NULL,
	    "Office file: rules/office/NAME.xml."),
	ROW("agent", "key-file", PATH, key_file, "/etc/loket/key", 0, 0, NULL,
	    "Key of archive and outbox, mode 0600; made by loket key make."),
	ROW("agent", "erasures", PATH, erasures, "", 0, 0, NULL,
	    "List of people whose data was erased, without names, for loket restore; best on another "
	    "disk than the store. Empty: the file erasures of the state directory."),
	ROW("agent", "signature-roots", PATH, signature_roots, "", 0, 0, NULL,
	    "CA certificates (PEM) that signatures in PDF are to lead up to. Empty: none is relied "
	    "on."),
	ROW("agent", "mode", WORD, mode, "bayangan", 0, 0, MODES,
	    "bayangan: nothing leaves; draf: each mail waits for the admin; penuh: mails are "
	    "sent."),
	ROW("agent", "rehearsal", YES_NO, rehearsal, "no", 0, 0, NULL,
	    "Allows run --now TIME on this state directory. Never in an office."),
	ROW("agent", "admin", TEXT, admin, "", 0, 0, NULL,
	    "Mail address of the person who looks after the agent."),
	ROW("agent", "alive-url", TEXT, alive_url, "", 0, 0, NULL,
	    "https address that doctor --alarm fetches while all is well. Empty: none."),
	ROW("agent", "alive-ca-file", PATH, alive_ca, "", 0, 0, NULL,
	    "Roots to trust for it alone. Empty: those of the system."),
	ROW("agent", "log-level", WORD, log_level, "info", 0, 0, "error|warn|info|debug",
	    "How much is written to stderr."),
	ROW("mailbox", "host", TEXT, imap_host, "", 0, 0, NULL, "IMAP server."),
	ROW("mailbox", "port", NUMBER, imap_port, "993", 1, 65535, NULL,
	    "Port of the IMAP server."),
	ROW("mailbox", "tls", WORD, imap_tls, "implicit", 0, 0, TLS_WORDS,
	    "implicit (993), starttls (143, required), none (only a server on this machine)."),
	ROW("mailbox", "user", TEXT, imap_user, "", 0, 0, NULL, "Login name."),
	ROW("mailbox", "password-file", PATH, imap_password_file, "", 0, 0, NULL,
	    "File of mode 0600 with the password in one line."),
	ROW("mailbox", "token-file", PATH, imap_token_file, "", 0, 0, NULL,
	    "Instead of password-file: an OAuth 2 access token in one line, read at each login."),
	ROW("mailbox", "ca-file", PATH, imap_ca, "", 0, 0, NULL,
	    "CA certificates to trust instead of the system's."),
	ROW("mailbox", "folders", TEXT, folder, "*", 0, 0, NULL,
	    "Watched folders, separated by commas; the first is waited on. *: all but those "
	    "below."),
	ROW("mailbox", "skip", TEXT, skip,
	    "Trash, Deleted Items, Deleted Messages, Sampah, Drafts, Draf, Konsep",
	    0, 0, NULL,
	    "With *: folders of these names are left out, and what lies in them; also those that "
	    "the server calls trash or drafts."),
	ROW("mailbox", "junk", TEXT, junk, "Junk, Junk E-mail, Spam, Bulk Mail", 0, 0, NULL,
	    "Folders whose letters are only counted, for the day's summary."),
	ROW("mailbox", "sent", TEXT, sent, "Sent, Sent Items, Sent Messages, Terkirim", 0, 0, NULL,
	    "Where people's own answers are looked for and copies of mails are kept: the folder "
	    "that the server calls sent, else the first of these. Empty: neither."),
	ROW("mailbox", "poll", NUMBER, poll_s, "120", 5, 3600, NULL,
	    "Seconds between polls, beside IDLE."),
	ROW("mailbox", "idle", YES_NO, idle, "yes", 0, 0, NULL,
	    "Use IDLE where the server has it."),
	ROW("mailbox", "move", YES_NO, move, "no", 0, 0, NULL,
	    "Move handled letters out of INBOX; only for a mailbox of its own."),
	ROW("mailbox", "handled", TEXT, handled, "Loket", 0, 0, NULL,
	    "Where they go; made where it is missing."),
	ROW("smtp", "host", TEXT, smtp_host, "", 0, 0, NULL, "Submission server."),
	ROW("smtp", "port", NUMBER, smtp_port, "587", 1, 65535, NULL,
	    "Port of the submission server."),
	ROW("smtp", "tls", WORD, smtp_tls, "starttls", 0, 0, TLS_WORDS,
	    "implicit (465), starttls (587, required), none (only a server on this machine)."),
	ROW("smtp", "user", TEXT, smtp_user, "", 0, 0, NULL, "Login name; empty: no login."),
	ROW("smtp", "password-file", PATH, smtp_password_file, "", 0, 0, NULL,
	    "File of mode 0600 with the password in one line."),
	ROW("smtp", "token-file", PATH, smtp_token_file, "", 0, 0, NULL,
	    "Instead of password-file: an OAuth 2 access token in one line, read at each login."),
	ROW("smtp", "ca-file", PATH, smtp_ca, "", 0, 0, NULL,
	    "CA certificates to trust instead of the system's."),
	ROW("smtp", "address", TEXT, address, "", 0, 0, NULL,
	    "The office's mail address: From of every mail."),
	ROW("smtp", "display", TEXT, display, "Layanan TTE", 0, 0, NULL,
	    "Display name of that address."),
	ROW("smtp", "helo", TEXT, helo, "localhost", 0, 0, NULL, "Name said in EHLO."),
	ROW("ams", "driver", WORD, ams_driver, "manual", 0, 0, "manual|esign|portal",
	    "manual: what is to be done in AMS becomes a mailed to-do; esign: the status of "
	    "certificates is asked from the eSign Client Service; portal: beside it (where host is "
	    "set) the undocumented calls of the AMS portal."),
	ROW("ams", "host", TEXT, ams_host, "", 0, 0, NULL, "The office's eSign Client Service."),
	ROW("ams", "port", NUMBER, ams_port, "443", 1, 65535, NULL, "Its port."),
	ROW("ams", "tls", WORD, ams_tls, "implicit", 0, 0, TLS_WORDS,
	    "implicit (443), none (80; only a server with an address of the office's own "
	    "network)."),
	ROW("ams", "user", TEXT, ams_user, "", 0, 0, NULL, "Name of its API credential."),
	ROW("ams", "password-file", PATH, ams_password_file, "", 0, 0, NULL,
	    "File of mode 0600 with the password in one line."),
	ROW("ams", "ca-file", PATH, ams_ca, "", 0, 0, NULL,
	    "CA certificates to trust instead of the system's."),
	ROW("ams", "profile", YES_NO, ams_profile, "no", 0, 0, NULL,
	    "Ask also for the end of validity, by a call that BSrE does not document."),
	ROW("ams", "register", YES_NO, ams_register, "no", 0, 0, NULL,
	    "Register people by it where an SOP says so; else that is a mailed to-do."),
	ROW("ams", "version", WORD, ams_version, "2", 0, 0, "2|1",
	    "Which status call the service has. 1 knows people by NIK only."),
	ROW("ams", "timeout", NUMBER, ams_timeout_s, "20", 1, 60, NULL,
	    "Seconds for one exchange with a server of AMS."),
	ROW("ams", "polls", NUMBER, ams_polls, "5", 1, 50, NULL,
	    "Certificates of the register asked about in a second, at most."),
	ROW("ams", "poll-minutes", NUMBER, ams_poll_minutes, "60", 0, 600, NULL,
	    "Minutes over which the polls of a morning are spread, from six o'clock; 0: not spread."),
	ROW("ams", "portal", WORD, portal_allowed, "no", 0, 0, "no|allowed",
	    "allowed: the office has decided in writing that driver = portal may be used."),
	ROW("ams", "decision", TEXT, portal_decision, "", 0, 0, NULL,
	    "The number of that decision; without it there is no driver = portal."),
	ROW("ams", "portal-host", TEXT, portal_host, "portal-bsre.bssn.go.id", 0, 0, NULL,
	    "The AMS portal."),
	ROW("ams", "portal-port", NUMBER, portal_port, "443", 1, 65535, NULL, "Its port."),
	ROW("ams", "portal-tls", WORD, portal_tls, "implicit", 0, 0, TLS_WORDS,
	    "implicit; none only for a stand-in on this machine. Holds for the login server too."),
	ROW("ams", "portal-ca-file", PATH, portal_ca, "", 0, 0, NULL,
	    "CA certificates to trust instead of the system's, for both."),
	ROW("ams", "login-host", TEXT, login_host, "beid.bssn.go.id", 0, 0, NULL,
	    "The server where people log in to AMS."),
	ROW("ams", "login-port", NUMBER, login_port, "443", 1, 65535, NULL, "Its port."),
	ROW("ams", "portal-user", TEXT, portal_user, "", 0, 0, NULL,
	    "Whose login loket ams login uses; empty: it asks."),
	ROW("ams", "token-file", PATH, portal_token, "", 0, 0, NULL,
	    "Where loket ams login puts the token (mode 0600), and the driver renews it."),
	ROW("ams", "portal-address", TEXT, portal_address, "127.0.0.1", 0, 0, NULL,
	    "What is said in X-USER-IP: this machine's address."),
	ROW("report", "summary", HOURS, summary_hours, "08:00 13:00", 0, 0, NULL,
	    "Hours of an office day at which the helpdesk gets what needs a decision, and the admin "
	    "what would have been sent. Empty: never."),
	ROW("report", "inspectorate", TEXT, inspectorate, "", 0, 0, NULL,
	    "Mail address that gets the head of the journal each week, beside the Kepala Dinas."),
	ROW("report", "html", PATH, report_html, "", 0, 0, NULL,
	    "The month's page, written on each office day into a folder of its own, which any web "
	    "server may serve. Empty: none."),
	ROW("report", "names", YES_NO, report_names, "no", 0, 0, NULL,
	    "Names of applicants on that page and in the month's mail."),
	ROW("report", "mail", YES_NO, report_mail, "no", 0, 0, NULL,
	    "The month before by mail on the first office day, to the holder of kadis, else the "
	    "admin."),
	ROW("limits", "message-bytes", NUMBER, message_bytes, "26214400", 65536, 268435456, NULL,
	    "Larger letters are not fetched but held."),
	ROW("limits", "answers-per-day", NUMBER, answers_per_day, "20", 1, 10000, NULL,
	    "Mails to one address in 24 hours; questions to role holders do not count."),
	ROW("limits", "answers-per-case", NUMBER, answers_per_case, "40", 1, 10000, NULL,
	    "Mails to the applicant of one case in 24 hours; questions do not count."),
	ROW("limits", "answers-per-domain", NUMBER, answers_per_domain, "100", 1, 10000, NULL,
	    "Mails to one domain that is not the office's in 24 hours; questions do not count."),
	ROW("limits", "answers-per-hour", NUMBER, answers_per_hour, "300", 1, 1000000, NULL,
	    "All mails in an hour; above it sending waits."),
	ROW("limits", "reminders-per-hour", NUMBER, reminders_per_hour, "200", 1, 100000, NULL,
	    "Reminders of certificates in an hour; more wait for the next."),
	ROW("limits", "newcomers-per-hour", NUMBER, newcomers_per_hour, "60", 1, 100000, NULL,
	    "People in an hour who come on record by their own letter; more letters wait for a person."),
	ROW("limits", "applicants", NUMBER, applicants, "50", 2, 100, NULL,
	    "People in one letter; a letter for more waits for a person."),
	ROW("limits", "readers", NUMBER, readers, "2", 1, 16, NULL, "Readers at work at once."),
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

const struct conf_key_help *
conf_key(size_t i)
{
	return i < N_ROWS ? &rows[i].h : NULL;
}

char *
conf_further(const char *path)
{
	const char *slash = strrchr(path, '/'), *file = slash != NULL ? slash + 1 : path;
	size_t n = strlen(file);

	if (n <= 5 || strcmp(file + n - 5, ".conf") != 0 || strcmp(file, "loket.conf") == 0)
		return NULL;
	return xstrndup(file, n - 5);
}

static const char *credentials;

void
conf_credentials(const char *folder)
{
	credentials = folder;
}

/* What is started by hand looks where those of the agent with these settings lie while it runs. */
static char *
credentials_of_unit(const char *path)
{
	char *name = conf_further(path);
	char *folder = xasprintf("/run/credentials/loket%s%s.service", name != NULL ? "@" : "",
	    name != NULL ? name : "");

	free(name);
	return folder;
}

static int
word_index(const char *words, const char *value, int64_t *index)
{
	const char *at = words;
	size_t n = strlen(value), len;

	for (*index = 0; at != NULL; (*index)++) {
		len = strcspn(at, "|");
		if (len == n && strncmp(at, value, n) == 0)
			return 0;
		at = at[len] == '|' ? at + len + 1 : NULL;
	}
	return -1;
}

/* Clock times, HH:MM, separated by blanks. */
static bool
are_hours(const char *s)
{
	int h, m, n;

	for (s += strspn(s, " "); *s != '\0'; s += n) {
		if (sscanf(s, "%2d:%2d%n", &h, &m, &n) != 2 || h < 0 || h > 23 || m < 0 || m > 59 ||
		    (s[n] != ' ' && s[n] != '\0'))
			return false;
		n += (int)strspn(s + n, " ");
	}
	return true;
}

/* "%d/NAME", written as in a unit. */
static char *
path_of(const char *value)
{
	if (strncmp(value, "%d/", 3) != 0)
		return xstrdup(value);
	return xasprintf("%s%s", credentials, value + 2);
}

/* Sets one value; returns NULL, or what is wrong with it (caller frees). */
static char *
set(const struct row *r, struct conf *c, const char *value)
{
	void *to = (char *)c + r->offset;
	int64_t n;
	char *end;

	switch (r->type) {
	case NUMBER:
		errno = 0;
		n = strtoll(value, &end, 10);
		if (end == value || *end != '\0' || errno != 0 || n < r->min || n > r->max)
			return xasprintf(
			    "must be a whole number from %" PRId64 " to %" PRId64, r->min, r->max);
		*(int64_t *)to = n;
		return NULL;
	case YES_NO:
		if (strcmp(value, "yes") != 0 && strcmp(value, "no") != 0)
			return xstrdup("must be yes or no");
		*(bool *)to = strcmp(value, "yes") == 0;
		return NULL;
	case WORD:
		if (word_index(r->words, value, &n) < 0)
			return xasprintf("must be one of %s", r->words);
		*(int64_t *)to = n;
		return NULL;
	case PATH:
		free(*(char **)to);
		*(char **)to = path_of(value);
		return NULL;
	case HOURS:
		if (!are_hours(value))
			return xstrdup("must be hours such as 08:00 13:00, or nothing");
		/* fallthrough */
	case TEXT:
		free(*(char **)to);
		*(char **)to = xstrdup(value);
		return NULL;
	}
	return NULL;
}

void
conf_defaults(struct conf *c)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < N_ROWS; i++)
		free(set(&rows[i], c, rows[i].h.fallback));
}

void
conf_free(struct conf *c)
{
	size_t i;

	for (i = 0; i < N_ROWS; i++)
		if (rows[i].type == TEXT || rows[i].type == PATH || rows[i].type == HOURS)
			free(*(char **)((char *)c + rows[i].offset));
	for (i = 0; i < c->n_services; i++)
		free(c->services[i].name);
	free(c->services);
	memset(c, 0, sizeof(*c));
}

const char *
conf_mode_word(enum mode m)
{
	static const char *const words[MODE__N] = { "bayangan", "draf", "penuh" };

	return words[m];
}

enum mode
conf_mode(const struct conf *c, const char *service)
{
	size_t i;

	if (c->restored)
		return MODE_BAYANGAN;
	for (i = 0; service != NULL && i < c->n_services; i++)
		if (strcmp(c->services[i].name, service) == 0)
			return (enum mode)c->services[i].mode;
	return (enum mode)c->mode;
}

char *
conf_erasures(const struct conf *c)
{
	return *c->erasures != '\0' ? xstrdup(c->erasures) : xasprintf("%s/erasures", c->state);
}

struct parse {
	const char *file;
	struct conf *c;
	struct problems *p;
	int line;
	char group[32];
	bool seen[N_ROWS];
};

static void
unknown(struct parse *s, const char *what, const char *word, const char *group)
{
	const char *names[N_ROWS + 1];
	char hint[PROBLEM_HINT];
	size_t i, n = 0;

	for (i = 0; i < N_ROWS; i++)
		if (group == NULL || strcmp(rows[i].h.group, group) == 0)
			names[n++] = group == NULL ? rows[i].h.group : rows[i].h.key;
	problem_hint(word, names, n, hint);
	problem_add(s->p, s->file, s->line, "%s \"%s\" is not known%s", what, word,
	    group != NULL && *hint == '\0' ? "; loket.conf(5) lists the keys" : hint);
}

static void
open_group(struct parse *s, char *name)
{
	size_t i;

	if (strncmp(name, "service ", 8) == 0 && name[8] != '\0') {
		s->c->services = grow(s->c->services, s->c->n_services, sizeof(*s->c->services));
		s->c->services[s->c->n_services++] =
		    (struct conf_service){ xstrdup(name + 8), s->c->mode };
		memcpy(s->group, "service", 8);
		return;
	}
	s->group[0] = '\0';
	for (i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].h.group, name) == 0) {
			strncpy(s->group, name, sizeof(s->group) - 1);
			return;
		}
	unknown(s, "group", name, NULL);
}

static void
set_key(struct parse *s, const char *key, const char *value)
{
	int64_t mode;
	char *wrong;
	size_t i;

	if (strcmp(s->group, "service") == 0) {
		if (strcmp(key, "mode") != 0 || word_index(MODES, value, &mode) < 0)
			problem_add(
			    s->p, s->file, s->line, "a service takes only: mode = %s", MODES);
		else
			s->c->services[s->c->n_services - 1].mode = mode;
		return;
	}
	for (i = 0; i < N_ROWS; i++)
		if (strcmp(rows[i].h.group, s->group) == 0 && strcmp(rows[i].h.key, key) == 0)
			break;
	if (i == N_ROWS) {
		if (s->group[0] != '\0')
			unknown(s, "key", key, s->group);
		return;
	}
	if (s->seen[i]) {
		problem_add(s->p, s->file, s->line, "%s stands here twice", key);
		return;
	}
	s->seen[i] = true;
	wrong = set(&rows[i], s->c, value);
	if (wrong != NULL)
		problem_add(s->p, s->file, s->line, "%s = %s: %s", key, value, wrong);
	free(wrong);
}

static char *
trim(char *text)
{
	char *end;

	while (isspace((unsigned char)*text))
		text++;
	end = text + strlen(text);
	while (end > text && isspace((unsigned char)end[-1]))
		*--end = '\0';
	return text;
}

static void
one_line(struct parse *s, char *text)
{
	char *line = trim(text), *equals, *end;

	if (*line == '\0' || *line == '#' || *line == ';')
		return;
	if (*line == '[') {
		end = strchr(line, ']');
		if (end == NULL || end[1] != '\0')
			problem_add(s->p, s->file, s->line, "a group is written [name]");
		else {
			*end = '\0';
			open_group(s, trim(line + 1));
		}
		return;
	}
	equals = strchr(line, '=');
	if (equals == NULL) {
		problem_add(s->p, s->file, s->line, "a setting is written key = value");
		return;
	}
	*equals = '\0';
	if (s->group[0] == '\0' && s->p->n_items == 0)
		problem_add(s->p, s->file, s->line, "no [group] before this setting");
	set_key(s, trim(line), trim(equals + 1));
}

static void
portal_complete(const struct conf *c, const char *path, struct problems *p)
{
	if (c->portal_allowed == 0 || c->portal_decision[0] == '\0')
		problem_add(p, path, 0,
		    "driver = portal in [ams] uses calls that BSrE does not document: it needs "
		    "portal = allowed and decision = the number of the office's written decision");
	if (c->portal_token[0] == '\0')
		problem_add(p, path, 0, "token-file in [ams] is needed with driver = portal");
	if (c->portal_tls == TLS_STARTTLS)
		problem_add(p, path, 0, "portal-tls in [ams] must be implicit or none");
}

/*
 * The process that logs in may read the whole folder of the token, since renewing it puts a new file
 * there: no other secret may lie in that folder.
 */
static void
token_complete(const struct conf *c, const char *group, const char *token, const char *password,
    const char *path, struct problems *p)
{
	const char *const secrets[] = { c->key_file, c->imap_password_file, c->smtp_password_file,
		c->ams_password_file, c->portal_token, path };
	const char *end = strrchr(token, '/');

	if (token[0] == '\0')
		return;
	if (password[0] != '\0')
		problem_add(p, path, 0,
		    "[%s] has a password-file and a token-file: one of them must go", group);
	if (token[0] != '/') {
		problem_add(p, path, 0, "token-file in [%s] must be a whole path, from / on", group);
		return;
	}
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (strncmp(secrets[i], token, (size_t)(end - token) + 1) == 0) {
			problem_add(p, path, 0,
			    "token-file in [%s] must lie in a folder of its own, not beside or above "
			    "%s", group, secrets[i]);
			return;
		}
}

int
conf_complete(const struct conf *c, const char *path, struct problems *p)
{
	const char *at = strchr(c->address, '@');
	size_t before = p->n_items;

	if (c->imap_host[0] == '\0')
		problem_add(p, path, 0, "host in [mailbox] is missing: the IMAP server");
	if (c->smtp_host[0] == '\0')
		problem_add(p, path, 0, "host in [smtp] is missing: the submission server");
	if (at == NULL || at == c->address || at[1] == '\0')
		problem_add(p, path, 0,
		    "address in [smtp] must be the office's mail address, such as "
		    "tte@example.go.id");
	if (c->admin[0] != '\0' && strchr(c->admin, '@') == NULL)
		problem_add(p, path, 0, "admin in [agent] must be a mail address, or nothing");
	if (c->inspectorate[0] != '\0' && strchr(c->inspectorate, '@') == NULL)
		problem_add(p, path, 0, "inspectorate in [report] must be a mail address, or nothing");
	if (c->report_html[0] != '\0' && c->report_html[0] != '/')
		problem_add(p, path, 0, "html in [report] must be a whole path, from / on");
	token_complete(c, "mailbox", c->imap_token_file, c->imap_password_file, path, p);
	token_complete(c, "smtp", c->smtp_token_file, c->smtp_password_file, path, p);
	if (c->ams_driver == DRIVER_PORTAL)
		portal_complete(c, path, p);
	if (c->ams_driver == DRIVER_ESIGN ||
	    (c->ams_driver == DRIVER_PORTAL && c->ams_host[0] != '\0')) {
		if (c->ams_host[0] == '\0')
			problem_add(p, path, 0,
			    "host in [ams] is missing: the eSign Client Service; or driver = "
			    "manual");
		if (c->ams_user[0] == '\0' || c->ams_password_file[0] == '\0')
			problem_add(p, path, 0,
			    "user and password-file in [ams] are needed for the eSign Client "
			    "Service");
		if (c->ams_tls == TLS_STARTTLS)
			problem_add(p, path, 0, "tls in [ams] must be implicit or none");
	}
	return p->n_items == before ? 0 : -1;
}

int
conf_read(const char *path, struct conf *c, struct problems *p, struct err *e)
{
	struct parse s = { .file = path, .c = c, .p = p };
	struct buf text = BUF_INIT;
	size_t before = p->n_items;
	char *line, *next;

	conf_defaults(c);
	if (credentials == NULL)
		credentials = credentials_of_unit(path);
	if (file_read(path, 1 << 20, &text, e) < 0) {
		buf_free(&text);
		return -1;
	}
	for (line = text.data; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		s.line++;
		one_line(&s, line);
	}
	buf_free(&text);
	if (p->n_items > before)
		return err_refused(e, "%s: %zu mistakes", path, p->n_items - before);
	return 0;
}
