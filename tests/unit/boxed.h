/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The box of a role, as a test enters it in a child of its own. With UNBOXED set none is entered:
 * valgrind, which runs inside of the process, needs what a box forbids.
 */
#ifndef LOKET_TEST_BOXED_H
#define LOKET_TEST_BOXED_H

#include <stdlib.h>

#include "base/box.h"

static int
test_box(enum box which, struct err *e)
{
	return getenv("UNBOXED") != NULL ? 0 : box_enter(which, NULL, NULL, e);
}

#endif
