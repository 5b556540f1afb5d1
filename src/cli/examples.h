/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The office's own letters with what should be read in them: rules/office/NAME/examples. */
#ifndef LOKET_CLI_EXAMPLES_H
#define LOKET_CLI_EXAMPLES_H

#include <stddef.h>

#include "base/problem.h"
#include "cli/cli.h"

/* Reads every example below rules/office; what is read otherwise is added to p. How many there are. */
size_t examples_run(const struct cli *c, const char *rules, struct problems *p);

#endif
