# SPDX-License-Identifier: GPL-3.0-or-later
# For tests/world: builds netdrive from the objects of the program under test, and asks it. Sourced after ../lib.sh and rig.sh.

net_flags() { grep -ao 'fsanitize=[a-z,]*' "$BUILD/flags" 2>/dev/null | head -n 1 | sed 's/^/-/'; }
net_sanitized() { [ "$(net_flags)" ]; }
net_build() {
	n=; for o in buf clock err file log mem progress wire worker; do n="$n $BUILD/src/base/$o.o"; done
	${CC:-gcc} -std=c11 -D_GNU_SOURCE -Wall -Wextra -I"$TOP/src" $(net_flags) -o "$T/netdrive" "$TOP/tests/world/netdrive.c" $n \
		"$BUILD/src/protocol.o"
}
# net ROLE CONFIG ORDER...: the answers to the orders, one a line, HELLO left out.
net() {
	net_role=$1 net_conf=$2; shift 2
	printf '%s\n' "$@" | "$T/netdrive" "$LOKET" "$net_role" "$net_conf" 2>"$T/net.err" | sed 1d
}
# net_first ROLE CONFIG: what the worker says first.
net_first() { : | "$T/netdrive" "$LOKET" "$1" "$2" 2>"$T/net.err" | sed -n 1p; }
# crlf FILE: its bytes with the line ends of the wire.
crlf() { perl -pe 's/\r?\n/\r\n/' "$1"; }
