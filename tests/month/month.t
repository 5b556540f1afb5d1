#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A month of the office: two tables of cases played at their minutes, every branch of both SOPs taken at least twice. See README.md.
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
	printf '%%PDF-1.4\n%% surat pernyataan\n%%%%EOF\n' >"$D/files/Surat Pernyataan.pdf"
	printf '%%PDF-1.4\n%% surat permohonan\n%%%%EOF\n' >"$D/files/Surat Permohonan Perubahan Data.pdf"
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
	diag "$(loket case list | sed 's/^/  /')"
	rig_stop
}

office tanpa-ams 09-07
played tanpa-ams
done_testing
