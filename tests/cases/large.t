#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What the servers say of the largest message they take is told to whom documents are asked from; a mail that is refused as too large (552)
# goes once more without its attachments, and says so; one that has none to do without has failed.
. "$(dirname "$0")/lib.sh"
office
to_sink() { rig_conf "$T/loket.conf" report.summary=@ smtp.host=127.0.0.1 smtp.port="$RIG_SINK" smtp.tls=none smtp.user= smtp.password-file=; }
rig_sink size-552=100000 || bail 'no sink'
to_sink
head -c 120000 /dev/zero | tr '\0' '\377' >"$T/files/foto.jpg"
printf '\377\330\377\340\000\020JFIF' | dd of="$T/files/foto.jpg" conv=notrunc 2>/dev/null
row() { loket outbox list --all --json | grep "\"what\":\"$1\"" | tail -n 1; }

new joko 'Lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset'
step '23 08:30'
like "$(text joko)" 'maks 20 MB, foto cukup' 'before any mail was handed over: the setting'
new dewi 'Lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset'
step '23 08:32'
like "$(text dewi)" 'maks 80 KB, foto cukup' 'what the submission server said when it took the first'

request siti --attach "$T/files/foto.jpg"
step '23 08:40'
is "$(grep -c '^552 .*<nurul@' "$RIG_SINK_LOG")" 1 'the task with its photo is refused'
mails_are nurul periksa 'and arrives all the same'
is "$(mail parts "$(last nurul)" | wc -l)" 2 'without attachments'
like "$(text nurul)" 'Lampirannya tidak ikut.*Berkasnya ada di kotak surat kantor' 'which it says'
is "$(mail check "$(last nurul)")" '' 'well formed'
like "$(row periksa)" '"state":"sent"' 'the row is sent'
is "$(loket case show "$(number 3)" --json | perl -MJSON::PP -ne 'print join " ", map { "$_->{code}/" . ($_->{code2} // "") } grep { $_->{kind} eq "mail.outcome" } @{decode_json($_)->{journal}}')" 'new/too-large' 'the journal says why'
re nurul SETUJU
step '23 08:50'
case_is "$(number 3)" atur-ulang 'and its code counts'
is "$(mail parts "$(last nurul)" | wc -l)" 2 'the next task of that case too'

rig_sink size-552=4000 || bail 'no sink'
to_sink
new budi 'Lupa passphrase TTE' 'Saya lupa passphrase TTE, mohon direset'
step '23 09:00'
like "$(row kurang-berkas)" '"state":"failed"' 'refused with and without its forms: failed'
is "$(grep -c '^552 .*<budi@' "$RIG_SINK_LOG")" 2 'tried twice, no more'
whole
done_testing
