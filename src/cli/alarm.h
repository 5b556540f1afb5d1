/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What `loket doctor` does beside looking: it tells the admin that the agent does not work, and it
 * makes the letter that tries the border. Neither needs the agent.
 */
#ifndef LOKET_CLI_ALARM_H
#define LOKET_CLI_ALARM_H

#include <stdbool.h>

#include "cli/cli.h"

/*
 * Looks at the state file alone. Where it tells of trouble, or `stopped` (the service manager has
 * given up), the admin gets one mail straight by SMTP, and no second one before all was well again
 * (STATE/alarm). Returns 0 well, 75 trouble and told, 69 trouble and the mail did not leave.
 */
int alarm_look(struct cli *c, bool stopped);

/* Prints the letter that is to be sent from outside (case/border.h). */
int alarm_test_mail(struct cli *c);

#endif
