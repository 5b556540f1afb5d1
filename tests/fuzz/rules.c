/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of an office's rules: those of letter/ together, calendar, office. The input begins with the
 * name of one, "letter/kata.xml\n", which it takes the place of; else it is a calendar. A file with a
 * mistake is refused with a word about it, all others are taken.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "rules/calendar.h"
#include "rules/office.h"

#define CALENDAR "calendar/tapin.xml"
#define OFFICE "office/tapin.xml"
#define NOW 1795420800	/* Monday, 23 November 2026, 08.00 UTC */

static const char *const letter[] = { "letter/ams.xml", "letter/dinas.xml", "letter/dokumen.xml", "letter/huruf.xml",
	"letter/isian.xml", "letter/istilah.xml", "letter/kata.xml", "letter/kelas.xml", "letter/kutipan.xml",
	"letter/layanan.xml", "letter/pindai.xml", "letter/rahasia.xml" };
#define LETTERS (sizeof(letter) / sizeof(letter[0]))

/* What is not the input's stays as it is in the tree. */
static void
link_to_tree(const char *name)
{
	char *path = fuzz_path(name), *top = realpath("rules", NULL), *to = xasprintf("%s/%s", top, name);

	unlink(path);
	if (symlink(to, path) != 0)
		broken("cannot link", path);
	free(to);
	free(top);
	free(path);
}

__attribute__((constructor)) static void
begin(void)
{
	static const char *const folders[] = { "letter", "calendar", "office", "sop" };

	fuzz_folder_make();
	for (size_t i = 0; i < 4; i++) {
		char *path = fuzz_path(folders[i]);

		mkdir(path, 0700);
		free(path);
	}
	for (size_t i = 0; i < LETTERS; i++)
		link_to_tree(letter[i]);
	link_to_tree(CALENDAR);
	link_to_tree(OFFICE);
	link_to_tree("sop/tapin");
}

static void
take_calendar(void)
{
	struct problems p = { 0 };
	char *path = fuzz_path(CALENDAR);
	struct calendar *c = calendar_read(path, &p);

	if (c == NULL && p.n_items == 0)
		broken("calendar", "refused without a word");
	if (c != NULL) {
		int64_t open = calendar_next_open(c, NOW), later = calendar_add_minutes(c, NOW, 600),
			day = calendar_add_days(c, NOW, 3), eight = calendar_morning(c, NOW, 2);
		char said[64];

		if (open < NOW || later < open || day < open || eight < NOW)
			broken("calendar", "time went back");
		if (!calendar_is_open(c, open))
			broken("calendar", "it opens while it is closed");
		if (calendar_minutes_between(c, NOW, later) != 600)
			broken("calendar", "other minutes than were added");
		calendar_say_before(c, later, said);
	}
	calendar_free(c);
	problems_free(&p);
	free(path);
}

static void
take_office(void)
{
	struct problems p = { 0 };
	struct office *o = office_read(fuzz_folder, "tapin", &p);

	if (o == NULL && p.n_items == 0)
		broken("office", "refused without a word");
	office_free(o);
	problems_free(&p);
}

static void
take_letter(void)
{
	struct problems p = { 0 };
	struct ruleset *r = ruleset_read(fuzz_folder, &p);

	if (r == NULL && p.n_items == 0)
		broken("letter", "refused without a word");
	ruleset_free(r);
	problems_free(&p);
}

/* Puts the input in the place of a file that the tree has otherwise. */
static void
exchange(const char *name, const uint8_t *p, size_t n, void (*take)(void))
{
	char *path = fuzz_path(name);

	unlink(path);
	fuzz_put(name, p, n);
	take();
	link_to_tree(name);
	free(path);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const uint8_t *end = n > 0 ? memchr(data, '\n', n < 40 ? n : 40) : NULL;
	char name[40] = "";

	if (end != NULL)
		snprintf(name, sizeof(name), "%.*s", (int)(end - data), (const char *)data);
	end = end != NULL ? end + 1 : data;
	n -= (size_t)(end - data);
	for (size_t i = 0; i < LETTERS; i++)
		if (strcmp(letter[i], name) == 0) {
			exchange(name, end, n, take_letter);
			return 0;
		}
	if (strcmp(OFFICE, name) == 0)
		exchange(OFFICE, end, n, take_office);
	else
		exchange(CALENDAR, end, n, take_calendar);
	return 0;
}
