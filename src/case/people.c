/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People on record. The name alone never joins anything: only an address, a NIP or a NIK does
 * (namesakes exist).
 */
#include "case/people.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/journal.h"
#include "base/mem.h"

int64_t
people_by_address(struct store *st, const char *address)
{
	struct rows *r = store_rows(st, Q_PERSON_BY_ADDRESS, "t", address);
	int64_t id = 0;

	while (rows_next(r))
		id = id == 0 ? rows_int(r, 0) : -1;
	rows_end(r);
	return id;
}

static int64_t
by_number(struct store *st, enum statement q, const char *number)
{
	return number == NULL || number[0] == '\0' ? 0 : store_int(st, q, "t", number);
}

int64_t
people_by_nip(struct store *st, const char *nip)
{
	return by_number(st, Q_PERSON_BY_NIP, nip);
}

int64_t
people_by_nik(struct store *st, const char *nik)
{
	return by_number(st, Q_PERSON_BY_NIK, nik);
}

static void
day_of(const struct office *o, int64_t now, char day[32])
{
	clock_format(now, calendar_zone_minutes(o->calendar), day);
	day[10] = '\0';
}

int64_t
people_holder(struct store *st, const struct office *o, const char *role, int64_t now)
{
	return people_holder_but(st, o, role, 0, now);
}

int64_t
people_holder_but(
    struct store *st, const struct office *o, const char *role, int64_t but, int64_t now)
{
	char day[32];

	day_of(o, now, day);
	return store_int(st, Q_HOLDER_OF_ROLE, "tti", role, day, but);
}

int64_t
people_designated(struct store *st, const struct office *o, const char *role, int64_t now)
{
	char day[32];

	day_of(o, now, day);
	return store_int(st, Q_HOLDER_DESIGNATED, "tt", role, day);
}

bool
people_reachable(struct store *st, const struct office *o, const char *role, int64_t now)
{
	char day[32];

	day_of(o, now, day);
	return store_int(st, Q_HOLDER_REACHABLE, "tt", role, day) != 0;
}

size_t
people_holders(struct store *st, const struct office *o, const char *role, int64_t now,
    int64_t ids[], size_t most)
{
	const struct office_peran *p = office_peran(o, role);
	char day[32];
	struct rows *r;
	size_t n = 0;

	if (p == NULL || !p->banyak) {
		ids[0] = people_holder(st, o, role, now);
		return ids[0] != 0;
	}
	day_of(o, now, day);
	r = store_rows(st, Q_HOLDERS_OF_ROLE, "tt", role, day);
	while (n < most && rows_next(r))
		ids[n++] = rows_int(r, 0);
	rows_end(r);
	return n;
}

bool
people_holds(
    struct store *st, const struct office *o, const char *role, int64_t person_id, int64_t now)
{
	char day[32];

	day_of(o, now, day);
	return store_int(st, Q_HOLDER_OF, "tit", role, person_id, day) != 0;
}

bool
people_holds_any(struct store *st, const struct office *o, int64_t person_id, int64_t now)
{
	char day[32];

	day_of(o, now, day);
	return store_int(st, Q_HOLDER_HOLDS, "it", person_id, day) != 0;
}

int64_t
people_add(struct store *st, const char *state, const char *source, const struct person *p)
{
	int64_t id = store_insert(st, Q_PERSON_ADD, "tti", state, source, clock_now());

	store_do(st, Q_PERSON_DATA_ADD, "itttttt", id, p->nama, p->nip, p->nik, p->hp, p->jabatan,
	    p->unit_kerja);
	return id;
}

void
people_update(struct store *st, int64_t id, const struct person *p)
{
	store_do(st, Q_PERSON_DATA_FILL, "itttttt", id, p->nama, p->nip, p->nik, p->hp, p->jabatan,
	    p->unit_kerja);
}

void
people_replace(struct store *st, int64_t id, const struct person *p)
{
	store_do(st, Q_PERSON_DATA_REPLACE, "itttttt", id, p->nama, p->nip, p->nik, p->hp,
	    p->jabatan, p->unit_kerja);
}

void
people_address(struct store *st, int64_t id, const char *address, const char *trust, bool main)
{
	if (main)
		store_do(st, Q_ADDRESS_UNMAIN, "i", id);
	/* what a letter only claimed gives way to the office's own list */
	if (strcmp(trust, "registered") == 0)
		store_do(st, Q_ADDRESS_TAKE, "ti", address, id);
	if (strcmp(trust, "registered") == 0 && store_do(st, Q_ADDRESS_REACHED, "t", address) > 0)
		journal_add(st, &(struct entry){ .kind = "address.back", .code = "import", .person_id = id });
	store_do(st, Q_ADDRESS_ADD, "ittii", id, address, trust, (int64_t)main, clock_now());
}

void
people_verify(struct store *st, int64_t id, int64_t by, int64_t now)
{
	store_do(st, Q_PERSON_VERIFY, "iii", id, by, now);
	store_do(st, Q_ADDRESS_REGISTER, "i", id);
}

void
people_mask(const char *number, char out[32])
{
	size_t n = number == NULL ? 0 : strlen(number);

	out[0] = '\0';
	if (n > 4)
		snprintf(out, 32, "...%s", number + n - 4);
	else if (n > 0)
		/* too short to hide anything: nothing of it is shown */
		snprintf(out, 32, "...");
}
