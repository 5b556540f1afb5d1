#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What goes wrong in an office: each time one sentence that says what, where and what to do, the exit code that fits (65 input, 69 server, 75
# again, 78 settings), and afterwards, with the cause gone, nothing is lost: the letter that waited is read and answered, once.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"

# wants CODE NAME ERE COMMAND...: exit code, and a line of stderr that says it.
wants() {
	w_code=$1 w_name=$2 w_like=$3; shift 3
	exits "$w_code" "$w_name: exit $w_code" "$@" && like "$(cat "$T/out" "$T/err")" "$w_like" "$w_name: says what, where and what to do"
}
agent() { "$LOKET" --config "$T/$1.conf" run --once --now "2026-11-23T$2:00+08:00"; }
# letter WHO TEXT [OPTIONS]: into the mailbox, past all servers.
letter() {
	l_who=$1 l_text=$2; shift 2
	perl "$TOP/tests/rig/reply.pl" --new --from "$l_who@tapinkab.go.id" --to tte@tapinkab.go.id --subject 'Lupa passphrase TTE' "$@" "$l_text" >"$T/letter.eml" &&
		rig_deliver tte "$T/letter.eml"
}
request() { letter "$1" "Saya lupa passphrase TTE saya, mohon direset.\n\nNama: $2\nNIP: $3"; }
cases() { "$LOKET" --config "$T/good.conf" case list --all --json 2>/dev/null | grep -c '"number"'; }
# gets WHO N: exactly N mails.
gets() { rig_wait_mail "$1" "$2" 15 >/dev/null; is "$(rig_mails "$1" | wc -l)" "$2" "$3"; }

rig_start "$T/rig" || bail 'the rig does not start'
rig_user tte siti budi wati rina dewi
conf() { c_name=$1; shift; rig_conf "$T/$c_name.conf" "$@"; }
conf good

# ---- no key, no settings, settings with mistakes
wants 78 'no key file' 'key.*loket key make' agent good 08:30
ok 'a key is made' "$LOKET" key make "$T/key"
wants 78 'no settings' "$T/none.conf.*--config" "$LOKET" run --once --config "$T/none.conf"
sed 's/^host = /hots = /; s/^mode = .*/mode = penih/' "$T/good.conf" >"$T/mistakes.conf"
wants 78 'settings with mistakes' 'mistakes.conf:[0-9]+: .*hots' agent mistakes 08:30
like "$(cat "$T/err")" 'mistakes.conf:[0-9]+: .*(penih|penuh)' 'settings with mistakes: all of them in one run'
like "$(cat "$T/err")" 'host' 'settings with mistakes: what was probably meant'
chmod 644 "$T/password"
wants 69 'a password file that others may read' 'password.*chmod 600' agent good 08:30
chmod 600 "$T/password"

# ---- from here on there is a store
ok 'the first run' agent good 08:30
printf 'nama;nip;nik;email;hp;jabatan;unit_kerja\nNurul Huda;199002142015032001;6305055402900001;dewi@tapinkab.go.id;081200000013;Pranata Komputer;Kominfo\n' >"$T/people.csv"
"$LOKET" --config "$T/good.conf" person import "$T/people.csv" >/dev/null 2>&1
"$LOKET" --config "$T/good.conf" role set verifikator dewi@tapinkab.go.id >/dev/null 2>&1
ok 'people and roles' agent good 08:31

# ---- the mail server
request siti 'Siti Rahmah' 198703122011012004
conf nobody mailbox.port="$(rig_tool ports 1)"
wants 69 'IMAP server down' 'IMAP server localhost:[0-9]+' agent nobody 08:32
conf nomail smtp.port="$(rig_tool ports 1)" smtp.user= smtp.password-file=
wants 69 'SMTP server down' 'SMTP server localhost' agent nomail 08:33
is "$(cases)" 1 'SMTP server down: the letter is a case already'
ok 'servers back' agent good 08:50
gets siti 1 'servers back: answered once'

# ---- rules and SOPs with mistakes
cp -r "$TOP/rules" "$T/rules"
sop=$T/rules/sop/tapin/lupa-passphrase.xml
sed -i 's/kepada="verifikator"/kepada="verifikatur"/; s/lengkap="periksa"/lengkap="perikza"/' "$sop"
sed -i '0,/<ucapan /s//<ucapam /' "$T/rules/letter/kata.xml"
conf rules agent.rules="$T/rules"
wants 78 'check of rules with mistakes' 'lupa-passphrase.xml:[0-9]+:.*verifikatur' "$LOKET" check --config "$T/rules.conf"
said=$(cat "$T/out" "$T/err")
like "$said" 'lupa-passphrase.xml:[0-9]+:.*perikza.*periksa' 'check: every mistake in one run, with what was probably meant'
like "$said" 'kata.xml:[0-9]+:.*ucapam' 'check: those of the other files too'
request budi 'Budi Santosa' 197911052006041007
wants 78 'an agent on rules with mistakes' 'lupa-passphrase.xml:[0-9]+:.*' timeout 20 "$LOKET" run --once --config "$T/rules.conf" --now 2026-11-23T08:52:00+08:00
cp "$TOP/rules/sop/tapin/lupa-passphrase.xml" "$sop"
wants 78 'an agent on letter rules with mistakes' 'kata.xml:[0-9]+:.*ucapam' timeout 20 "$LOKET" run --once --config "$T/rules.conf" --now 2026-11-23T08:53:00+08:00
ok 'rules mended' agent good 08:54
gets budi 1 'rules mended: the letter that waited is answered once'

# ---- letters
# the same noise each time: of truly random one, every sixtieth looks like a letter without a sender, which is held as such
perl -e 'srand 7; print chr int rand 256 for 1 .. 40000' >"$T/noise.eml"
rig_deliver tte "$T/noise.eml"
: >"$T/empty.eml"
rig_deliver tte "$T/empty.eml"
perl -e 'print "From: a\@luar.example\nSubject: dalam\nMIME-Version: 1.0\n"; printf "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", $_, $_ for 1 .. 3000; print "\n"' >"$T/deep.eml"
rig_deliver tte "$T/deep.eml"
perl -e 'print "From: a\@luar.example\nSubject: banyak\n"; print "X-$_: x\n" for 1 .. 200000; print "\nhalo\n"' >"$T/fields.eml"
rig_deliver tte "$T/fields.eml"
perl -e 'print "From: wati\@tapinkab.go.id\nTo: tte\@tapinkab.go.id\nSubject: Lupa passphrase\nMessage-ID: <besar\@tapinkab.go.id>\n\n"; print "a" x 76, "\n" for 1 .. 830000' >"$T/big.eml"
rig_deliver tte "$T/big.eml"
request wati 'Wati Lestari' 198001012005012003
ok 'noise, nothing, 3,000 brackets, 200,000 fields, 60 MB: the agent goes on' timeout 60 "$LOKET" run --once --config "$T/good.conf" --now 2026-11-23T08:56:00+08:00
gets wati 1 'the letter behind them is answered'
held=$("$LOKET" --config "$T/good.conf" held list --json)
like "$held" 'too-large' '60 MB: held, with the reason'
is "$(printf '%s\n' "$held" | grep -c '"unreadable"')" 3 'noise, 3,000 brackets, 200,000 fields: held as unreadable, not as of an unknown sender' || diag "$held"
is "$(find "$T/state/spool" -type f | wc -l)" 0 'nothing stays in the spool'

# disturbed FAULT TIME: a run in which one call of one process fails: kind, process, call, n and error as fault.c numbers them.
${CC:-gcc} -D_GNU_SOURCE -O1 -shared -fPIC -o "$T/fault.so" "$TOP/tests/fault/fault.c" || bail 'fault.c'
disturbed() {
	perl -e 'print pack("L6", split /,/, shift), "\0" x 1000' "$1" >"$T/map"
	env LD_PRELOAD="$T/fault.so" LOKET_FAULT_MAP="$T/map" ASAN_OPTIONS=verify_asan_link_order=0 timeout 60 "$LOKET" run --once --config "$T/good.conf" \
		--now "2026-11-23T$2:00+08:00"
}
# The readers' filter of system calls, written in part (process 4, zygote; call 0, write; 1000, half): no reader could begin as long as the zygote lives.
request yuli 'Yuli Astuti' 198307142008012009
exits 0 'a filter written in part: the agent goes on' disturbed 3,4,0,1,1000,0 08:57
gets yuli 1 'and the letter is read'
# A letter at which every reader dies: process 5 (reader), call 7 (sendmsg), from the first one on, always.
request lina 'Lina Marlina' 197905062003122004
exits 0 'a letter at which each reader dies: the agent goes on' disturbed 2,5,7,1,0,0 08:57
held=$("$LOKET" --config "$T/good.conf" held list --json | grep '"unreadable"')
is "$(printf '%s\n' "$held" | wc -l)" 4 'it is held, with the reason: unreadable'
is "$(find "$T/state/spool" -type f | wc -l)" 0 'its bytes do not stay in the spool'
id=$(printf '%s\n' "$held" | tail -n 1 | sed 's/.*"id": *\([0-9]*\).*/\1/')
"$LOKET" --config "$T/good.conf" held release "$id" --as lupa-passphrase >/dev/null 2>&1
ok 'it is released by a person' agent good 08:57
gets lina 1 'released: fetched again, read, answered once'
wants 65 'read of a file that is not there' 'tidak-ada.eml' "$LOKET" read --rules "$TOP/rules" "$T/tidak-ada.eml" "$T/letter.eml"
like "$(cat "$T/out")" 'lupa-passphrase' 'read: the rest is still done'
ok 'read --json says an object also of noise' sh -c '"$LOKET" read --rules "$TOP/rules" --json "$T/noise.eml" "$T/empty.eml" "$T/deep.eml" "$T/fields.eml" | grep -c "^{" | grep -qx 4'

# ---- a second agent, a newer store
"$LOKET" run --config "$T/good.conf" --now 2026-11-23T08:58:00+08:00 >"$T/first.log" 2>&1 &
first=$!
cleanup() { [ -z "$first" ] || kill -9 "$first" 2>/dev/null; [ -z "${disk:-}" ] || umount "$disk" 2>/dev/null; }
wait_for 10 'grep -q "agent up" "$T/first.log"' || fail 'the first agent came up'
wants 75 'a second agent' 'another agent' agent good 08:58
kill "$first"; wait "$first"; first=
# user_version stands at byte 60 of the file (SQLite file format 1.3)
version() { perl -e 'open(my $f, "+<:raw", $ARGV[0]) or die; seek $f, 60, 0; print $f pack "N", $ARGV[1]' "$T/state/loket.db" "$1"; }
known=$(perl -e 'open(my $f, "<:raw", $ARGV[0]) or die; seek $f, 60, 0; read $f, my $b, 4; print unpack "N", $b' "$T/state/loket.db")
request rina 'Rina Wulandari' 199105052016022003
version 999
wants 78 'a store of a newer program' 'newer loket.*install that loket' agent good 09:00
version "$known"
ok 'the store of this program again' agent good 09:01
gets rina 1 'the letter that waited is answered once'
ok 'journal verify' "$LOKET" journal verify --config "$T/good.conf"

# ---- the disk
disk=$T/disk
mkdir "$disk"
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=3m,mode=700 none "$disk" 2>/dev/null; then
	conf disk agent.state="$disk/state"
	ok 'disk: the first run' agent disk 08:30
	head -c 3000000 /dev/urandom >"$T/foto.jpg"
	letter siti 'Saya lupa passphrase TTE saya, mohon direset.\n\nNIP 198703122011012004' --attach "$T/foto.jpg"
	wants 75 'disk full' '(disk|space|penuh).*' agent disk 08:31
	wants 75 'disk full, again' '(disk|space|penuh).*' agent disk 08:32
	mount -o remount,size=64m "$disk"
	ok 'room again' agent disk 08:40
	gets siti 2 'room again: the letter is answered once'
	ok 'room again: journal verify' "$LOKET" journal verify --config "$T/disk.conf"
	# full of something else, in the middle of the work: the store itself finds no room
	head -c 70000000 /dev/zero >"$disk/filler" 2>/dev/null
	request siti 'Siti Rahmah' 198703122011012004
	wants 75 'full of other things' '(disk|space).*' agent disk 08:42
	rm "$disk/filler"
	ok 'room once more' agent disk 08:50
	ok 'room once more: journal verify' "$LOKET" journal verify --config "$T/disk.conf"
	is "$(find "$disk/state/spool" -type f | wc -l)" 0 'room once more: nothing stays in the spool'
	umount "$disk"
	disk=
else
	skip 'full disk: wants root and mount'
fi

# ---- the password, last: Dovecot makes the same client wait afterwards
printf 'salah' >"$T/wrong" && chmod 600 "$T/wrong"
conf wrong mailbox.password-file="$T/wrong"
request tono 'Tono Prasetyo' 198809092012011009
wants 69 'wrong password' 'IMAP server localhost:[0-9]+.*password' agent wrong 09:10
unlike "$(cat "$T/out" "$T/err")" 'salah' 'wrong password: the password is not said'
wait_for 20 'agent good 09:11' && pass 'the right password again' || fail 'the right password again'
ok 'the letter that waited is a case' test "$(cases)" -ge 5
done_testing
