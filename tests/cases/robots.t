#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What is never answered (robots, lists, bounces, ourselves, what is nothing of ours), and caps that never starve a role holder.
. "$(dirname "$0")/lib.sh"
office limits.answers-per-day=3
raw() { cat >"$T/letter.eml"; send "$1" "$T/letter.eml"; }
# what the robots' own office hears of them (tidak-terjangkau) is no answer
sent() { tell get what <"$T/outbox.json" | tr ' ' '\n' | grep -vc tidak-terjangkau; }

request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)
n=$(sent)
re_to "$q" nurul 'Saya sedang cuti. SETUJU.' --auto --client gmail
re_to "$q" nurul 'SETUJU' --header 'X-Autoreply: yes'
re_to "$q" nurul 'SETUJU' --subject 'Balasan otomatis: Tugas lupa passphrase'
new dewi '[asn] Lupa passphrase? Ini caranya' 'Bila lupa passphrase silakan hubungi Kominfo' --header 'List-Id: <asn.tapinkab.go.id>'
new dewi 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset' --header 'Precedence: bulk'
new noreply@tapinkab.go.id 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
new tte 'lupa passphrase' 'Saya lupa passphrase TTE, mohon direset'
raw '' <<END
From: Dewi Lestari <dewi@tapinkab.go.id>
To: tte@tapinkab.go.id
Subject: lupa passphrase
Message-ID: <nol.1@tapinkab.go.id>

Saya lupa passphrase TTE, mohon direset
END
step '23 08:40'
case_is $c periksa 'no robot decides'
is "$(sent)" "$n" 'no robot is answered'
held_is '' 'or waits for a person'
is "$(loket case list --all --json | wc -l)" 1 'or opens a case'

# A bounce of a task mail is tied to it.
sh "$TOP/tests/rig/dsn.sh" 1 "$(mail id "$q")" nurul@tapinkab.go.id >"$T/letter.eml"
send '' "$T/letter.eml"
step '23 08:50'
like "$(show $c | perl -MJSON::PP -ne 'print map { "$_->{kind}\n" } @{decode_json($_)->{journal}}')" 'mail.bounced' 'the bounce of a task is noted with its case'
case_is $c periksa 'and decides nothing'
is "$(sent)" "$n" 'and is not answered'

# Nothing of ours: untouched.
new orang 'Undangan sosialisasi SPBE' 'Dengan hormat, kami mengundang Bapak/Ibu menghadiri sosialisasi SPBE.'
new siti 'Rapat besok' 'Bu, besok rapat jam 9 di aula ya.'
step '23 09:00'
is "$(sent)" "$n" 'an invitation and a chat are not answered'
held_is '' 'nor held'
is "$(rig_mails tte | wc -l)" $sent_n 'all letters lie where they were'
is "$(rig_mails tte | grep ':2,.\{1,\}' | xargs -d '\n' grep -L '^Subject: Permohonan lupa passphrase TTE')" '' 'no flag, no keyword on any but the request'

# Caps: the applicant's curiosity is bounded, the questions to role holders are not.
for i in 1 2 3 4 5; do new siti "status $i" 'STATUS'; done
step '23 09:10'
is "$(tell mails siti@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | grep -vc dropped)" 3 'three mails a day to one address'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'dropped/cap' 'above the cap they are dropped, on record'
request budi
request dewi
request joko
step '23 09:20'
mails_are nurul 'periksa periksa periksa periksa' 'every question reaches the verifikator'
for m in $(rig_mails nurul); do re_to "$m" nurul SELESAI; done
step '23 09:30'
is "$(loket case list --json | tell get tahap)" 'petunjuk petunjuk petunjuk petunjuk' 'all four are answered'
like "$(tell mails siti@tapinkab.go.id <"$T/outbox.json")" 'petunjuk$' 'a question to the owner is not dropped either'
# Two loops of machines that mark nothing come to an end.
i=0
while [ $i -lt 8 ]; do re siti "Terima kasih atas email Anda, kami akan membalas. STATUS $i" --no-quote; i=$((i + 1)); done
step '23 09:40'
is "$(tell mails siti@tapinkab.go.id <"$T/outbox.json" | tr ' ' '\n' | grep -Ec '^(sambung|status|tidak-paham)$')" 2 'an unmarked robot gets no more than the day has'
whole
done_testing
