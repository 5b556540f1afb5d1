/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One event, one line on stderr: `level event key=value ...`; journald stamps and stores it. Values
 * are made printable and digit runs of 16 or more (NIK, NIP) are masked here, so that no caller can
 * write a raw byte or an identity number. There is no way in for secrets.
 */
#ifndef LOKET_BASE_LOG_H
#define LOKET_BASE_LOG_H

#include <stddef.h>

enum log_level {
	LOG_ALERT_ = -1,	/* someone must act now: told to journald as such, whatever the level */
	LOG_ERROR_,	/* someone must act */
	LOG_WARN_,	/* someone may want to look */
	LOG_INFO_,	/* what changed in the world */
	LOG_DEBUG_	/* the rest */
};

void log_init(const char *process, enum log_level upto);
void log_at(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#define log_alert(...) log_at(LOG_ALERT_, __VA_ARGS__)
#define log_error(...) log_at(LOG_ERROR_, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN_, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO_, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG_, __VA_ARGS__)

/* "<1>" before an alert is the priority of sd-daemon(3): journald takes it off. */

/*
 * Copies text into out (n bytes, always terminated) as log_at would show it: one line, masked.
 * Bytes above 0x7f pass, for what is printed to people; log_at itself writes ASCII only.
 */
void log_clean(const char *text, size_t len, char *out, size_t n);

#endif
