/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which libraries a process has: those of few processes are in none before they are opened, and
 * what is missing is said with its package. All of the program but main is linked here.
 */
#include <math.h>

#include "base/library.h"
#include "net/net.h"
#include "test.h"

static bool
mapped(const char *library)
{
	FILE *f = fopen("/proc/self/maps", "r");
	char line[1024];
	bool found = false;

	while (f != NULL && !found && fgets(line, sizeof(line), f) != NULL)
		found = strstr(line, library) != NULL;
	if (f != NULL)
		fclose(f);
	return found;
}

static void
test_missing(void)
{
	static const char *const good[] = { "cos", "sin" }, *const wrong[] = { "cos", "cosinus" };
	struct { double (*cos)(double), (*sin)(double); } m = { NULL, NULL };
	struct err e = { .msg = "" };

	ok(library_open("libtakada.so.1", "libtakada1", good, &m, sizeof(m), &e) != 0 &&
		e.grade == GRADE_REFUSED && strstr(e.msg, "libtakada.so.1") != NULL &&
		strstr(e.msg, "apt install libtakada1") != NULL,
	    "no such library: %s", e.msg);
	ok(library_open("libm.so.6", "libc6", wrong, &m, sizeof(m), &e) != 0 &&
		e.grade == GRADE_REFUSED && strstr(e.msg, "cosinus") != NULL &&
		strstr(e.msg, "libc6") != NULL,
	    "no such function: %s", e.msg);
	ok(library_open("libm.so.6", "libc6", good, &m, sizeof(m), &e) == 0 && m.cos(0) > 0.9 &&
		fabs(m.sin(0)) < 0.1,
	    "names and room are in step");
}

static void
test_few(void)
{
	static const char *const few[] = { "/libcurl", "/libetpan", "/libpoppler", "/liblept" };
	struct err e;

	for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++)
		ok(!mapped(few[i]), "%s is not there from the start", few[i]);
	ok(net_init("smtp", &e) == 0 && mapped("/libcurl-gnutls") && !mapped("/libetpan"),
	    "a sender has libcurl, no libetpan");
	ok(net_init("imap", &e) == 0 && mapped("/libetpan"), "the fetcher has both");
	ok(net_init("imap", &e) == 0, "and may ask again");
}

int
main(void)
{
	test_missing();
	test_few();
	return done();
}
