#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Settings without which the agent can do nothing: missing or empty they are mistakes like others, named before anything is begun. The same for
# whoever is not the agent's user.
. "$(dirname "$0")/../lib.sh"
[ -x "$LOKET" ] || skip_all 'the program is not built'
"$LOKET" key make "$T/key" >/dev/null

# conf HOST SMTP-HOST ADDRESS
conf() {
	printf '[agent]\nstate = %s\nkey-file = %s\nrules = %s\ntemplates = %s\n[mailbox]\nhost = %s\n[smtp]\nhost = %s\naddress = %s\n' \
		"$T/state" "$T/key" "$TOP/rules" "$TOP/templates" "$1" "$2" "$3" >"$T/loket.conf"
}
# wants ERE NAME: run and check both end with 78 and say so; no store was made.
wants() {
	exits 78 "$2: run" timeout 20 "$LOKET" --config "$T/loket.conf" run --once
	like "$(cat "$T/err")" "$1" "$2: run says it"
	exits 78 "$2: check" "$LOKET" --config "$T/loket.conf" check
	like "$(cat "$T/err")" "$1" "$2: check says it"
	ok "$2: nothing was begun" test ! -e "$T/state/loket.db"
}
conf '' localhost tte@tapinkab.go.id
wants 'loket.conf: .*host.*\[mailbox\]' 'no IMAP server'
conf localhost '' tte@tapinkab.go.id
wants 'loket.conf: .*host.*\[smtp\]' 'no submission server'
conf localhost localhost ''
wants 'loket.conf: .*address.*\[smtp\]' 'no address of the office'
conf localhost localhost tapinkab.go.id
wants 'loket.conf: .*address.*\[smtp\]' 'an address that is none'
conf '' '' ''
wants '3 mistakes|\[smtp\]' 'all of it missing'
is "$(grep -c 'loket.conf: ' "$T/err")" 3 'every mistake in one run'
conf localhost localhost tte@tapinkab.go.id
sed -i 's/^\[agent\]$/&\nadmin = rudi/' "$T/loket.conf"
wants 'loket.conf: admin in \[agent\]' 'an admin to whom no mail can go'
conf localhost localhost tte@tapinkab.go.id
sed -i 's/^\[agent\]$/&\noffice = tapinn/' "$T/loket.conf"
exits 78 'check: an office that is not there' "$LOKET" --config "$T/loket.conf" check
like "$(cat "$T/err")" 'office/tapinn.xml' 'it says so'
# a service of which nothing was to leave, and that nobody is named like
conf localhost localhost tte@tapinkab.go.id
printf '[service lupa-pasphrase]\nmode = bayangan\n' >>"$T/loket.conf"
for c in check 'run --once'; do
	# shellcheck disable=SC2086
	exits 78 "$c: a mistyped service" timeout 20 "$LOKET" --config "$T/loket.conf" $c
	like "$(cat "$T/err")" 'loket.conf: \[service lupa-pasphrase\].*probably meant: lupa-passphrase' 'it says which was meant'
done
rm -rf "$T/state"
conf localhost localhost tte@tapinkab.go.id
ok 'check: nothing missing' "$LOKET" --config "$T/loket.conf" check

# Who runs it: somebody who may not read the settings, and root in the place of the agent's user.
if [ "$(id -u)" -eq 0 ]; then
	chmod 600 "$T/loket.conf"
	exits 78 'settings that are not mine' setpriv --reuid nobody --clear-groups "$LOKET" --config "$T/loket.conf" case list
	like "$(cat "$T/err")" "loket.conf: .*Permission denied; commands are run as the agent's user: sudo -u loket loket" 'it says who may'
	mkdir -m 700 "$T/state" && chown nobody "$T/state"
	for c in 'run --once' "restore $T/key"; do
		# shellcheck disable=SC2086
		exits 78 "a state directory that is another's: $c" timeout 20 "$LOKET" --config "$T/loket.conf" $c
		like "$(cat "$T/err")" 'state: belongs to another user; .*runuser -u nobody -- loket' 'it says whose'
		is "$(ls "$T/state")" '' 'and leaves nothing there that its owner could not read'
	done
else
	skip 'wants root'
fi
done_testing
