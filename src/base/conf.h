/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Settings: INI with [group], `key = value`, lines of `#` or `;` as comments. One table (conf.c)
 * holds group, key, type, default, bounds and a sentence of help; reading, checking, `loket check`
 * and loket.conf(5) follow it. All mistakes are reported in one run as file:line: what, probably
 * meant. Secrets only by file.
 */
#ifndef LOKET_BASE_CONF_H
#define LOKET_BASE_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/problem.h"

enum mode { MODE_BAYANGAN, MODE_DRAF, MODE_PENUH, MODE__N }; /* text: "bayangan" "draf" "penuh" */
enum tls { TLS_IMPLICIT, TLS_STARTTLS, TLS_NONE };		/* "implicit" "starttls" "none" */

enum ams_driver { DRIVER_MANUAL, DRIVER_ESIGN, DRIVER_PORTAL };

struct conf_service { char *name; int64_t mode; };		/* [service NAME] mode = ... */

struct conf {
	/* [agent] */
	char *state;			/* directory of store, archive, spool, outbox; 0700 */
	char *rules;			/* directory of rules */
	char *templates;		/* directory of templates */
	char *office;			/* which rules/office/NAME.xml */
	char *key_file;
	char *erasures;			/* list of erasures; "": STATE/erasures */
	char *signature_roots;		/* PEM of CAs; "": no signature in a PDF is relied on */
	int64_t mode;			/* enum mode */
	bool rehearsal;			/* run may take --now */
	/* fetched while all is well, and the only roots to trust for it; "": none, those of the system */
	char *alive_url, *alive_ca;
	char *admin;			/* mail address that gets what nobody else does */
	int64_t log_level;
	/* [mailbox] */
	char *imap_host;
	int64_t imap_port;
	int64_t imap_tls;
	char *imap_user;
	char *imap_password_file;
	char *imap_token_file;		/* OAuth 2 instead of the password */
	char *imap_ca;
	char *folder;			/* watched folders, separated by commas; "*": all but these: */
	char *skip;			/* names of folders that are left out with "*" */
	char *junk;			/* names of folders whose letters are only counted */
	char *sent;			/* names of the Sent folder; "": none is watched or written */
	int64_t poll_s;			/* seconds between polls beside IDLE */
	bool idle;
	bool move;			/* handled letters go from INBOX ... */
	char *handled;			/* ... to this folder */
	/* [smtp] */
	char *smtp_host;
	int64_t smtp_port;
	int64_t smtp_tls;
	char *smtp_user;
	char *smtp_password_file;
	char *smtp_token_file;
	char *smtp_ca;
	char *address;			/* the office's address; From of all mail */
	char *display;			/* its display name */
	char *helo;
	/* [ams] */
	int64_t ams_driver;		/* enum ams_driver */
	char *ams_host;			/* of the eSign Client Service */
	int64_t ams_port;
	int64_t ams_tls;		/* implicit or none */
	char *ams_user;
	char *ams_password_file;
	char *ams_ca;
	bool ams_profile;		/* may ask for the end of validity (undocumented call) */
	bool ams_register;		/* may register people */
	int64_t ams_version;		/* of the service: 0 is version 2, 1 version 1 */
	int64_t ams_timeout_s;		/* of one exchange, connecting included */
	int64_t ams_poll_minutes;	/* over which the polls of a day are spread */
	int64_t ams_polls;		/* certificates asked about a second */
	/* the portal's own calls: documented nowhere, so the office decides in writing */
	int64_t portal_allowed;		/* 1: allowed */
	char *portal_decision;		/* number of that decision */
	char *portal_host;
	int64_t portal_port;
	int64_t portal_tls;		/* implicit or none; of the login server too */
	char *portal_ca;
	char *login_host;
	int64_t login_port;
	char *portal_user;		/* whose login; "": asked */
	char *portal_token;		/* file of mode 0600 */
	char *portal_address;		/* our own address, as the portal wants it told */
	/* [report] */
	char *summary_hours;		/* "08:00 13:00", of the office's zone; "": none */
	char *inspectorate;		/* mail address that gets the journal's head each week; "" none */
	char *report_html;		/* page of the month, written each office day; "": none */
	bool report_names;		/* applicants' names on page and mail */
	bool report_mail;		/* the month's report by mail on its first office day */
	/* [limits] */
	int64_t message_bytes;		/* larger letters are not fetched: held */
	/* mails to one address in 24 h; never counts task mails to role holders */
	int64_t answers_per_day;
	int64_t newcomers_per_hour;	/* people of whom only a letter tells; more letters: held */
	int64_t applicants;		/* people in one letter; more: held */
	int64_t answers_per_case;	/* the same, to the applicant of one case */
	int64_t answers_per_domain;	/* the same, to a domain that is not the office's */
	int64_t answers_per_hour;	/* all mails an hour */
	int64_t reminders_per_hour;	/* of certificates */
	int64_t readers;		/* readers at work at once */
	/* [service NAME] */
	struct conf_service *services; size_t n_services;
	/* no setting: the store comes from a backup and is not resumed; then the mode is bayangan */
	bool restored;
};

/*
 * Before conf_read: the folder of the credentials that the service manager hands over
 * (systemd.exec(5)), borrowed for good; NULL: that of loket.service, or of loket@NAME.service for
 * settings NAME.conf. A path of the settings names one as %d/NAME.
 */
void conf_credentials(const char *folder);
/*
 * Fills *c with defaults, then FILE; problems are added to *p (none: 0). -1 when the file cannot be
 * read or has mistakes.
 */
int conf_read(const char *path, struct conf *c, struct problems *p, struct err *e);
void conf_defaults(struct conf *c);
/*
 * What the agent cannot do without and no default can give: adds a problem of FILE for each thing
 * missing; -1 when there is any.
 */
int conf_complete(const struct conf *c, const char *path, struct problems *p);
void conf_free(struct conf *c);
/* of a service; NULL or unknown: the general one */
enum mode conf_mode(const struct conf *c, const char *service);
const char *conf_mode_word(enum mode m);	/* as the settings write it */

/*
 * NAME of the settings NAME.conf of a further office on this machine, for its units and folders;
 * NULL: loket.conf, or not so named. The caller frees.
 */
char *conf_further(const char *path);

/* where the list of erasures lies; caller frees */
char *conf_erasures(const struct conf *c);

/* For `loket check` and the manual test: the i-th key, NULL behind the last. */
struct conf_key_help { const char *group, *key, *type, *fallback, *help; };
const struct conf_key_help *conf_key(size_t i);

#endif
