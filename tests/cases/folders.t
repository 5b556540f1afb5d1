#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# People sort the mailbox while the agent rests, and what it leaves on letters.
. "$(dirname "$0")/lib.sh"
office
box=$RIG_DIR/mail/$(address tte)/Maildir
folder() { for sub in cur new tmp; do mkdir -p "$box/.$1/$sub"; done; chown -R "$RIG_UID:$RIG_GID" "$box/.$1"; }
# sort_into FOLDER: the newest letter of the inbox, as a person moves it
sort_into() {
	folder "$1"; sort_file=$(rig_mails tte | tail -n 1); mv "$sort_file" "$box/.$1/cur/$(basename "$sort_file" | sed 's/:2,.*//'):2,S"; sent_n=$((sent_n - 1))
}
flags() { find "$box" -path "*$1*" -name '*:2,*' | sed 's/.*:2,//' | sort | tr '\n' ' '; }

request siti
step '23 08:30'
case_is $(number 1) periksa 'one case before the weekend'

# Two days stopped; six letters come and people sort them.
NOW=$(full '25 09:00')
re nurul 'Setuju, tolong diproses'
sort_into Arsip
request budi
sort_into Selesai.2026
request dewi
cp "$(rig_mails tte | tail -n 1)" "$T/dewi.eml"
sort_into Arsip
new orang 'Undangan rapat koordinasi' 'Mohon kehadirannya pada rapat hari Senin.'
sort_into Undangan
request joko
sort_into Trash
re siti 'Selamat pagi, sudah sampai mana permohonan saya?'
sort_into Arsip
step '25 09:30'
is "$(loket case list --json | tell get number owner tahap | sort | tr '\n' ' ')" \
	"$(number 1) Siti Rahmah, S.Sos. atur-ulang $(number 2) Budi Santosa periksa $(number 3) Dewi Lestari periksa " 'nothing lost' ||
	loket case list >&2
mails_are siti 'diterima status' 'siti: her question answered once'
mails_are budi 'diterima' 'budi once'
mails_are dewi 'diterima' 'dewi once'
mails_are joko '' 'what people threw away is not read'
is "$(loket held list --json | wc -l)" 0 'nothing held'

# The same letter a second time, in yet another folder.
folder Salinan
cp "$T/dewi.eml" "$box/.Salinan/cur/1.copy:2,"
chown "$RIG_UID:$RIG_GID" "$box/.Salinan/cur/1.copy:2,"
step '25 09:40'
mails_are dewi 'diterima' 'a copy of a letter is known by its bytes'

# Junk is only counted; letters of before the start are never answered, wherever they turn up.
folder Lama
sed 's/^Message-ID:.*/Message-ID: <lama@tapinkab.go.id>/; s/Dewi/Dewi R./' "$T/dewi.eml" >"$box/.Lama/cur/1.old:2,"
touch -d '2020-01-01' "$box/.Lama/cur/1.old:2,"
cp "$T/dewi.eml" "$box/.Junk/cur/1.junk:2," 2>/dev/null || { folder Junk; cp "$T/dewi.eml" "$box/.Junk/cur/1.junk:2,"; }
sed -i 's/Dewi/Dewi J./' "$box/.Junk/cur/1.junk:2,"
chown -R "$RIG_UID:$RIG_GID" "$box"
step '25 09:50'
mails_are dewi 'diterima' 'neither old letters nor Junk are answered'

# Nothing is moved, \Seen is not set, keywords tell what loket did; none on what is nothing of ours.
request joko
step '25 10:00'
is "$(rig_mails tte | wc -l)" "$sent_n" 'letters lie where they lay' || rig_mails tte >&2
unlike "$(flags /Maildir/cur)" S 'not one letter of the inbox is marked as seen'
like "$(cat "$box/dovecot-keywords")" 'loket-berkas' 'the letter of a case carries its keyword'
is "$(flags .Undangan)" 'S ' 'class other: left as it was'
whole
done_testing
