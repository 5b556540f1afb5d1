/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"

#define FIRST_MS 1000
#define EACH_MS 200
#define ERASE "\r\033[K"

static struct {
	bool terminal, shown;
	const char *what;
	int64_t total, done, begin_ms, next_ms;
} line;

static void
put(const char *text, int n)
{
	if (n > 0 && write(STDERR_FILENO, text, (size_t)n) < 0)
		line.terminal = false;	/* it went away */
}

void
progress_allow(bool terminal)
{
	line.terminal = terminal;
}

bool
progress_shown(void)
{
	return line.terminal;
}

void
progress_begin(const char *what, int64_t total)
{
	progress_wipe();
	line.what = what;
	line.total = total;
	line.done = 0;
	line.begin_ms = clock_monotonic_ms();
	line.next_ms = line.begin_ms + FIRST_MS;
}

void
progress_say(const char *what, int64_t done, int64_t total, int64_t ms, char *out, unsigned long n)
{
	int64_t rate = ms > 0 ? done * 1000 / ms : 0,
		left = total > done && done > 0 ? (total - done) * ms / done / 1000 : 0;
	int used = total > 0 ? snprintf(out, n, "%lld of %lld %s", (long long)done,
	    (long long)total, what) : snprintf(out, n, "%lld %s", (long long)done, what);

	if (used > 0 && (unsigned long)used < n)
		used += rate > 0 ? snprintf(out + used, n - (unsigned long)used, ", %lld/s",
		    (long long)rate) : 0;
	if (used > 0 && (unsigned long)used < n && left > 0)
		snprintf(out + used, n - (unsigned long)used,
		    left < 90 ? ", %lld s left" : ", %lld min left",
		    (long long)(left < 90 ? left : (left + 59) / 60));
}

void
progress_step(void)
{
	int64_t now;
	char text[160], out[sizeof(text) + sizeof(ERASE)];

	line.done++;
	if (!line.terminal || line.what == NULL)
		return;
	now = clock_monotonic_ms();
	if (now < line.next_ms)
		return;
	line.next_ms = now + EACH_MS;
	progress_say(line.what, line.done, line.total, now - line.begin_ms, text, sizeof(text));
	put(out, snprintf(out, sizeof(out), ERASE "%s", text));
	line.shown = true;
}

void
progress_wipe(void)
{
	if (line.shown)
		put(ERASE, sizeof(ERASE) - 1);
	line.shown = false;
}

void
progress_end(void)
{
	progress_wipe();
	line.what = NULL;
}
