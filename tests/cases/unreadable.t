#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What cannot be opened is named to the sender, with what to send instead; what is inside a ZIP counts; a file says what it is, not its name.
. "$(dirname "$0")/lib.sh"
office
unit=$TOP/tests/documents/unit

request_with() { new "$1" 'Permohonan lupa passphrase TTE' "Saya lupa passphrase TTE, mohon direset.\n\nNama: $(name "$1")\nNIP: $(nip "$1")" --attach "$2"; }
cp "$unit/sandi.pdf" "$T/files/Surat Pernyataan siti.pdf"
request_with siti "$T/files/Surat Pernyataan siti.pdf"
printf 'PK\003\004 surat' >"$T/files/Surat Pernyataan.docx"
request_with budi "$T/files/Surat Pernyataan.docx"
step '23 08:30'
mails_are siti kurang-berkas 'a locked PDF is not what was asked for'
like "$(text siti)" 'tidak dapat dibuka' 'she is told'
like "$(text siti)" 'Surat Pernyataan siti.pdf' 'which it was'
like "$(text siti)" 'tanpa kata sandi' 'and what to send instead'
like "$(text budi)" 'Surat Pernyataan.docx' 'a damaged one is named too'
re siti 'Ini fotonya' --attach "$photo"
step '23 08:40'
case_is $(number 1) periksa 'a photo does'
unlike "$(text siti)" 'tidak dapat dibuka' 'and nothing more is said of the other'

# What Outlook saves or wraps, and an old DOC: the first are named, the last counts and a person looks.
{ printf '\320\317\021\340\241\261\032\341'; head -c 2040 /dev/zero; printf '_\000_\000s\000u\000b\000s\000t\000g\0001\000.\0000\000_\000'; head -c 1000 /dev/zero; } >"$T/files/permohonan.msg"
{ printf '\320\317\021\340\241\261\032\341'; head -c 3000 /dev/zero; } >"$T/files/baru 2.doc"
re budi 'Ini suratnya' --attach "$T/files/permohonan.msg"
step '23 08:42'
case_is $(number 2) berkas 'a saved message is no document'
like "$(text budi)" 'permohonan.msg' 'it is named'
like "$(text budi)" 'PDF tanpa kata sandi atau sebagai foto' 'with what to send instead'
re budi 'Ini suratnya' --attach "$T/files/baru 2.doc"
step '23 08:44'
case_is $(number 2) periksa 'an old DOC counts, a person looks'

# Inside a ZIP.
perl -MIO::Compress::Zip=:all -e 'zip [$ARGV[0]] => $ARGV[1], Name => "berkas/pernyataan.pdf" or die $ZipError' "$unit/pernyataan.pdf" "$T/files/berkas.zip" 2>/dev/null
request_with dewi "$T/files/berkas.zip"
# What a file says goes before its name.
cp "$unit/pernyataan.pdf" "$T/files/scan0012.pdf"
request_with joko "$T/files/scan0012.pdf"
step '23 08:50'
mails_are dewi diterima 'what a ZIP holds counts'
mails_are joko diterima 'a statement is known by its words'
whole

# What the machine denies is not the letter's doing: the agent ends and is started anew, and the letter has lost no attempt.
sql() { sqlite3 "$T/state/loket.db" "$1"; }
id=$(sql 'SELECT max(id) FROM message')
sql "UPDATE message SET state = 'received', outcome = NULL, attempts = 0 WHERE id = $id"
ln -s "$id" "$T/state/spool/$id"	# ELOOP
for i in 1 2 3; do exits 75 'a kept letter that cannot be opened ends the agent' loket run --once --now "$(full '23 09:00')"; done
like "$(cat "$T/err")" "error loket: spool: .*/spool/$id: cannot be opened" 'and it says so'
is "$(sql "SELECT state, attempts FROM message WHERE id = $id")" 'received|0' 'the letter waits'
# A crash of the agent is no failed reading: after one, a reading that fails is tried again, then the letter is held.
rm "$T/state/spool/$id"
sql "UPDATE message SET attempts = 1 WHERE id = $id"
step '23 09:10'
is "$(grep -o "letter message=$id read=failed.*" "$T/log" | tr '\n' ' ')" "letter message=$id read=failed tried=again letter message=$id read=failed held=unreadable " 'tried once more after a crash, then held'

# Nor is it that nobody is there to read: the agent runs on, what readers are forked from is gone.
cleanup() { kill -9 "${agent:-}" 2>/dev/null; wait "${agent:-}" 2>/dev/null; }
read_all() { [ "$(sql "SELECT count(*) FROM message WHERE state != 'received'")" = "$1" ]; }
"$LOKET" --config "$T/loket.conf" run --now "$(full '23 09:20')" 2>"$T/log2" & agent=$!
all=$(sql 'SELECT count(*) FROM message')
new joko 'Tanya' 'Permohonan saya sudah sampai di mana?'
wait_for 30 "read_all $((all + 1))" || fail 'the letter before is read'
kill -9 "$(worker zygote)"
new dewi 'Tanya' 'Permohonan saya sudah sampai di mana?'
wait_for 30 "read_all $((all + 2))" && pass 'another one reads the letter' || fail "another one reads the letter: $(tail -n 3 "$T/log2")"
is "$(sql 'SELECT group_concat(attempts) FROM message WHERE id > '$id) $(grep -c read=failed "$T/log2")" '1,1 0' 'and the letter has lost no attempt'
done_testing
