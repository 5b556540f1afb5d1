#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The cheap checks of the tree, and a proof that each of them finds what it is for: a mistake planted in a small tree of its own.
. "$(dirname "$0")/../lib.sh"
lint() { sh "$TOP/tests/lint/$1.sh" "$2"; }

for l in layers man sql spdx text planted; do
	ok "$l: this tree" lint $l "$TOP"
done

# A small tree without mistakes, made anew for each planted one.
tree() {
	rm -rf "$T/tree"
	for room in base rules store case box net cli; do
		mkdir -p "$T/tree/src/$room" "$T/tree/sql"
		printf '/* SPDX-License-Identifier: GPL-3.0-or-later */\nint %s_x(void);\n' $room >"$T/tree/src/$room/x.h"
		printf '/* SPDX-License-Identifier: GPL-3.0-or-later */\n#include <string.h>\n#include "base/x.h"\n' >"$T/tree/src/$room/x.c"
	done
	printf '/* SPDX-License-Identifier: GPL-3.0-or-later */\n#include "base/x.h"\n' >"$T/tree/src/protocol.h"
	printf '/* SPDX-License-Identifier: GPL-3.0-or-later */\n#include "cli/x.h"\n#include "box/x.h"\n' >"$T/tree/src/main.c"
	printf -- '-- SPDX-License-Identifier: GPL-3.0-or-later\n\n-- Things.\nCREATE TABLE thing (id INTEGER);\n' >"$T/tree/sql/0001.sql"
	printf '.\\" SPDX-License-Identifier: GPL-3.0-or-later\n.Dd November 20, 2026\n.Dt X 1\n.Os\n.Sh NAME\n.Nm x\n.Nd x\n' >"$T/tree/src/x.1"
	printf '# SPDX-License-Identifier: GPL-3.0-or-later\nall:\n' >"$T/tree/Makefile"
	echo GPL >"$T/tree/COPYING"
}
tree
for l in layers man sql spdx text; do ok "$l: a small good tree" lint $l "$T/tree"; done

# finds LINT FILE LINE TEXT: with TEXT as a further line of FILE, LINT names FILE:LINE (empty: the last one).
finds() {
	tree
	printf '%s\n' "$4" >>"$T/tree/$2"
	found=$(lint "$1" "$T/tree" 2>&1)
	rc=$?
	line=${3:-$(wc -l <"$T/tree/$2" | tr -d ' ')}
	if [ $rc -eq 1 ] && printf '%s\n' "$found" | grep -q "$2:$line:"; then pass "$1: $2: $4"; else fail "$1: $2: $4"; diag "$found"; fi
}
finds layers src/net/x.c '' '#include "store/x.h"'
finds layers src/net/x.c '' '#include "box/x.h"'
finds layers src/box/x.c '' '# include "case/x.h"'
finds layers src/box/x.c '' '#include "net/x.h"'
finds layers src/store/x.c '' '#include "rules/x.h"'
finds layers src/rules/x.c '' '#include "store/x.h"'
finds layers src/base/x.c '' '#include "protocol.h"'
finds layers src/case/x.c '' '#include "cli/x.h"'
finds layers src/cli/x.c '' '#include "box/x.h"'
finds layers src/case/advance.c '' '#include "store/x.h"'
finds layers src/case/x.c '' '#include "x.h"'
finds layers src/case/x.c '' '#include <sqlite3.h>'
finds layers src/net/x.c '' '#include <libetpan/libetpan.h>'
finds layers src/net/imap.h '' '#include <libetpan/libetpan.h>'
finds layers src/box/x.h '' '#include <gmime/gmime.h>'
finds layers src/cli/x.c '' '#include <curl/curl.h>'
finds layers src/box/x.c '' '#include <zlib.h>'
finds layers src/box/x.c '' 'int t(void) { return time(0); }'
finds layers src/cli/x.c '' 'char *h(void) { return getenv("HOME"); }'
finds layers src/case/x.c '' 'void *p(void) { return malloc(3); }'
tree
mkdir -p "$T/tree/src/box/deep" && cp "$T/tree/src/box/x.c" "$T/tree/src/box/deep/y.c"
like "$(lint layers "$T/tree")" 'src/box/deep/y.c:1:' 'layers: no folder in a folder'
tree
printf '/* time(NULL), getenv("X") */\nconst char *a = "malloc(1)", *b = "sqlite3_open()";\nint runtime(int t);\nint b(void) { return runtime(2); }\n' >>"$T/tree/src/box/x.c"
ok 'layers: comments, strings and longer names are no calls' lint layers "$T/tree"

finds sql src/case/x.c '' 'const char *q = "select a from b";'
finds sql src/store/x.c '' 'const char *q = "DELETE FROM b WHERE c = 1";'
finds sql src/store/x.c '' 'const char *q = "INSERT " "INTO b VALUES (1)";'
finds sql sql/0001.sql '' 'CREATE TABLE lonely (id INTEGER);'
finds spdx src/box/y.c 1 'int y;'
finds text src/box/x.c '' "/* see $(printf '/%s/' work)main */"
finds text src/box/x.c '' "/* $(printf 'TO%s' DO): finish */"
tree
mkdir -p "$T/tree/tests/fault/planted"
printf 'Sweep: kill\nA bug.\n\n--- a/src/base/x.c\n+++ b/src/base/x.c\n@@ -2,2 +2,3 @@\n #include <string.h>\n+int planted;\n #include "base/x.h"\n' >"$T/tree/tests/fault/planted/x.patch"
ok 'planted: a bug that applies' lint planted "$T/tree"
sed -i 2d "$T/tree/src/base/x.c"
like "$(lint planted "$T/tree" 2>&1)" 'x.patch:1: does not apply' 'planted: the code it was for has changed'
sed -i 1d "$T/tree/tests/fault/planted/x.patch"
like "$(lint planted "$T/tree" 2>&1)" 'x.patch:1: no line' 'planted: a bug for no sweep'
tree
printf '.Sh BROKEN\n.Xx\n' >>"$T/tree/src/x.1"
like "$(lint man "$T/tree")" 'x.1:9' 'man: a wrong macro is named'
done_testing
