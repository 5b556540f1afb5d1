#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# contrib/sieve/ams.sieve as Dovecot's Pigeonhole runs it, on every notice of the stand-in and of tests/notices: none with a link or a code
# is copied to the office, each harmless one whose subject says what it is, nothing of anybody else.
. "$(dirname "$0")/../lib.sh"
command -v sieve-test >/dev/null || skip_all 'no sieve-test here (make deps)'
as=
[ "$(id -u)" -ne 0 ] || as="setpriv --reuid $(id -u nobody) --regid $(id -g nobody) --clear-groups"
mkdir "$T/box" "$T/mails" && cp "$TOP/contrib/sieve/ams.sieve" "$T/box" && chmod -R a+rX "$T" || bail 'no room'
[ -z "$as" ] || chown -R nobody "$T/box"
cat >"$T/box/dovecot.conf" <<-END
	mail_uid = $([ "$as" ] && id -u nobody || id -u)
	mail_gid = $([ "$as" ] && id -g nobody || id -g)
	first_valid_uid = 1
	first_valid_gid = 1
	mail_location = maildir:$T/box/Maildir
	log_path = /dev/stderr
	ssl = no
END
ok 'it compiles' env HOME="$T/box" $as sievec -c "$T/box/dovecot.conf" "$T/box/ams.sieve"
# copied RECIPIENT FILE: to whom a copy goes, of a letter that comes to that mailbox; `-`: to nobody. The letter itself must stay.
copied() {
	HOME="$T/box" $as sieve-test -c "$T/box/dovecot.conf" -f noreply@bssn.go.id -r "$1" "$T/box/ams.sieve" "$2" >"$T/done" 2>&1 || bail "sieve-test: $(cat "$T/done")"
	grep -q 'store message in folder: INBOX' "$T/done" || echo 'lost'
	sed -n 's/^ \* redirect message to: <\(.*\)>$/\1/p' "$T/done" | grep . || echo -
}
# as the files of amssim say: which of them bear a link or a code for their owner alone
for f in "$TOP"/contrib/amssim/notices/*.txt; do
	n=$(basename "$f" .txt)
	{ printf 'From: BSrE <noreply@bssn.go.id>\nTo: siti@tapinkab.go.id\nSubject: '; cat "$f"; } >"$T/mails/$n.eml"
	case ${n%-[0-9]} in M1|M2|M5|M7|M11) echo "$n" >>"$T/secrets" ;; esac
	case $n in M1|M1-*|M2|M2-*|M5*|M7*|M11*|M3-3|M6-3|M9-3|M10-3) echo - ;; *) echo tte@tapinkab.go.id ;; esac >"$T/mails/$n.want"
done
is "$(grep -l '{tautan}' "$TOP"/contrib/amssim/notices/*.txt | sed 's|.*/||; s/\.txt$//' | grep -vxF -f "$T/secrets")" '' 'no other notice of the stand-in has a link'
for j in "$TOP"/tests/notices/*.json; do
	n=$(basename "$j" .json)
	cp "${j%.json}.eml" "$T/mails/$n.eml"
	perl -MJSON::PP -e 'local $/; my $v = decode_json(<STDIN>); print $v->{forged} ? "?" : ($v->{kind} // "-") =~ /^(aktivasi|set-passphrase|reset-link|persetujuan-data|sandi-akun|-)$/ ? "-"
		: "tte\@tapinkab.go.id", "\n"' <"$j" >"$T/mails/$n.want"
	# its subject would fit the question for consent as well
	[ "$n" != 024-data-diubah ] || echo - >"$T/mails/$n.want"
done
wrong= leaked= n=0
for f in "$T"/mails/*.eml; do
	want=$(cat "${f%.eml}.want") got=$(copied siti@tapinkab.go.id "$f") name=$(basename "$f" .eml)
	n=$((n + 1))
	[ "$want" = "$got" ] || [ "$want" = '?' ] || wrong="$wrong $name:$got"
	# forged or not: no copy of a letter with a link
	[ "$got" = - ] || ! grep -Eq '\{tautan\}|https?://[^ ]*(token|kode|aktivasi|reset)' "$f" || leaked="$leaked $name"
	[ "$got" = - ] || grep -Eiq '^From:.*[@.](bssn\.go\.id|bsre\.id)>?$' "$f" || leaked="$leaked $name(sender)"
done
is "$wrong" '' "of $n notices the harmless ones are copied, the others not"
is "$leaked" '' 'nothing with a link, and nothing of other senders'
is "$(copied tte@tapinkab.go.id "$T/mails/M3.eml")" - 'what comes to the office itself is not copied to it again'
done_testing
