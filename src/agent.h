/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LOKET_AGENT_H
#define LOKET_AGENT_H

#include <stdbool.h>

#include "base/conf.h"

/*
 * Runs the agent until it is told to stop (or, once, until nothing is due). Both arguments stay the
 * caller's. Returns an exit code of sysexits.
 */
int agent_run(const char *config, const struct conf *conf, bool once);

#endif
