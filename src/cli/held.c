/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * loket held list | release | reject: letters that wait for a person. Releasing routes a letter; it
 * never makes a decision count, and what is done is done by the agent.
 */
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "cli/cli.h"
#include "cli/event.h"
#include "cli/print.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/*
 * Why a letter was held, by the code in its row: what is the matter, and what helps
 * (tests/lint/words.t: no code without a sentence).
 */
static const struct { const char *code, *says;
} reasons[] = {
	{ "unreadable", "the letter could not be read; look at it in the mailbox" },
	{ "too-large",
	    "the letter is larger than the limit and was not fetched; look at it in the mailbox" },
	{ "validity", "it was found after the server renumbered the folder; release or reject it" },
	{ "sender-unclear", "the sender cannot be told: none, or more than one address" },
	{ "unknown-sender",
	    "nobody on record has this address, and it is not of the office's domain" },
	{ "address-shared", "more than one person on record has this address" },
	{ "elsewhere",
	    "it names a person on record, but comes from an address that is not on record for that "
	    "person" },
	{ "owner-unclear", "the owner named in the letter cannot be told from others on record" },
	{ "token-unknown", "the code in the letter is none of ours, or too old" },
	{ "role-ended", "the code is right, but who shows it does not hold that role any more" },
	{ "token-of-another", "the code in the letter belongs to a question put to somebody else" },
	{ "command-without-question",
	    "it answers a question that loket has not put to this sender" },
	{ "stranger-in-thread", "somebody who has no part in the case wrote into its thread" },
	{ "case-unreadable", "the SOP version of its case cannot be read from the store" },
	{ "gone",
	    "it was released, but lies no longer where it was; put it back into a watched folder "
	    "and release it again" },
	{ "unclear-without-code",
	    "it answers a question unclearly and shows no code of that question" },
	{ "documents-without-words",
	    "it brings files but no words, and its writer has a case open; release it with "
	    "--case" },
	{ "notice-unauthenticated",
	    "it says it comes from AMS, but our mail server does not confirm that" },
	{ "notice-new-wording",
	    "AMS writes something that no rule of letter/ams.xml knows; add one there" },
	{ "notice-unknown-person",
	    "AMS writes about a certificate of somebody who is not on record" },
	{ "several-people", "a letter for several people; open a case for each, or answer it by hand" },
	{ "notice-several-people", "a notice of AMS that names several people on record" },
	{ "notice-disagrees",
	    "AMS is said to write of the end of a certificate, but neither register nor AMS "
	    "agrees" },
	{ "before-start",
	    "a request of before the start mark; loket adopt ID makes it a case" },
	{ "no-address", "the person has no address on record; see loket person import" },
	{ "no-sop", "people handle this service; loket only recognises it" },
	{ "no-row", "the case does not await such a letter now" },
	{ "sop-broken", "the SOP file of the case leads nowhere here; run: loket check" },
	{ "too-many-people", "one letter for more people than the settings allow (applicants)" },
	{ "newcomers",
	    "more people who are not on record wrote within the hour than newcomers-per-hour allows" },
	{ "denied", "in somebody's name, who says that it is not his" },
	{ "opd-asked", "with the letter of an OPD, which is asked whether it is its own" },
	{ "opd-unclear", "no OPD of the office file can be told from its documents" },
	{ "telepon", "asked back twice without a clear answer; please telephone" },
	{ "nobody-to-ask", "nobody holds the role that is to be asked; run: loket role set" },
	{ "nobody-to-write-to", "the person to be answered has no address on record" },
};

static const char *
reason_says(const char *code)
{
	if (code == NULL)
		return "no reason was noted";
	for (size_t i = 0; i < N(reasons); i++)
		if (strcmp(reasons[i].code, code) == 0)
			return reasons[i].says;
	return code;
}

static int
list(struct cli *c, int argc, char **argv)
{
	static const struct column columns[] = {
		{ "id", "ID", COL_INT, FIT_WHOLE },
		{ "since", "SINCE", COL_TIME, FIT_WHOLE },
		{ "sender", "SENDER", COL_TEXT, FIT_CUT },
		{ "subject", "SUBJECT", COL_TEXT, FIT_CUT },
		{ "reason", NULL, COL_TEXT, FIT_WHOLE },
		{ "says", "", COL_TEXT, FIT_BELOW },
	};
	struct store *s;
	struct table *t;
	struct rows *r;
	int rc = EX_OK;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 0)
		return EX_USAGE;
	if ((s = cli_store(c, STORE_READ, &rc)) == NULL)
		return rc;
	t = table_new(c, columns, N(columns));
	r = store_rows(s, Q_HELD_LIST, "");
	while (rows_next(r)) {
		table_int(t, rows_int(r, 0));
		table_time(t, rows_int(r, 1));
		table_text(t, rows_text(r, 2));
		table_text(t, rows_text(r, 3));
		table_text(t, rows_text(r, 4));
		table_text(t, reason_says(rows_text(r, 4)));
	}
	rows_end(r);
	store_close(s);
	table_end(t, "nothing waits for a person");
	return EX_OK;
}

/*
 * Opens the store for an event about held letter `text`: NULL after telling what is wrong, with the
 * exit code in *rc.
 */
static struct store *
for_letter(struct cli *c, const char *text, int64_t *id, int *rc)
{
	struct store *s;
	char *state;

	*rc = EX_DATAERR;
	if ((*id = cli_id("a held letter", text)) == 0 ||
	    (s = cli_store(c, STORE_COMMAND, rc)) == NULL)
		return NULL;
	state = store_text(s, Q_MESSAGE_STATE, "i", *id);
	if (state != NULL && strcmp(state, "held") == 0) {
		free(state);
		return s;
	}
	cli_fail(EX_DATAERR, "%s: no letter with this number is held; see: loket held list", text);
	free(state);
	store_close(s);
	return NULL;
}

static int
release(struct cli *c, int argc, char **argv)
{
	const char *as = NULL, *number = NULL;
	bool other = false;
	const struct cli_option options[] = { { "as", &as, NULL }, { "case", &number, NULL },
	    { "other", NULL, &other } };
	struct event *ev;
	struct store *s;
	int64_t id;
	int rc;

	if (cli_options(c, options, N(options), &argc, argv) < 0 || argc != 1 ||
	    (as != NULL) + (number != NULL) + other != 1)
		return EX_USAGE;
	if ((s = for_letter(c, argv[0], &id, &rc)) == NULL)
		return rc;
	if (number != NULL && store_int(s, Q_CASE_BY_NUMBER, "t", number) == 0) {
		rc = cli_fail(EX_DATAERR, "%s: no such case; see: loket case list --all", number);
		goto out;
	}
	ev = event_new("held.release");
	event_int(ev, "id", id);
	event_text(ev, "as", as);
	event_text(ev, "case", number);
	if (other)
		event_int(ev, "other", 1);
	rc = event_send(c, s, ev);
out:
	store_close(s);
	return rc;
}

static int
reject(struct cli *c, int argc, char **argv)
{
	struct event *ev;
	struct store *s;
	int64_t id;
	int rc;

	if (cli_options(c, NULL, 0, &argc, argv) < 0 || argc != 1)
		return EX_USAGE;
	if ((s = for_letter(c, argv[0], &id, &rc)) == NULL)
		return rc;
	ev = event_new("held.reject");
	event_int(ev, "id", id);
	rc = event_send(c, s, ev);
	store_close(s);
	return rc;
}

const struct cli_command held_commands[] = {
	{ "list", "[--json]", "letters that wait for a person, and why",
	    "held list", list },
	{ "release", "ID --as SERVICE | --case NUMBER | --other",
	    "routes a letter: a new request, part of a case, nothing of ours",
	    "held release 7 --as lupa-passphrase", release },
	{ "reject", "ID", "sets a letter aside; nobody is answered",
	    "held reject 7", reject },
	{ 0 }
};
