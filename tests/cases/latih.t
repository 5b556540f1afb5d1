#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Practice before going live: whoever holds a role gets a harmless question also in bayangan, is told whether his answer was read and right; the
# change to penuh is refused until all have passed, or the admin goes without it. What his letter proves is told as well. An office that is live is not stopped by a new holder.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
office agent.mode=bayangan agent.rules="$T/rules"
live() { NOW=$(full "$1"); tap_rc=0; "$LOKET" --config "$T/loket.conf" run --once --now "$NOW" 2>>"$T/log" || tap_rc=$?; }
mode() { sed -i "s/^mode = .*/mode = $1/" "$T/loket.conf"; }
practice() { loket latih --list --json | tell get "$1"; }
is "$(practice role):$(practice state)" 'verifikator helpdesk:not asked not asked' 'nobody has been asked'

# ---- the questions
exits 75 'loket latih' loket latih
step '23 08:10'
is "$(count nurul)$(count rudi)" 11 'each holder of a role gets a mail, in bayangan too'
like "$(mail header subject "$(last nurul)")" '^LATIHAN:' 'marked in the subject'
like "$(text nurul)" 'LATIHAN, bukan permohonan sungguhan.*' 'and in the text'
like "$(text nurul)" 'tercatat sebagai Verifikator' 'with the role'
is "$(practice state)" 'asked asked' 'the table says so'
first=$(last nurul)

# ---- answers
re nurul 'TOLAK berkas kurang'
step '23 08:20'
like "$(text nurul)" 'Belum sesuai.* «TOLAK' 'another word is read, and told'
is "$(practice state)" 'asked asked' 'but has not passed'
re_to "$first" nurul 'Nanti saya lihat dulu ya'
step '23 08:30'
like "$(text nurul)" 'Belum terbaca' 'what cannot be read is told'
re_to "$first" budi 'SETUJU'
step '23 08:35'
is "$(practice state)" 'asked asked' 'another cannot pass for her'
re_to "$first" nurul 'Selamat pagi,\n\nSETUJU\n\nNurul Huda'
step '23 08:40'
like "$(text nurul)" 'Benar\..*terbaca sebagai SETUJU' 'SETUJU passes'
is "$(practice state)" 'passed asked' 'she has passed'
is "$(loket case list --all --json)" '' 'and no case came of it'

# ---- the wall
mode penuh
live '23 08:50'
is "$tap_rc" 78 'penuh is refused while somebody has not'
like "$(tail -n 1 "$T/log")" 'penuh must wait: 1 holders.*loket latih.*--tanpa-latih' 'with what to do'
mode bayangan
step '23 08:55'
like "$(loket doctor 2>/dev/null)" 'warning +practice +1 holders' 'doctor says it before'
re rudi 'acc, silakan'
step '23 09:00'
like "$(text rudi)" 'Terbaca.*tanyakan sekali lagi' 'what would be asked about in earnest passes, and is told'
is "$(practice state)" 'passed passed' 'all have passed'
exits 75 'once more' loket latih
step '23 09:05'
is "$(count nurul)" 4 'who has passed is not asked again'
mode penuh
step '23 09:10'
request siti
step '23 09:20'
mails_are siti diterima 'the office is live'

# ---- later
holds verifikator budi
request joko
step '23 09:40'
mails_are joko diterima 'a new holder does not stop it'
mode draf
step '23 09:50'
mode penuh
live '23 10:00'
is "$tap_rc" 78 'after the way back he has to practise too'
exits 75 'or the admin goes without' loket latih --tanpa-latih
step '23 10:10'
like "$(loket report --csv "$T/csv" 2>&1; cat "$T"/csv/pengecualian*.csv)" 'mode penuh tanpa latihan' 'the report says so'
mode draf
step '23 10:20'
mode penuh
live '23 10:30'
is "$tap_rc" 78 'which counted once'
mode draf
exits 75 'one person alone' loket latih budi@tapinkab.go.id
step '23 10:40'
like "$(text budi)" 'LATIHAN' 'is asked'
loket latih siti@tapinkab.go.id >/dev/null 2>&1
step '23 10:45'
like "$(loket latih --list)" 'verifikator +[0-9]+ +Budi Santosa +asked' 'the table has the new holder'
unlike "$(loket latih --list)" 'Siti' 'who holds no role is not asked'

# ---- what the letter proves of its sender: a row asks for more than an address on record
sed -i '/pelaku="verifikator"/s/identitas="dikenal"/identitas="selaras"/' "$T/rules/sop/tapin/lupa-passphrase.xml"
re budi 'SETUJU'
step '23 10:55'
like "$(text budi)" 'Terbaca\..*tidak membuktikan pengirimnya' 'a sender whom nothing vouches for is told what it will cost'
like "$(loket latih --list)" 'Budi Santosa +passed' 'and has passed'
whole
done_testing
