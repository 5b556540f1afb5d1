#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A month of the office: tables of cases played at their minutes. See README.md. `make month` (ALL=1) plays both tables, and wants every branch of
# both SOPs at least twice; `make test` plays the cases with a star of the one with AMS.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/rig/ams.sh"
export RIG_DIR RIG_SMTP AMSSIM AMS_PORT AMS_TOKEN TOP
M=$TOP/tests/month
month() { perl "$M/month.pl" "$@"; }
begin=$(date +%s)

# office NAME DAY [GROUP.KEY=VALUE...]: servers, settings, start mark on DAY 08:00, people and roles; in $T/NAME
office() {
	D=$T/$1 day=$2; shift 2
	mkdir -p "$D/files" && chmod 755 "$D"
	rig_start "$D/rig" || bail 'the mail servers do not start'
	rig_user tte >/dev/null
	rig_conf "$D/loket.conf" "$@"
	"$LOKET" key make "$D/key" >/dev/null || bail 'no key'
	printf '\377\330\377\340\000\020JFIF picture\n' >"$D/files/IMG-20261123-WA0003.jpg"
	a_page 'surat pernyataan' >"$D/files/Surat Pernyataan.pdf"
	a_page 'surat permohonan' >"$D/files/Surat Permohonan Perubahan Data.pdf"
	once 08:00
	month people "$M/$(basename "$D").txt" >"$D/people.csv"
	loket person import "$D/people.csv" >/dev/null 2>&1
	once 08:01
	loket role set verifikator nurul@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	loket role set helpdesk admin@tapinkab.go.id --from 2026-01-01 >/dev/null 2>&1
	once 08:02
}
loket() { "$LOKET" --config "$D/loket.conf" "$@"; }
once() { loket run --once --now "2026-${day}T$1:00+08:00" 2>>"$D/log" || bail "the agent does not start: $(tail -n 3 "$D/log")"; }

# played NAME: the table, and what must hold of every case, mail and journal row afterwards
played() {
	if month play "$D" "$M/$1.txt" >"$D/figures" 2>"$D/err"; then pass "$1: the month is played to its end"; else
		fail "$1: the month is played to its end"; diag "$(cat "$D/err"; tail -n 8 "$D/log")"
	fi
	diag "$1: $(cat "$D/figures")"
	is "$(month ends "$D" "$M/$1.txt")" '' "$1: each case stands where its story says"
	is "$(loket case list --json | grep -c -v '"waits_for":"[^"]')" 0 "$1: each open case names whom it waits for"
	is "$(month waits "$D")" '' "$1: no case waits for nobody"
	is "$(month twice "$D")" '' "$1: nobody got the same mail twice within a minute"
	is "$(month mails "$D")" '' "$1: every mail was sent"
	is "$(loket held list --json)" '' "$1: no letter is held"
	ok "$1: the journal is whole" loket journal verify
	rig_stop
}

if [ "${ALL:-}" ]; then
	office tanpa-ams 09-07
	played tanpa-ams
	without=$T/tanpa-ams
fi
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office dengan-ams 11-23 $(ams_conf) ams.profile=yes
played dengan-ams
rig_ams_stop

# The branches are read from the SOP files, what was taken of them from both journals. Four have no way here: only the portal's driver sends the
# reset (world/portal.t, cases/ams-faults.t), so nothing leads from it by itself, nor from its link; and what AMS knows of a certificate is asked each
# morning, so no reminder opens a case for one that was renewed; and nobody's case has yet to ask him when the register learns of it.
month branches ${without:+"$without"} "$T/dengan-ams" >"$T/branches"
grep '^[0-9]' "$T/branches" | grep -vE ' (lupa-passphrase: atur-ulang (selesai|status ISSUE) -> petunjuk|pembaharuan: akhir masih-berlaku kirim masih-berlaku: tidak diminta|pembaharuan: akhir sudah-diperbarui kirim sudah-diperbarui: tidak ditanya)$' >"$T/can"
grep '^= ' "$T/branches" | grep -v '^= unsupported ' >"$T/operations"
is "$(cat "$T/operations")" '' 'no operation with an effect was done by AMS itself'
is "$(grep '^!' "$T/branches")" '' 'nothing was done that the SOP files do not say'
ok 'the branches were read' test "$(wc -l <"$T/can")" -gt 150
if [ "${ALL:-}" ]; then
	is "$(awk '$1 < 2' "$T/can")" '' 'every branch of both SOPs was taken at least twice'
else
	ok 'many of them were taken' test "$(awk '$1 > 0' "$T/can" | wc -l)" -gt 100
fi
diag "$(cat "$T"/*/figures | perl -ne '/cases=(\d+) letters=(\d+) mails=(\d+)/ and $c += $1, $l += $2, $m += $3; END { print "cases $c, letters $l, mails $m" }'),\
 branches $(grep -c '^[0-9]' "$T/branches"), of them taken at least twice $(awk '/^[0-9]/ && $1 > 1' "$T/branches" | wc -l), $(($(date +%s) - begin)) seconds"
done_testing
