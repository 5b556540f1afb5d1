/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One event, one line. The whole line is cleaned after formatting: control bytes become '?', and so
 * does everything that is not ASCII, so a hostile subject cannot start a line of its own, and digit
 * runs as long as a NIK or NIP keep their last four only.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/progress.h"

#define LINE 2048
#define IDENTITY_DIGITS 16	/* NIK 16, NIP 18: nothing else loket logs is so long */

static const char *process_name = "loket";
static enum log_level log_upto = LOG_INFO_;

void
log_init(const char *process, enum log_level upto)
{
	process_name = process;
	log_upto = upto;
}

/*
 * Digits of a NIP are often written in groups, so single blanks and dots inside a run count as part
 * of it.
 */
static size_t
digit_run(const char *s, size_t n, size_t *digits)
{
	size_t i = 0, end = 0;

	*digits = 0;
	while (i < n) {
		if (s[i] >= '0' && s[i] <= '9') {
			(*digits)++;
			end = ++i;
		} else if ((s[i] == ' ' || s[i] == '.') && i > 0 && end == i) {
			i++;
		} else
			break;
	}
	return end;
}

void
log_clean(const char *text, size_t len, char *out, size_t n)
{
	size_t i = 0, o = 0, run, digits, seen;

	while (i < len && o + 1 < n) {
		unsigned char c = (unsigned char)text[i];

		run = c >= '0' && c <= '9' ? digit_run(text + i, len - i, &digits) : 0;
		if (run > 0 && digits >= IDENTITY_DIGITS) {
			for (seen = 0; run > 0; run--, i++) {
				bool digit = text[i] >= '0' && text[i] <= '9';

				seen += digit;
				if (o + 1 < n)
					out[o++] = digit && seen + 4 <= digits ? '*' : text[i];
			}
			continue;
		}
		/* copy a short run of digits whole, so that its tail is not looked at again */
		do {
			c = (unsigned char)text[i++];
			out[o++] = (char)(c < 0x20 || c == 0x7f ? '?' : c);
		} while (run-- > 1 && o + 1 < n);
	}
	out[o] = '\0';
}

void
log_at(enum log_level level, const char *fmt, ...)
{
	static const char *const names[] = { "<1>alert", "error", "warn", "info", "debug" };
	char raw[LINE], clean[LINE], line[LINE + 64];
	va_list ap;
	int n;

	if (level > log_upto)
		return;
	va_start(ap, fmt);
	vsnprintf(raw, sizeof(raw), fmt, ap);
	va_end(ap);
	log_clean(raw, strlen(raw), clean, sizeof(clean));
	for (n = 0; clean[n] != '\0'; n++)
		if ((unsigned char)clean[n] >= 0x80)
			clean[n] = '?';
	n = snprintf(line, sizeof(line), "%s %s: %s\n", names[level + 1], process_name, clean);
	progress_wipe();
	if (n > 0 &&
	    write(STDERR_FILENO, line, (size_t)n < sizeof(line) ? (size_t)n : sizeof(line) - 1) < 0)
		return;	/* nobody reads stderr: nothing more to do about it */
}
