/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The head of the journal leaves the house once a week: who has it can later show that no tail was
 * cut off, and that nothing before it was changed.
 */
#ifndef LOKET_CASE_PROOF_H
#define LOKET_CASE_PROOF_H

#include <stdbool.h>

#include "case/desk.h"

/*
 * On the first office day of a week: the chain is walked, and its head owed to the Kepala Dinas
 * and the inspectorate of the settings; a broken chain to the admin too. True when that was done
 * now. Inside a transaction.
 */
bool proof_owe(struct desk *d);

#endif
