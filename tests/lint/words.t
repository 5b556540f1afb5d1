#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Codes that one file writes and another explains: every journal kind written stands in the table of store/journal.c, every reason for
# which a letter is held has its sentence in cli/held.c and its words in report/words.c. Proves itself on planted words.
. "$(dirname "$0")/../lib.sh"
cd "$TOP" || bail "no $TOP"

# kinds FILE...: words of the form area.verb given to the journal; rows of the table of command verbs are none.
kinds() { cat "$@" | grep -vE '^	\{ "[a-z.]+", [a-z_]+ \},' | grep -oE '"(agent|folder|letter|case|document|task|timer|mail|ams|person|address|role|command|rules)\.[a-z]+"' | grep -v '\.h"' | tr -d '"' | sort -u; }
# holds FILE...: the words with which a letter is set aside.
holds() { cat "$@" | perl -0777 -ne 'while (/ROUTE_HOLD,([^;]*)\)|EFFECT_HOLD\)->code = ([^;]*);|->hold = ([^;]*);/g) { my $t = $1 // $2 // $3; print "$1\n" while $t =~ /"([a-z-]+)"/g }' | sort -u; }
# missing WORDS FILE: those of the words that do not begin a row of the file's table.
missing() { for w in $1; do grep -q "{ \"$w\"," "$2" || echo "$w"; done; }

files=$(ls src/agent*.c src/case/*.c 2>/dev/null)
[ "$files" ] || skip_all 'no agent here yet'
# shellcheck disable=SC2086
k=$(kinds $files)
is "$(missing "$k" src/store/journal.c)" '' 'every journal kind has its row'
# shellcheck disable=SC2086
h=$(holds $files)
is "$(missing "$h" src/cli/held.c)" '' 'every reason for holding has its sentence'
# shellcheck disable=SC2086
is "$(missing "$h" src/report/words.c)" '' 'and its words in the report'
like "$k" '^case\.step$' 'kinds are found'
like "$h" '^unknown-sender$' 'reasons are found'

cat >"$T/planted.c" <<'END'
	note(a, "case.planted", 0, NULL, NULL, NULL);
	go(l, ROUTE_HOLD, x ? "planted-hold" : "no-sop");
	a->hold = "planted-too";
END
is "$(missing "$(kinds "$T/planted.c")" src/store/journal.c)" case.planted 'a planted kind is found'
is "$(missing "$(holds "$T/planted.c")" src/cli/held.c)" "planted-hold
planted-too" 'planted reasons are found'
done_testing
