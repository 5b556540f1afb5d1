#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Requests of before the start mark: looked at on demand, chosen by a person.
. "$(dirname "$0")/lib.sh"
. "$TOP/tests/rig/rig.sh"
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte >/dev/null
rig_conf "$T/loket.conf" report.summary=@
"$LOKET" key make "$T/key" >/dev/null
NOW=$(full '22 09:00')
box=$RIG_DIR/mail/$(address tte)/Maildir
mkdir -p "$T/files"
a_page adopt >"$T/files/Surat Pernyataan.pdf"
pdf="$T/files/Surat Pernyataan.pdf"
# old WHO DAYS-AGO SUBJECT TEXT: a letter that lay there before the program did
old() {
	old_n=$((${old_n:-0} + 1))
	perl "$TOP/tests/rig/reply.pl" --new --date "$(date -d "-$2 days" +%s)" --from "$(address "$1")" --name "$(name "$1")" --to tte@tapinkab.go.id --subject "$3" "$4" >"$T/old.eml"
	rig_deliver tte "$T/old.eml" "$(date -d "-$2 days" +%s)" >/dev/null
}
old siti 2 'Permohonan reset passphrase TTE' 'Saya lupa passphrase TTE, mohon direset.'
old budi 3 'Lupa passphrase' 'Mohon reset passphrase TTE saya.'
old dewi 4 'Lupa passphrase' 'Mohon reset passphrase saya ya.'
old orang 2 'Undangan' 'Mohon hadir.'
old joko 20 'Lupa passphrase lama' 'Mohon reset passphrase TTE.'
# Budi was answered in webmail (flagged), Dewi by a mail that lies in Sent.
f=$(rig_mails tte | xargs grep -l 'Budi Santosa' | head -n 1); mkdir -p "$box/cur"; mv "$f" "$box/cur/$(basename "$f" | sed 's/:2,.*//'):2,RS"
f=$(rig_mails tte | xargs grep -l 'Dewi Lestari' | head -n 1)
perl "$TOP/tests/rig/reply.pl" --date "$(date -d '-1 day' +%s)" --from tte@tapinkab.go.id --to dewi@tapinkab.go.id "$f" 'Sudah kami reset Bu.' >"$T/staff.eml"
mkdir -p "$box/.Sent/cur" "$box/.Sent/new" "$box/.Sent/tmp"
cp "$T/staff.eml" "$box/.Sent/cur/1.staff:2,S"
touch -d '-1 day' "$box/.Sent/cur/1.staff:2,S"
chown -R "$RIG_UID:$RIG_GID" "$box"
once() { "$LOKET" --config "$T/loket.conf" run --once >>"$T/log" 2>&1 || fail 'run --once'; outbox >"$T/outbox.json"; }
once
is "$(loket case list --json | wc -l)$(loket held list --json | wc -l)" 00 'what lay there before the start is left alone'

exits 75 'asked to look while the agent is down: later' loket adopt --since 7d --dry-run
once
t=$(loket adopt)
like "$t" 'siti@tapinkab.go.id.*lupa-passphrase' 'the unanswered request'
unlike "$t" 'budi@' 'not what a person has answered'
unlike "$t" 'dewi@' 'nor what a mail in Sent answers'
unlike "$t" 'joko@' 'nor what is older than asked for'
unlike "$t" 'orang@' 'nor what is nothing of ours'
is "$(wc -l <"$T/outbox.json")" 0 'nothing was sent'
exits 64 'an age that is none' loket adopt --since bulan-lalu
exits 65 'a letter that is none' loket adopt 999
id=$(loket held list --json | tell get id reason | tr ' ' '\n' | head -n 1)
"$LOKET" --config "$T/loket.conf" adopt "$id" >/dev/null 2>&1 || :
once
like "$(loket case list)" 'TTE-20..-000001.*lupa-passphrase' 'chosen: a case'
is "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" kurang-berkas 'answered as any request'
is "$(loket case list --json | wc -l)" 1 'the others stay as they are'
whole
done_testing
