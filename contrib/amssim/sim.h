/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of amssim share. All state lies behind sim.lock, which amssim.c holds. */
#ifndef AMSSIM_SIM_H
#define AMSSIM_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define YEARS_2 ((2 * 365) * 86400ll)	/* validity, less one second */
#define CERTS 8
#define ZONE (7 * 3600)			/* AMS tells times in WIB */

struct cert { char serial[41]; int64_t from, until; bool revoked; };
struct user {
	char uid[37], nik[32], nip[32], email[128], nama[128], phone[32], unit[128], post[128];
	bool verified;			/* account: else NEW */
	bool suspended, revoked, denied, waiting, unset;	/* unset: issued, passphrase not made yet */
	bool phone_verified, link;	/* link: a passphrase reset is outstanding */
	bool changing, consented;	/* a change of data waits for its owner, then for approval */
	json_t *change;
	int64_t ra_at;			/* when BSrE approves by itself; 0: never */
	struct cert certs[CERTS];
	int n_certs;
};
/* who: mail address, only calls about that person; "": any */
struct fault { char path[128], kind[32], who[128]; int64_t count, seconds; };
struct request {
	const char *method, *url;
	char *body;
	size_t len;
	const char *basic, *bearer, *token, *user_ip;	/* headers, NULL: none */
};
struct answer {
	unsigned status;
	char *body;			/* malloc'd */
	const char *type;
	const char *retry_after, *location;
	bool drop, huge, drip;
	int64_t drop_after_s;		/* kept waiting first */
};

struct sim {
	struct user *users; size_t n_users;
	struct fault *faults; size_t n_faults;
	json_t *log, *sent;
	int64_t offset;			/* seconds beside the real clock */
	int codes[16];
	bool fixed_codes, strict_ip;
	const char *user, *password, *token, *smtp, *copy, *from, *notices, *cert, *key;
	const char *operator_name, *operator_password, *totp_secret, *shape;
	int64_t token_s, refresh_s, ra_delay_s;
	char basic[512];
	/* of the login: the tokens that count, and until when */
	char access[65], refresh[65];
	int64_t access_until, refresh_until;
	int64_t totp_used;		/* the last half minute whose code has served */
	unsigned mails;
};
extern struct sim sim;

/* people.c */
int64_t now(void);
char *text_of(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void copy(char *to, size_t n, const char *from);
void random_hex(char *to, size_t n);		/* n digits and NUL */
void day_text(int64_t at, char out[16]);	/* DD-MM-YYYY, WIB */
int64_t time_of(json_t *v);			/* -1: none */
struct user *find(const char *nik, const char *email);
struct user *find_uid(const char *uid, size_t n);
struct user *user_add(const struct user *u);
const char *word_of(struct user *u);		/* NULL: NOT_REGISTERED */
const char *seed_user(json_t *v);		/* NULL, or what is wrong */
const char *act(struct user *u, const char *event);
void users_clear(void);

/* totp.c */
bool totp_secret(const char *secret);		/* base32 of ten bytes or more */
bool totp_take(const char *code);		/* the code of now; it serves once */

/* notice.c: NULL, or what is wrong. shape: text html alternative base64 forward; NULL: as --shape says */
const char *send_notice(const char *id, const struct user *u, const char *shape);
char *read_file(const char *path);		/* NULL: not to be read */

/* The faces: true when the call had an effect. *body is what is answered. */
bool esign(const struct request *q, struct answer *a, json_t **body);
bool beid(const struct request *q, struct answer *a, json_t **body);
bool portal(const struct request *q, struct answer *a, json_t **body);
json_t *fault_body(unsigned status, const char *error, const char *path);

#endif
