#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the table of commands says of itself: each command has a usage and an example, takes the options that its usage names and no other (cli.c
# asserts it: each is run with an option that is none), says what was probably meant, and bash completes all of it.
. "$(dirname "$0")/../lib.sh"
[ -x "$LOKET" ] || skip_all 'the program is not built'
# any settings: with them every command gets as far as its options
printf '[agent]\nstate = %s\nkey-file = %s\nrules = %s\ntemplates = %s\n[mailbox]\nhost = localhost\n[smtp]\nhost = localhost\naddress = tte@tapinkab.go.id\n' \
	"$T/state" "$T/key" "$TOP/rules" "$TOP/templates" >"$T/loket.conf"
loket() { "$LOKET" --config "$T/loket.conf" "$@"; }

loket help >"$T/help"
awk '/^  [a-z]/ { name = $1; print name; next } /^             / { gsub(",", ""); for (i = 1; i <= NF; i++) print name, $i }' "$T/help" >"$T/all"
# a group is no command itself
awk 'NF == 2 { group[$1] = 1 } { line[NR] = $0 } END { for (i = 1; i <= NR; i++) if (!(line[i] in group)) print line[i] }' "$T/all" >"$T/commands"
like "$(wc -l <"$T/commands")" '^[5-9][0-9]$' 'all commands are found'
while read -r c; do
	# shellcheck disable=SC2086
	loket $c --help >"$T/out" 2>"$T/err" || echo "$c --help: exit $?"
	grep -q "^usage: loket $c\( \|\$\)" "$T/out" || echo "$c --help: no usage"
	grep -q "^  example: loket $c" "$T/out" || echo "$c --help: no example"
	# shellcheck disable=SC2086
	loket $c --no-such-option >"$T/out" 2>"$T/err" </dev/null
	[ $? -eq 64 ] || echo "$c --no-such-option: not 64"
	grep -q 'no option --no-such-option' "$T/err" || echo "$c --no-such-option: $(head -n 1 "$T/err")"
	grep -q "^usage: loket $c" "$T/err" || echo "$c --no-such-option: no usage"
done <"$T/commands" >"$T/wrong"
is "$(cat "$T/wrong")" '' 'each command: --help with usage and example; an option that is none is told, with the usage'

like "$(loket role --help)" 'usage: loket role set ' 'a group tells of all its words'
is "$(loket help role set)" "$(loket role set --help)" 'help COMMAND WORD is the same'
is "$("$LOKET" --config "$T/nothing.conf" case list --help | head -n 1)" 'usage: loket case list [--all] [--json]' 'help wants no settings'
# slip COMMAND...: what is told of it, in one line, before the usage
slip() { slip_rc=0; loket "$@" >"$T/out" 2>"$T/err" </dev/null || slip_rc=$?; echo "$slip_rc $(sed '/^usage: /,$d' "$T/err")"; }
is "$(slip docter)" '64 loket: no command docter; probably meant: doctor; loket help lists them' 'a mistyped command'
is "$(slip cert imprt)" '64 loket: no command cert imprt; probably meant: import' 'a mistyped word'
is "$(slip cert import --dry-rum x.csv)" '64 loket: cert import: no option --dry-rum; probably meant: dry-run' 'a mistyped option'
is "$(slip check --exmples)" '64 loket: check: no option --exmples; probably meant: examples' 'of a command of one word'
is "$(slip template list --tempaltes x)" '64 loket: template list: no option --tempaltes; probably meant: templates' 'of a command that takes no word'
is "$(slip --verison)" '64 loket: no option --verison before the command; probably meant: --version; loket help lists them' 'a mistyped option before the command'
is "$(slip check --config)" '64 loket: --config wants a value' 'a common option without its value'
is "$(slip cert nothing-like-it)" '64 loket: no command cert nothing-like-it' 'nothing near'
like "$(cat "$T/err")" '^usage: loket cert import' 'all words of the group are shown'
is "$(slip sop show lupa-pasphrase)" "65 loket: lupa-pasphrase: no file and no SOP in $TOP/rules/sop of this id, number or service; probably meant: lupa-passphrase; see: loket sop list" 'a mistyped SOP'
exits 64 'an option without its value' loket case export TTE-2026-000001 --to
like "$(cat "$T/err")" 'wants a value' 'says so'
exits 64 'help of nothing' loket help nothing
like "$(loket version --json)" '^\{"version":"[0-9.]+","json":1\}$' 'the form of JSON has a number'
is "$(loket --version)" "$(loket version)" '--version'

# ---- completion
loket completion >"$T/completion" 2>&1
cat >"$T/complete" <<'END2'
. "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
_loket
echo "${COMPREPLY[@]}"
END2
completes() { bash "$T/complete" "$T/completion" loket "$@"; }
ok 'bash takes the script' bash -n "$T/completion"
is "$(completes rep)" 'replay report' 'commands'
is "$(completes --config x.conf rep)" 'replay report' 'behind the common options as well'
is "$(completes role s)" 'set' 'the words of a group'
is "$(completes role set kadis x@y --f)" '--from' 'options'
is "$(completes role set kadis x@y --kind pl)" 'plh plt' 'the words that an option takes'
is "$(completes case export TTE-2026-000001 --to '')" '' 'a folder is left to bash'
is "$(completes read '')" '' 'and files'
is "$(completes read --r)" '--rules --roots' 'whose options come behind a dash'
while read -r c; do
	# shellcheck disable=SC2086
	case " $(completes $c --) " in *' --help '*) ;; *) echo "$c" ;; esac
done <"$T/commands" >"$T/wrong"
is "$(cat "$T/wrong")" '' 'every command is known to it'
done_testing
