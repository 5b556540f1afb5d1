/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/alarm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/health.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/problem.h"
#include "case/border.h"
#include "cli/print.h"
#include "cli/servers.h"
#include "protocol.h"
#include "rules/office.h"

/* What the admin reads. */
static const struct { const char *says, *todo; } words[] = {
	[WRONG_DEAD] = { "Loket tidak berjalan.", "systemctl status loket; journalctl -u loket -e" },
	[WRONG_GIVEN_UP] = { "Layanan loket berhenti karena galat dan tidak dimulai lagi.",
	    "journalctl -u loket -e; sesudah dibetulkan: systemctl restart loket" },
	[WRONG_UNREAD] = { "Loket tidak dapat membaca kotak suratnya.", "loket doctor" },
	[WRONG_BREAKER] = { "Terlalu banyak surat dalam satu jam: pengiriman ditahan.",
	    "loket outbox list --all; bila wajar, naikkan answers-per-hour" },
	[WRONG_UNSENT] = { "Surat loket menunggu dan tidak dapat dikirim.",
	    "loket doctor; loket outbox list" },
};

static void
say_date(int64_t at, char out[64])
{
	time_t t = (time_t)at;
	struct tm tm;

	gmtime_r(&t, &tm);
	strftime(out, 64, "%a, %d %b %Y %H:%M:%S +0000", &tm);
}

static void
say_when(struct cli *c, int64_t at, char out[32])
{
	if (at == 0)
		snprintf(out, 32, "belum pernah");
	else
		print_time(c, at, out);
}

/* Plain ASCII: nothing in it comes from a letter. */
static char *
alarm_mail(struct cli *c, const struct health *h, enum wrong wrong, int64_t now)
{
	const char *at = strchr(c->conf->address, '@');
	char date[64], alive[32], poll[32], sent[32];

	say_date(now, date);
	say_when(c, h->at, alive);
	say_when(c, h->poll, poll);
	say_when(c, h->sent, sent);
	return xasprintf("From: <%s>\r\nTo: <%s>\r\nSubject: Loket perlu dilihat: %s\r\n"
			 "Date: %s\r\nMessage-ID: <alarm.%lld.%ld%s>\r\nAuto-Submitted: auto-generated\r\n"
			 "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
			 "%s\r\n\r\nTanda hidup terakhir: %s\r\nKotak surat terakhir dibaca: %s\r\n"
			 "Surat terakhir terkirim: %s\r\n\r\nYang dapat dilakukan: %s\r\n\r\n"
			 "Surat ini dikirim oleh loket doctor, sekali untuk satu gangguan.\r\n",
	    c->conf->address, c->conf->admin, words[wrong].says, date, (long long)now, (long)getpid(),
	    at != NULL ? at : "", words[wrong].says, alive, poll, sent, words[wrong].todo);
}

static int
tell_admin(struct cli *c, const struct health *h, enum wrong wrong, int64_t now)
{
	char *mail = alarm_mail(c, h, wrong, now), *why = NULL;
	struct deliver order = { 1, (char *)(uintptr_t) "", c->conf->admin, (int64_t)strlen(mail) };
	int rc = EX_CONFIG;

	if (c->conf->admin[0] == '\0')
		why = xstrdup("admin in [agent] is empty");
	else
		rc = server_send(c->config, &order, mail, strlen(mail), &why);
	if (rc != 0)
		log_alert("alarm: the admin was not told: %s", why);
	free(why);
	free(mail);
	return rc == 0 ? 0 : EX_UNAVAILABLE;
}

/* Who expects it and misses it tells people what this machine cannot. */
static int
say_alive(struct cli *c)
{
	char *why = NULL;
	int rc = c->conf->alive_url[0] != '\0' ? server_touch(c->config, &why) : EX_OK;

	if (rc != EX_OK)
		log_error("alarm: all is well, but %s", why);
	free(why);
	return rc == EX_OK ? EX_OK : EX_UNAVAILABLE;
}

int
alarm_look(struct cli *c, bool stopped)
{
	char *told = xasprintf("%s/alarm", c->conf->state);
	int64_t now = clock_now() - clock_offset();
	struct health h;
	enum wrong wrong;
	int rc = EX_TEMPFAIL, fd;

	health_read(c->conf->state, &h);
	wrong = stopped ? WRONG_GIVEN_UP : health_wrong(&h, now, c->conf->poll_s);
	if (wrong == WRONG_NONE) {
		unlink(told);
		free(told);
		return say_alive(c);
	}
	log_alert("alarm: %s", wrong_says(wrong));
	if (access(told, F_OK) < 0 && tell_admin(c, &h, wrong, now) != 0)
		rc = EX_UNAVAILABLE;
	else if ((fd = open(told, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) < 0)
		rc = cli_fail(EX_TEMPFAIL, "%s: %s", told, strerror(errno));
	else
		close(fd);
	free(told);
	return rc;
}

/* ---- the letter that tries the border ---- */

int
alarm_test_mail(struct cli *c)
{
	struct problems p = { 0 };
	struct office *o = office_read(c->conf->rules, c->conf->office, &p);
	struct store *s = NULL;
	char *code = NULL, date[64];
	int rc = EX_CONFIG;

	if (o == NULL || o->authserv_id == NULL)
		cli_fail(rc, "the office file names no authserv-id: there is no border to be tried");
	else if ((s = cli_store(c, STORE_READ, &rc)) != NULL)
		code = border_code(s);
	if (s != NULL && code == NULL)
		rc = cli_fail(EX_TEMPFAIL, "the agent has made no code yet; let it run once");
	if (code != NULL) {
		say_date(clock_now(), date);
		printf("Authentication-Results: %s; dkim=pass header.d=%s; dmarc=pass header.from=%s\n"
		       "Received: from %s by %s with ESMTP id palsu; %s\n"
		       "From: <%s>\nTo: <%s>\nSubject: Uji perbatasan loket %s\nDate: %s\n"
		       "Message-ID: <uji.%lld@%s>\nMIME-Version: 1.0\n"
		       "Content-Type: text/plain; charset=us-ascii\n\n"
		       "Surat uji: baris teratasnya palsu dan tidak boleh dipercaya.\n",
		    o->authserv_id, BORDER_FORGED, BORDER_FORGED, BORDER_FORGED, o->border, date,
		    c->conf->admin, c->conf->address, code, date, (long long)clock_now(),
		    BORDER_FORGED);
		rc = EX_OK;
	}
	free(code);
	store_close(s);
	office_free(o);
	problems_free(&p);
	return rc;
}
