/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Only the agent acts. A command that changes something leaves one row in `event`, knocks at the
 * agent's door and waits for the outcome.
 *
 * The door: the agent listens on the UNIX stream socket STATE/agent.sock. A command connects after
 * its row is committed, sends nothing, and waits at most 5 s for the agent to close the connection;
 * the agent closes it when no event is open any more. Then the row tells.
 *
 * Verbs and their arguments, a JSON object; what is absent was not given:
 *
 *   held.release   {"id":N, "as":"SERVICE"}         held letter N is a new request
 *                  {"id":N, "case":"TTE-..."}       it belongs to a case
 *                  {"id":N, "other":1}              it is nothing of ours
 *   held.reject    {"id":N}                         it is set aside, nobody is answered
 *   outbox.retry   {"id":N}                         parked, retry, unknown, failed: tried now
 *   outbox.drop    {"id":N}                         not yet sent: never will be
 *   person.import  {"rows":[ROW...]}                people are put on record or brought up to date
 *       ROW = {"line":N, "nama":T, "nip":T, "nik":T, "hp":T, "jabatan":T, "unit_kerja":T,
 *              "email":[T...]}; absent = empty; nip 18 and nik 16 digits; email[0] is the main
 *              address, all are registered, lower case; known by nip, else nik, else email[0]
 *   person.erase   {"person":N}                     what is kept of the person is emptied
 *   person.shown   {"person":N, "what":"access|export"}   it was taken out: noted
 *   role.set       {"role":T, "person":N, "kind":"definitif|plh|plt", "from":DAY, "until":DAY}
 *              DAY = "YYYY-MM-DD" in the office's zone; until absent = open end
 *   role.end       {"role":T, "person":N, "last":DAY}   no longer held behind that day
 *
 *   cert.import    {"rows":[{"person":N, "serial":T, "terbit":DAY, "berakhir":DAY,
 *                  "status":WORD}...]}           certificates enter the register; instead of
 *                  person: "email", "nama", "nip", "unit_kerja" of one who is put on record
 *   remind         {}                               due reminders are done now
 *
 *   case.close, case.reopen, case.export
 *                  {"case":"TTE-...", "reason":T}
 *   case.assign    {"case":"TTE-...", "person":N, "reason":T}
 *   report         {"what":"csv html"}              who takes records out is noted
 *   report.mail    {"month":"YYYY-MM"}              the report of that month is mailed
 *
 *   pause, resume  {"service":T}                    sending stops, goes on; absent = all
 *   rules.reload   {}                               edited rules and templates are looked at now
 *   adopt.look     {"since":N}                      letters of before the start mark, not older
 *                                                   than N (seconds UTC), are looked at
 *
 * `arguments` of person.import hold personal data: the agent empties the column ('{}') in the
 * transaction that sets done_at.
 */
#ifndef LOKET_CLI_EVENT_H
#define LOKET_CLI_EVENT_H

#include <stdint.h>

#include "cli/cli.h"

struct event;
struct event *event_new(const char *verb);
void event_text(struct event *ev, const char *key, const char *text);	/* nothing for NULL */
void event_int(struct event *ev, const char *key, int64_t n);
/* what follows goes into a new element of "rows" */
void event_row(struct event *ev);
/* one more element of the list `key` */
void event_item(struct event *ev, const char *key, const char *text);
void event_free(struct event *ev);

/* Who sits at the keyboard; caller frees. */
char *event_login(void);

/*
 * Leaves the event, wakes the agent, waits, tells the outcome, frees ev: 0 done, 65 refused, 75 the
 * agent has not acted yet; 64 where a text is no UTF-8: nothing is left then.
 */
int event_send(struct cli *c, struct store *s, struct event *ev);
/*
 * For what the command does itself once it is on record who does it: silent, and EX_OK also while
 * the agent is down, since the row stands and is journalled at its next start.
 */
int event_note(struct cli *c, struct store *s, struct event *ev);

#endif
