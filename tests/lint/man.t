#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# man.sh holds the manual pages and the README against the tables of the code; here it is shown to find what drifts apart.
. "$(dirname "$0")/../lib.sh"
command -v mandoc >/dev/null || skip_all 'mandoc is not installed'

# A copy of what man.sh looks at, made anew for each planted mistake.
tree() {
	rm -rf "$T/tree" && mkdir -p "$T/tree"
	(cd "$TOP" && tar -cf - README.md src sql/statements.sql contrib/schema) | tar -C "$T/tree" -xf -
}
lint() { sh "$TOP/tests/lint/man.sh" "$T/tree"; }
# finds SED FILE ERE NAME: after the edit of FILE, man.sh fails and says ERE. An edit that changes nothing proves nothing.
finds() {
	tree
	sed -i.was "$1" "$T/tree/$2"
	if cmp -s "$T/tree/$2" "$T/tree/$2.was"; then fail "$4: the edit fits nothing"; return; fi
	rm "$T/tree/$2.was"
	found=$(lint 2>&1) && { fail "$4: not found"; return; }
	like "$found" "$3" "$4"
}

tree
ok 'this tree' lint
finds 's/^\.It Cm explain .*/.It Cm explian Ar file/' src/loket.1 'no `\.It Cm explain`' 'a command missing in loket.1'
finds 's/^\.It Cm explain .*/.It Cm explian Ar file/' src/loket.1 'main.c has no command explian' 'a command of loket.1 that is none'
finds 's/^\.It Cm outbox drop .*/.It Cm outbox dorp Ar id/' src/loket.1 'no `\.It Cm outbox drop`' 'a word of a group missing in loket.1'
finds 's/^\.It Cm run Op Fl -once/.It Cm run/' src/loket.1 'run: option --once' 'an option missing in loket.1'
finds 's/^\.It Cm run Op Fl -once/& Op Fl -twice/' src/loket.1 'run has no option --twice' 'an option of loket.1 that is none'
finds 's/\[--no-test\]/[--no-test] [--no-rest]/' src/main.c 'init: option --no-rest' 'an option in a list of its own'
finds 's/loket explain/loket explian/g' README.md 'loket explain. is not named' 'a command missing in the README'
finds 's/{ "help", /{ "halp", /' src/main.c 'halp' 'a new command'
finds '/^\.It 73$/,+1d' src/loket.1 'exit code 73 does not stand under EXIT STATUS' 'an exit code that is not told'
finds 's/^\.It 77$/.It 76/' src/loket.1 'nothing ends with 76' 'and one that is none'
finds 's/^\.It Va loket_up /.It Va loket_upp /' src/loket.1 'no metric upp' 'a metric that is none'
finds "s/'letters_held', reason/'letters_kept', reason/" sql/statements.sql 'no metric letters_kept' 'a metric that would not be printed'
finds 's/^\.It Ic mencatat .*/.It Ic mencatatt/' src/loket-rules.5 'office: <peran>: no `\.It Ic mencatat`' 'an attribute missing in loket-rules.5'
finds 's/^\.It Ic mencatat .*/.It Ic mencatatt/' src/loket-rules.5 'office: there is no <peran> mencatatt' 'and one that is none'
finds '/^\.It Va nip_samar/d' src/loket-template.5 '`\.It Va nip_samar` should stand' 'a field missing in loket-template.5'
finds 's/^\.Ql rehearsal = yes \.$/.Pq Ql rehearsal : once more ./' src/loket.1 'the quote runs on' 'a quote that ends later than it should'
finds 's/^\.It time of a reader /&which is killed when that time is over, whatever it has read /' src/loket.conf.5 'longer than the column' 'a row that runs into the next column'
finds '/^\.It Ic poll /d' src/loket.conf.5 '\[mailbox\] poll should stand here' 'a key missing in loket.conf.5'
finds 's/Pq 993$/Pq 143/' src/loket.conf.5 '\[mailbox\] port: the default is 993' 'another default'
finds 's/"120", 5, 3600/"120", 5, 7200/' src/base/conf.c 'poll: values are `Ar 5\.\.7200`' 'other bounds'
finds 's/"error|warn|info|debug"/"error|warn|info|debug|all"/' src/base/conf.c 'log-level: values' 'another word'
finds 's/^#define LIMIT_PARTS 1000/#define LIMIT_PARTS 2000/' src/protocol.h 'LIMIT_PARTS is 2000' 'another limit'
finds '/LIMIT_MIME_DEPTH/d' src/loket.conf.5 'LIMIT_MIME_DEPTH does not stand here' 'a limit missing in loket.conf.5'
finds 's/^\.It Ic lewat .*/.It Ic lewatt/' src/loket-sop.5 '<jawaban>: no `\.It Ic lewat`' 'an attribute missing in loket-sop.5'
finds 's/^\.It Ic lewat .*/.It Ic lewatt/' src/loket-sop.5 'no attribute lewatt of <jawaban>' 'an attribute that is none'
finds 's/{ "keterangan", "baris"/{ "catatan", "baris"/' src/rules/sop.c 'no `\.Ss <catatan>`' 'a new element'
done_testing
