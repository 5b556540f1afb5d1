#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The manual pages pass mandoc without a warning. Prints mandoc's words; exit 1 when there are any.
#   man.sh [TREE]
cd "${1:-$(dirname "$0")/../..}" || exit 1
set -- src/*.[15]
[ -e "$1" ] || exit 0
mandoc -Tlint -Wwarning "$@" || exit 1
