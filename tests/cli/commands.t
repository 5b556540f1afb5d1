#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Commands through the real program and a real agent: exit codes, what a command says while the agent runs, is killed, runs again, and that
# a wish left with the agent down is carried out at its next start, once.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../rig/rig.sh"

agent=
cleanup() { [ -z "$agent" ] || { kill -9 "$agent" 2>/dev/null; wait "$agent" 2>/dev/null; }; }
loket() { "$LOKET" --config "$T/loket.conf" "$@"; }
start() {
	"$LOKET" --config "$T/loket.conf" run 2>>"$T/log" &
	agent=$!
	wait_for 20 'loket role list && perl -MIO::Socket::UNIX -e "exit !IO::Socket::UNIX->new(Peer => shift)" "$T/state/agent.sock"' ||
		{ diag "$(cat "$T/log")"; bail 'the agent does not start'; }
}

exits 78 'no settings' "$LOKET" --config "$T/nothing.conf" case list
exits 64 'no such command' "$LOKET" cases
exits 0 'key make' "$LOKET" key make "$T/key"
is "$(stat -c %a "$T/key")" 600 'the key is 0600'
exits 65 'a key is never overwritten' "$LOKET" key make "$T/key"

rig_start "$T/rig"
rig_conf "$T/loket.conf"
mkdir -m 700 "$T/state"
exits 78 'no store yet' loket case list
like "$(cat "$T/err")" 'no store here yet' 'and says what to do'

cat >"$T/people.csv" <<'END'
nama;nip;nik;email;hp;jabatan;unit_kerja
Noor Hayati, S.Kom;198706142010012003;;noor.hayati@tapinkab.go.id;;Verifikator;Dinas Kominfo
Rahmat Hidayat;;;rahmat@tapinkab.go.id, rahmat@luar.example;;Staf;Dinas Sosial
END
sed 's/198706142010012003/19870614/' "$T/people.csv" >"$T/bad.csv"

start
exits 65 'a bad row: nothing is imported' loket person import "$T/bad.csv"
like "$(cat "$T/err")" 'bad.csv:2: nip: has 8 digits' 'with file and line'
like "$(loket person list)" 'nobody is on record' 'nobody'
exits 0 'person import' loket person import "$T/people.csv"
like "$(loket person list)" 'Noor Hayati' 'is on record'
unlike "$(loket person list --json)" 198706142010012003 'the NIP is masked'
exits 0 'imported again' loket person import "$T/people.csv"
is "$(loket person list --json | wc -l)" 2 'nobody is there twice'
w=$(script -qec "stty cols 80; '$LOKET' --config '$T/loket.conf' person list" /dev/null </dev/null | tr -d '\r')
is "$(printf '%s\n' "$w" | perl -CSD -lne 'print if length > 80' | wc -l)" 0 'on a terminal no line is longer than the terminal'
like "$w" '…' 'what is cut shows it'
unlike "$(loket person list)" '…' 'in a pipe nothing is cut'
exits 0 'role set by address' loket role set verifikator noor.hayati@tapinkab.go.id --from 2026-01-01
like "$(loket role list)" 'verifikator +definitif +2026-01-01 .*Noor Hayati' 'role list'
exits 65 'an address of nobody is refused by the agent' loket role set verifikator nobody@tapinkab.go.id
exits 65 'a role the office does not have' loket role set penjaga noor.hayati@tapinkab.go.id
exits 65 'a letter that is not held' loket held reject 1
exits 64 'an argument that is no UTF-8 is not left out' loket pause "$(printf 'libur\351')"
exits 65 'a row that is not owed' loket outbox drop 1
exits 0 'nothing is held' loket held list
w=$(script -qec "stty cols 80; '$LOKET' --config '$T/loket.conf' sop list" /dev/null </dev/null | tr -d '\r')
is "$(printf '%s\n' "$w" | LC_ALL=C.UTF-8 perl -CSD -ne 'chomp; print "$_\n" if length > 80')" '' 'so does that of the SOPs, whose numbers may be sentences'

kill -9 "$agent"; wait "$agent" 2>/dev/null; agent=
exits 75 'the agent is dead' loket role set helpdesk rahmat@luar.example --from 2026-01-01
like "$(cat "$T/err")" 'recorded; the agent acts on it when it runs' 'and says so'
unlike "$(loket role list)" helpdesk 'nothing has happened yet'
start
like "$(wait_for 10 'loket role list | grep helpdesk' && loket role list)" 'helpdesk .*Rahmat Hidayat' 'the next agent acts on it'
is "$(loket role list --all --json | grep -c helpdesk)" 1 'once'
ok 'journal verify' loket journal verify
like "$(loket journal verify --json)" '"state":"whole"' 'whole'
kill "$agent"; wait "$agent"; agent=
like "$(loket journal verify)" 'whole' 'whole after the end'
unlike "$(grep '^error' "$T/log")" . 'the agent had nothing to complain about'
done_testing
