/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * amssim: a stand-in for AMS, for tests and the demo; loopback only. One process, one port, four
 * faces: the eSign Client Service (esign.c), the login server and the portal's calls (portal.c), and
 * control (here). What is known of the real ones is kept: paths, authentication, bodies, the status
 * words, HTTP 200 for junk numbers and for refusals. What is not known is invented and marked so,
 * here and in amssim(1): the mails' wording, when they are sent, all numeric codes but four (they
 * are drawn anew with each start, so that a client which decides by them fails), texts of success.
 * Signing and sealing do not exist here on purpose.
 *
 * All state lies in one table of users (people.c) behind one lock; each request is logged with its
 * effect.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include <curl/curl.h>
#include <microhttpd.h>

#include "sim.h"

#define BODY_MOST (4 << 20)

struct sim sim = { .user = "loket",
	.password = "rahasia-ams",
	.token = "control",
	.from = "noreply@bssn.go.id",
	.notices = "contrib/amssim/notices",
	.operator_name = "verifikator",
	.operator_password = "rahasia-portal",
	.totp_secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
	.shape = "text",
	.token_s = 300,
	.refresh_s = 1800 };
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));
static void
die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("amssim: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	va_end(ap);
	exit(64);
}

static json_t *
reply(const char *wrong)
{
	return wrong == NULL ? json_pack("{s:b}", "ok", 1) : json_pack("{s:b, s:s}", "ok", 0,
							 "wrong", wrong);
}

static json_t *
control(const struct request *q)
{
	json_t *in = q->len > 0 ? json_loadb(q->body, q->len, 0, NULL) : json_object(), *v, *out;
	const char *what = q->url + 6, *email, *event, *wrong = NULL;
	struct fault f = { .count = 1 };
	struct user *u;
	size_t i;

	if (in == NULL)
		return reply("the body is not JSON");
	email = json_string_value(json_object_get(in, "email"));
	event = json_string_value(json_object_get(in, "event"));
	if (strcmp(what, "count") == 0) {
		json_decref(in);
		return json_pack("{s:I}", "calls", (json_int_t)json_array_size(sim.log));
	}
	if (strcmp(what, "log") == 0 || strcmp(what, "outbox") == 0) {
		out = json_incref(strcmp(what, "log") == 0 ? sim.log : sim.sent);
		json_decref(in);
		return out;
	}
	if (strcmp(what, "reset") == 0) {
		users_clear();
		sim.n_faults = 0;
		json_array_clear(sim.log);
		json_array_clear(sim.sent);
	} else if (strcmp(what, "seed") == 0) {
		json_array_foreach(json_object_get(in, "users"), i, v)
			if (wrong == NULL)
				wrong = seed_user(v);
	} else if (strcmp(what, "clock") == 0) {
		if (json_object_get(in, "now") != NULL)
			sim.offset = time_of(json_object_get(in, "now")) - (int64_t)time(NULL);
		sim.offset += json_integer_value(json_object_get(in, "advance_s"));
		json_decref(in);
		return json_pack("{s:b, s:I}", "ok", 1, "now", (json_int_t)now());
	} else if (strcmp(what, "act") == 0 || strcmp(what, "notice") == 0) {
		u = find(NULL, email);
		wrong = u == NULL || event == NULL ? "email of a user and event are needed" :
		    strcmp(what, "act") == 0       ? act(u, event) :
						     send_notice(event, u,
							 json_string_value(
							     json_object_get(in, "shape")));
	} else if (strcmp(what, "fault") == 0) {
		copy(f.path, sizeof(f.path), json_string_value(json_object_get(in, "path")));
		copy(f.kind, sizeof(f.kind), json_string_value(json_object_get(in, "kind")));
		copy(f.who, sizeof(f.who), json_string_value(json_object_get(in, "who")));
		if (json_object_get(in, "count") != NULL)
			f.count = json_integer_value(json_object_get(in, "count"));
		f.seconds = json_integer_value(json_object_get(in, "seconds"));
		sim.faults = realloc(sim.faults, (sim.n_faults + 1) * sizeof(f));
		if (sim.faults == NULL)
			abort();
		sim.faults[sim.n_faults++] = f;
		if (f.kind[0] == '\0' || strcmp(f.kind, "none") == 0)
			sim.n_faults = 0;
	} else
		wrong = "no such control call";
	json_decref(in);
	return reply(wrong);
}

/* ---- faults ---- */

/* Whom a call is about, as a mail address; "" nobody that can be told. */
static void
person_of(const struct request *q, char who[128])
{
	json_t *in = q->len > 0 ? json_loadb(q->body, q->len, 0, NULL) : NULL, *at = in;
	const char *email, *nik, *part;
	struct user *u = NULL;

	if (json_is_object(json_object_get(in, "filters")))
		at = json_object_get(in, "filters");
	email = json_string_value(json_object_get(at, "email"));
	nik = json_string_value(json_object_get(at, "nik"));
	if (email == NULL && nik != NULL)
		u = find(nik, NULL);
	for (part = q->url; email == NULL && u == NULL && part != NULL;
	     part = strchr(part + 1, '/')) {
		u = find_uid(part + 1, strcspn(part + 1, "/"));
		u = u != NULL ? u : find(part + 1, NULL);
	}
	copy(who, 128, email != NULL ? email : u != NULL ? u->email : "");
	json_decref(in);
}

static bool
fault_of(const char *url, const char *who, struct fault *out)
{
	size_t i;

	for (i = 0; i < sim.n_faults; i++)
		if (sim.faults[i].count != 0 &&
		    strncmp(url, sim.faults[i].path, strlen(sim.faults[i].path)) == 0 &&
		    (sim.faults[i].who[0] == '\0' || strcmp(sim.faults[i].who, who) == 0)) {
			*out = sim.faults[i];
			if (sim.faults[i].count > 0)
				sim.faults[i].count--;
			return true;
		}
	return false;
}

json_t *
fault_body(unsigned status, const char *error, const char *path)
{
	return json_pack("{s:I, s:i, s:s, s:s}", "timestamp", (json_int_t)now() * 1000, "status",
	    (int)status, "error", error, "path", path);
}

/* Before the call is carried out. True: it never is. */
static bool
fault_before(const struct fault *f, const struct request *q, struct answer *a, json_t **body)
{
	static const char *const statuses[] = { "401", "403", "404", "409", "429", "500", "503",
		"504" };
	size_t i;

	if (strcmp(f->kind, "drop_before_effect") == 0 || strcmp(f->kind, "timeout_before") == 0) {
		a->drop = true;
		a->drop_after_s = f->kind[0] == 't' ? f->seconds : 0;
		return true;
	}
	if (strcmp(f->kind, "expired_token") == 0) {
		sim.access_until = 0;
		return false;
	}
	if (strcmp(f->kind, "redirect") == 0) {
		a->status = 302;
		a->location = "http://127.0.0.1:9/elsewhere";
		return true;
	}
	if (strcmp(f->kind, "refusal") == 0) {
		a->status = 200;
		*body = json_pack("{s:b, s:s, s:s}", "success", 0, "message",
		    "Permintaan tidak dapat diproses", "error", "Permintaan tidak dapat diproses");
		return true;
	}
	for (i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(f->kind, statuses[i]) == 0) {
			a->status = (unsigned)atoi(statuses[i]);
			a->retry_after = a->status == 429 || a->status == 503 ? "120" : NULL;
			*body = fault_body(
			    a->status, a->status == 401 ? "Unauthorized" : "fault", q->url);
			return true;
		}
	return false;
}

/* After it was carried out: the answer is spoilt. */
static void
fault_after(const struct fault *f, struct answer *a, json_t **body)
{
	if (strcmp(f->kind, "drop_after_effect") == 0 || strcmp(f->kind, "timeout_after") == 0) {
		a->drop = true;
		a->drop_after_s = f->kind[0] == 't' ? f->seconds : 0;
	} else if (strcmp(f->kind, "html_200") == 0 || strcmp(f->kind, "html_502") == 0) {
		a->status = f->kind[5] == '2' ? 200 : 502;
		a->type = "text/html";
		a->body = text_of("<html><body><h1>%u</h1></body></html>", a->status);
	} else if (strcmp(f->kind, "wrong_type") == 0) {
		json_object_set_new(*body, "status", json_integer(7));
		json_object_set_new(*body, "message", json_array());
		json_object_set_new(*body, "success", json_string("ya"));
	} else if (strcmp(f->kind, "list") == 0) {
		json_decref(*body);
		*body = json_pack("[i]", 1);
	} else if (strcmp(f->kind, "truncated") == 0) {
		a->body = json_dumps(*body, JSON_COMPACT);
		a->body[strlen(a->body) / 2] = '\0';
	} else if (strcmp(f->kind, "huge") == 0)
		a->huge = true;
	else if (strcmp(f->kind, "drip") == 0)
		a->drip = true;
	else if (strcmp(f->kind, "unknown_word") == 0)
		json_object_set_new(*body, "status", json_string("MENUNGGU_KIAMAT"));
}

/* ---- HTTP ---- */

static ssize_t
flood(void *context, uint64_t pos, char *buf, size_t max)
{
	(void)context;
	memset(buf, pos == 0 ? '{' : ' ', max);
	return pos > (1u << 30) ? MHD_CONTENT_READER_END_OF_STREAM : (ssize_t)max;
}

/* A byte a second. */
static ssize_t
drip(void *context, uint64_t pos, char *buf, size_t max)
{
	(void)context;
	(void)max;
	if (pos > 0)
		sleep(1);
	*buf = pos == 0 ? '{' : ' ';
	return pos > 600 ? MHD_CONTENT_READER_END_OF_STREAM : 1;
}

static void
log_call(const struct request *q, const struct answer *a, const char *who, const char *fault,
    bool effect)
{
	char path[160];
	size_t n = strcspn(q->url, "0123456789"), at;
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);

	/* the path without numbers and ids that stand in it; v2 is a name */
	if (strncmp(q->url, "/api/v2/", 8) == 0)
		n = 8 + strcspn(q->url + 8, "0123456789");
	for (at = n; q->url[n] != '\0' && at > 0 && q->url[at - 1] != '/'; at--)
		;
	snprintf(path, sizeof(path), "%.*s", (int)at, q->url);
	json_array_append_new(sim.log,
	    json_pack("{s:I, s:I, s:s, s:s, s:s, s:i, s:b, s:s*}", "at", (json_int_t)now(), "ms",
		(json_int_t)t.tv_sec * 1000 + t.tv_nsec / 1000000, "method",
		q->method, "path", path, "who", who, "status", a->drop ? 0 : (int)a->status, "effect", effect,
		"fault", fault));
}

/* Which face a path belongs to. */
static bool
face(const struct request *q, struct answer *a, json_t **body)
{
	if (strncmp(q->url, "/api/rest/", 10) == 0)
		return portal(q, a, body);
	if (strncmp(q->url, "/realms/", 8) == 0)
		return beid(q, a, body);
	return esign(q, a, body);
}

static void
handle(const struct request *q, struct answer *a)
{
	struct fault f = { .kind = "" };
	char who[128] = "";
	json_t *body = NULL;
	bool effect = false, hit;

	a->type = "application/json";
	pthread_mutex_lock(&lock);
	if (strncmp(q->url, "/_sim/", 6) == 0) {
		a->status = q->token != NULL && strcmp(q->token, sim.token) == 0 ? 200 : 403;
		body = a->status == 200 ? control(q) : reply("wrong X-Sim-Token");
	} else {
		person_of(q, who);
		hit = fault_of(q->url, who, &f);
		if (hit && strcmp(f.kind, "delay") == 0) {
			pthread_mutex_unlock(&lock);
			sleep((unsigned)f.seconds);
			pthread_mutex_lock(&lock);
		}
		if (!hit || !fault_before(&f, q, a, &body)) {
			effect = face(q, a, &body);
			if (hit)
				fault_after(&f, a, &body);
		}
		log_call(q, a, who, hit ? f.kind : NULL, effect);
	}
	if (a->body == NULL && body != NULL)
		a->body = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	pthread_mutex_unlock(&lock);
	if (a->drop_after_s > 0)
		sleep((unsigned)a->drop_after_s);
}

static enum MHD_Result
respond(struct MHD_Connection *c, struct answer *a)
{
	struct MHD_Response *r;
	enum MHD_Result rc;

	if (a->drop) {
		free(a->body);
		return MHD_NO;
	}
	if (a->huge || a->drip)
		r = MHD_create_response_from_callback(
		    MHD_SIZE_UNKNOWN, a->huge ? 65536 : 1, a->huge ? flood : drip, NULL, NULL);
	else
		r = MHD_create_response_from_buffer(
		    a->body != NULL ? strlen(a->body) : 0, a->body, MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(r, "Content-Type", a->type);
	if (a->retry_after != NULL)
		MHD_add_response_header(r, "Retry-After", a->retry_after);
	if (a->location != NULL)
		MHD_add_response_header(r, "Location", a->location);
	if (a->status == 401)
		MHD_add_response_header(r, "WWW-Authenticate", "Basic realm=\"esign\"");
	rc = MHD_queue_response(c, a->status, r);
	MHD_destroy_response(r);
	free(a->body);
	return rc;
}

static enum MHD_Result
on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method,
    const char *version, const char *data, size_t *n, void **context)
{
	struct request *q = *context;
	struct answer a = { 0 };

	(void)cls;
	(void)version;
	if (q == NULL) {
		q = calloc(1, sizeof(*q));
		*context = q;
		return q != NULL ? MHD_YES : MHD_NO;
	}
	if (*n > 0) {
		if (q->len + *n > BODY_MOST)
			return MHD_NO;
		q->body = realloc(q->body, q->len + *n);
		if (q->body == NULL)
			return MHD_NO;
		memcpy(q->body + q->len, data, *n);
		q->len += *n;
		*n = 0;
		return MHD_YES;
	}
	q->url = url;
	q->method = method;
	q->basic = q->bearer = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Authorization");
	q->token = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-Sim-Token");
	q->user_ip = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "X-USER-IP");
	handle(q, &a);
	return respond(c, &a);
}

static void
on_end(void *cls, struct MHD_Connection *c, void **context, enum MHD_RequestTerminationCode why)
{
	struct request *q = *context;

	(void)cls;
	(void)c;
	(void)why;
	if (q != NULL)
		free(q->body);
	free(q);
}

/* ---- start ---- */

static void
base64(const char *in, char *out)
{
	static const char set[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n = strlen(in), i;
	unsigned v;

	for (i = 0; i < n; i += 3) {
		v = (unsigned)(unsigned char)in[i] << 16 |
		    (i + 1 < n ? (unsigned)(unsigned char)in[i + 1] << 8 : 0) |
		    (i + 2 < n ? (unsigned char)in[i + 2] : 0);
		*out++ = set[v >> 18];
		*out++ = set[v >> 12 & 63];
		*out++ = i + 1 < n ? set[v >> 6 & 63] : '=';
		*out++ = i + 2 < n ? set[v & 63] : '=';
	}
	*out = '\0';
}

static void
draw_codes(void)
{
	unsigned r;
	size_t i;

	for (i = 0; i < sizeof(sim.codes) / sizeof(sim.codes[0]); i++) {
		if (getrandom(&r, sizeof(r), 0) != sizeof(r))
			abort();
		sim.codes[i] = sim.fixed_codes ? 3000 + (int)i : 3000 + (int)(r % 6000);
	}
}

static size_t
print_body(char *p, size_t size, size_t n, void *context)
{
	(void)context;
	return fwrite(p, size, n, stdout) * size;
}

/* amssim --ctl PORT TOKEN PATH [BODY]: one control call, its answer on stdout. */
static int
control_client(char **argv)
{
	CURL *c = curl_easy_init();
	bool tls = strncmp(argv[0], "tls:", 4) == 0;	/* the caller knows whom it started */
	char *url =
	    text_of("http%s://127.0.0.1:%s%s", tls ? "s" : "", argv[0] + (tls ? 4 : 0), argv[2]);
	char *token = text_of("X-Sim-Token: %s", argv[1]);
	struct curl_slist *h = curl_slist_append(NULL, token);
	CURLcode r;

	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, h);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, print_body);
	if (argv[3] != NULL)
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, argv[3]);
	curl_easy_setopt(c, CURLOPT_FAILONERROR, 1L);
	r = curl_easy_perform(c);
	putchar('\n');
	if (r != CURLE_OK)
		fprintf(stderr, "amssim: %s\n", curl_easy_strerror(r));
	curl_slist_free_all(h);
	curl_easy_cleanup(c);
	free(url);
	free(token);
	return r != CURLE_OK;
}

static const char usage[] =
    "usage: amssim [--port N] [--user NAME] [--password TEXT] [--token TEXT] [--now TIME]\n"
    "              [--smtp HOST:PORT] [--from ADDRESS] [--copy ADDRESS] [--notices DIR]\n"
    "              [--shape text|html|alternative|base64|vary] [--ra-delay SECONDS]\n"
    "              [--operator NAME] [--operator-password TEXT] [--totp-secret BASE32]\n"
    "              [--token-life SECONDS] [--refresh-life SECONDS] [--strict-ip]\n"
    "              [--tls-cert FILE --tls-key FILE] [--fixed-codes] [--parent-dies]\n"
    "       amssim --ctl PORT TOKEN PATH [JSON]\n"
    "A stand-in for AMS, for tests. Loopback only. Prints port=N when it is\n"
    "ready; ends on SIGTERM. amssim(1) tells paths, events, faults, and what of it is invented.\n";

static void
options(int argc, char **argv, int *port)
{
	static const struct option all[] = { { "port", 1, 0, 'p' }, { "user", 1, 0, 'u' },
		{ "password", 1, 0, 'w' }, { "token", 1, 0, 't' }, { "now", 1, 0, 'n' },
		{ "smtp", 1, 0, 's' }, { "from", 1, 0, 'f' }, { "copy", 1, 0, 'c' },
		{ "notices", 1, 0, 'd' }, { "fixed-codes", 0, 0, 'x' },
		{ "parent-dies", 0, 0, 'k' }, { "operator", 1, 0, 'o' },
		{ "operator-password", 1, 0, 'O' }, { "totp-secret", 1, 0, 'T' },
		{ "token-life", 1, 0, 'l' }, { "refresh-life", 1, 0, 'L' },
		{ "strict-ip", 0, 0, 'i' }, { "ra-delay", 1, 0, 'r' }, { "shape", 1, 0, 'S' },
 { "tls-cert", 1, 0, 'C' }, { "tls-key", 1, 0, 'K' },
		{ "help", 0, 0, 'h' }, { 0, 0, 0, 0 } };
	json_t *when;
	int o;

	while ((o = getopt_long(argc, argv, "h", all, NULL)) != -1)
		switch (o) {
		case 'p': *port = atoi(optarg); break;
		case 'u': sim.user = optarg; break;
		case 'w': sim.password = optarg; break;
		case 't': sim.token = optarg; break;
		case 's': sim.smtp = optarg; break;
		case 'f': sim.from = optarg; break;
		case 'c': sim.copy = optarg; break;
		case 'd': sim.notices = optarg; break;
		case 'C': sim.cert = optarg; break;
		case 'K': sim.key = optarg; break;
		case 'o': sim.operator_name = optarg; break;
		case 'O': sim.operator_password = optarg; break;
		case 'T':
			sim.totp_secret = optarg;
			if (!totp_secret(optarg))
				die("--totp-secret: write ten bytes or more in base32");
			break;
		case 'l': sim.token_s = atoll(optarg); break;
		case 'L': sim.refresh_s = atoll(optarg); break;
		case 'i': sim.strict_ip = true; break;
		case 'r': sim.ra_delay_s = atoll(optarg); break;
		case 'S': sim.shape = optarg; break;
		case 'x': sim.fixed_codes = true; break;
		case 'k': prctl(PR_SET_PDEATHSIG, SIGTERM); break;
		case 'n':
			when = json_string(optarg);
			sim.offset = time_of(when) - (int64_t)time(NULL);
			if (time_of(when) < 0)
				die("--now %s: write 2026-11-23T08:30:00+08:00", optarg);
			json_decref(when);
			break;
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(64);
		}
	if (optind < argc || *port < 0 || *port > 65535)
		die("%s is not understood; see amssim --help",
		    optind < argc ? argv[optind] : "--port");
}

int
main(int argc, char **argv)
{
	struct sockaddr_in here = { .sin_family = AF_INET };
	struct MHD_Daemon *d;
	char plain[256];
	sigset_t ends;
	char *cert = NULL, *key = NULL;
	int port = 0, which;

	curl_global_init(CURL_GLOBAL_DEFAULT);
	if (argc >= 5 && argc <= 6 && strcmp(argv[1], "--ctl") == 0)
		return control_client(argv + 2);
	options(argc, argv, &port);
	snprintf(plain, sizeof(plain), "%s:%s", sim.user, sim.password);
	memcpy(sim.basic, "Basic ", 6);
	base64(plain, sim.basic + 6);
	sim.log = json_array();
	sim.sent = json_array();
	draw_codes();
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	signal(SIGPIPE, SIG_IGN);
	here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	here.sin_port = htons((uint16_t)port);
	if (sim.cert != NULL &&
	    ((cert = read_file(sim.cert)) == NULL || (key = read_file(sim.key)) == NULL))
		die("certificate or key cannot be read");
	d = MHD_start_daemon(MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD |
		(cert != NULL ? MHD_USE_TLS : 0),
	    (uint16_t)port, NULL, NULL, on_request, NULL, MHD_OPTION_SOCK_ADDR, &here,
	    MHD_OPTION_NOTIFY_COMPLETED, on_end, NULL, MHD_OPTION_CONNECTION_TIMEOUT, 60u,
	    cert != NULL ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, cert,
	    MHD_OPTION_HTTPS_MEM_KEY, key, MHD_OPTION_END);
	if (d == NULL)
		die("port %d cannot be used: %s", port, strerror(errno));
	printf("port=%u\n", MHD_get_daemon_info(d, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	sigwait(&ends, &which);
	MHD_stop_daemon(d);
	json_decref(sim.log);
	json_decref(sim.sent);
	free(sim.users);
	free(sim.faults);
	free(cert);
	free(key);
	curl_global_cleanup();
	return 0;
}
