/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * AMS that answers anything. The first byte says which driver and operation; then each answer is a piece
 * of the input, ended by a byte 0: one that begins with a bracket is the JSON of "200 OK", one that
 * begins with three digits has that status, all else are the bytes of the answer itself.
 */
#include <ctype.h>
#include <sys/mman.h>

#include "base/log.h"
#include "net/driver.h"
#include "peer.h"

#define TOKEN "{\"access_token\":\"aaaa\",\"refresh_token\":\"rrrr\",\"access_until\":4000000000,\"refresh_until\":4000000000}"

static void
answer(const char *written, size_t n)
{
	const uint8_t *p;
	size_t len;
	int code = 200;
	char *head;

	if (written == NULL)
		return;
	if (n == 0 || !peer_next(&p, &len)) {
		peer_end();
		return;
	}
	if (len > 3 && isdigit(p[0]) && isdigit(p[1]) && isdigit(p[2])) {
		code = (p[0] - '0') * 100 + (p[1] - '0') * 10 + p[2] - '0';
		p += 3;
		len -= 3;
	} else if (len == 0 || (p[0] != '{' && p[0] != '[')) {
		peer_say(p, len);
		peer_end();
		return;
	}
	head = xasprintf("HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", code, len);
	peer_say(head, strlen(head));
	peer_say(p, len);
	free(head);
}

static int
token_file(void)
{
	int fd = memfd_create("token", MFD_CLOEXEC);

	if (fd < 0 || pwrite(fd, TOKEN, sizeof(TOKEN) - 1, 0) != sizeof(TOKEN) - 1)
		broken("no token", "");
	return fd;
}

/* What the drivers promise of an effect: it is called once, and done only on a plain word. */
static void
check(const struct call *order, const struct called *out, const uint8_t *data, size_t n)
{
	static const char *const secrets[] = { "rahasia", "aaaa", "rrrr" };

	if (out->outcome == CALLED_DONE && strcmp(order->operation, "status") == 0 && out->word == NULL)
		broken("ams", "done without a word");
	if (out->outcome == CALLED_DONE && out->word != NULL && !status_word_known(out->word))
		broken("ams: a word that nobody knows", out->word);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
		if (out->text != NULL && strstr(out->text, secrets[i]) != NULL && memmem(data, n, secrets[i], strlen(secrets[i])) == NULL)
			broken("ams", "a secret in a message");
	fuzz_wire(&called_wire, out);
}

/* As call.c does, which also drops the word of what is not done. */
static void
carry_out(const struct driver *d, void *state, const struct call *order, struct called *out)
{
	const struct operation *o = d->operations;
	struct fault f;

	while (o->name != NULL && strcmp(o->name, order->operation) != 0)
		o++;
	if (o->name == NULL || d->ready(state, &f) != 0)
		broken("ams: cannot be called", order->operation);
	o->run(state, order, out);
	if (out->outcome != CALLED_DONE) {
		free(out->word);
		out->word = NULL;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char host[] = "127.0.0.1", user[] = "loket", reset[] = "send_reset", enroll[] = "register", status[] = "status",
		    nik[] = "6305055203870002", email[] = "siti@tapinkab.go.id", nama[] = "Siti Rahmah", none[] = "";
	uint8_t how = n > 0 ? data[0] : 0;
	const struct driver *d = how & 1 ? &portal_driver : &esign_driver;
	struct role r = { .kept_fd = -1 };
	struct call order = { .id = 1, .operation = how & 2 ? (how & 1 ? reset : enroll) : status, .nik = how & 4 ? NULL : nik,
		.email = how & 8 ? NULL : email, .nama = nama };
	struct called out = { .id = 1, .outcome = CALLED_UNSUPPORTED };
	static bool begun;
	struct err e;
	void *state;

	if (!begun && net_init("http", &e) != 0)
		broken("libcurl", e.msg);
	if (!begun)
		log_init("fuzz", LOG_ERROR_);
	begun = true;
	r.conf = (struct conf){ .ams_host = host, .ams_port = 80, .ams_user = user, .ams_timeout_s = 2, .ams_version = how >> 4 & 1,
		.ams_profile = (how & 32) != 0, .ams_register = true, .portal_host = host, .portal_port = 80, .portal_address = host,
		.login_host = host, .login_port = 80, .portal_ca = none, .ams_ca = none, .portal_token = none, .ams_password_file = none };
	d->peer_of(&r);
	r.peer.tls = TLS_NONE;
	r.peer.password = r.peer.user != NULL ? "rahasia" : NULL;
	if (how & 1)
		r.kept_fd = token_file();
	peer_begin(data + (n > 0), n - (n > 0), answer);
	state = d->open(&r);
	carry_out(d, state, &order, &out);
	check(&order, &out, data, n);
	wire_free(&called_wire, &out);
	d->close(state);
	if (r.kept_fd >= 0)
		close(r.kept_fd);
	return 0;
}
