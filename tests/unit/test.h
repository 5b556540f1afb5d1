/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * TAP for the unit tests: ok(), is_str(), is_int() print one line each and go on after a failure;
 * done() prints the plan, so a test that ends early is seen by prove. One file per unit, main()
 * ends with `return done();`. NULL strings may be compared.
 */
#ifndef LOKET_TEST_H
#define LOKET_TEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* how much longer than usual things take: under valgrind (unit/boxed.h) */
#define PATIENCE (getenv("UNBOXED") != NULL ? 5 : 1)

static int test_count, test_failed;

#define ok(cond, ...) test_ok((cond) ? 1 : 0, __FILE__, __LINE__, __VA_ARGS__)
#define is_str(got, want, ...) test_str((got), (want), __FILE__, __LINE__, __VA_ARGS__)
#define is_int(got, want, ...) test_int((int64_t)(got), (int64_t)(want), __FILE__, __LINE__, __VA_ARGS__)

__attribute__((unused, format(printf, 4, 5))) static int
test_ok(int good, const char *file, int line, const char *name, ...)
{
	char text[512];
	__builtin_va_list ap;

	__builtin_va_start(ap, name);
	vsnprintf(text, sizeof(text), name, ap);
	__builtin_va_end(ap);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '\n' || *p == '#')
			*p = ' ';
	printf("%sok %d - %s\n", good ? "" : "not ", ++test_count, text);
	if (!good)
		printf("# failed at %s:%d\n", file, line);
	test_failed += !good;
	fflush(stdout);
	return good;
}

#define test_str(got, want, file, line, ...) do { \
	const char *g_ = (got), *w_ = (want); \
	if (!test_ok(g_ == w_ || (g_ != NULL && w_ != NULL && strcmp(g_, w_) == 0), file, line, __VA_ARGS__)) \
		printf("#   got: %s\n#  want: %s\n", g_ != NULL ? g_ : "(null)", w_ != NULL ? w_ : "(null)"); \
} while (0)

#define test_int(got, want, file, line, ...) do { \
	int64_t g_ = (got), w_ = (want); \
	if (!test_ok(g_ == w_, file, line, __VA_ARGS__)) \
		printf("#   got: %lld\n#  want: %lld\n", (long long)g_, (long long)w_); \
} while (0)

/* The plan, and the exit code of the program: 1 when anything failed. */
__attribute__((unused)) static int
done(void)
{
	printf("1..%d\n", test_count);
	return test_failed != 0;
}

#endif
