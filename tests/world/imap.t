#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The real fetcher, in its box, against real Dovecots: good and bad certificates, letters large, vanished and changed, waiting, marks.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
. "$TOP/tests/world/lib.sh"

net_build || bail 'netdrive cannot be built'
RIG_QUOTA=100M
rig_start "$T/rig" || bail 'the rig does not start'
RIG_QUOTA=
rig_user tte
mkdir "$T/a"
rig_conf "$T/a/conf"
letter() { printf 'From: siti@tapinkab.go.id\nSubject: surat %s\n\nisi %s\n' "$1" "$1"; }
maildir=$RIG_DIR/mail/tte@tapinkab.go.id/Maildir
for i in 1 2 3; do letter $i >"$T/$i.eml"; rig_deliver tte "$T/$i.eml" 179539440$i; done

# ---- scanning and fetching
net fetcher "$T/a/conf" 'scan INBOX 1 100' 'scan INBOX 3 100' 'scan INBOX 4 100' 'scan INBOX 1 2' 'scan INBOX 1 0' mem >"$T/out"
like "$(sed -n 1p "$T/out")" '^scanned folder=INBOX uidvalidity=[0-9]+ uidnext=4 exists=3 more=0 n=3 1:[0-9]+:1795394401 2:[0-9]+:1795394402 3:' \
	'a scan tells UIDs, sizes and dates'
like "$(sed -n 2p "$T/out")" 'more=0 n=1 3:' 'from a UID on'
like "$(sed -n 3p "$T/out")" 'more=0 n=0$' 'behind the last: nothing'
like "$(sed -n 4p "$T/out")" 'more=1 n=2 1:[0-9:]* 2:' 'no more than asked for, and that there is more'
like "$(sed -n 5p "$T/out")" 'uidnext=4 exists=3 more=0 n=0$' 'the state alone'
is "$(tail -n 1 "$T/out")" 'exit 0' 'it ends when the parent closes'
mem=$(sed -n 's/^mem //p' "$T/out")
v=$(sed -n '1s/.*uidvalidity=\([0-9]*\).*/\1/p' "$T/out")
net fetcher "$T/a/conf" "body INBOX $v 2 100000 $T/got" "body INBOX $v 99 100000 $T/none" "body INBOX $((v + 1)) 2 100000 $T/none" \
	"body INBOX $v 2 10 $T/none" 'scan TidakAda 1 10' "body INBOX $v 1 100000 $T/got1" >"$T/out"
crlf "$T/2.eml" >"$T/2.wire"; crlf "$T/1.eml" >"$T/1.wire"
same_file "$T/got" "$T/2.wire" 'a letter comes byte by byte'
is "$(sed -n 1,4p "$T/out")" "$(printf '%s\n' "bodied uid=2 status=ok bytes=$(wc -c <"$T/2.wire")" 'bodied uid=99 status=gone bytes=0' \
	'bodied uid=2 status=validity bytes=0' "bodied uid=2 status=oversize bytes=$(wc -c <"$T/2.wire")")" 'ok, gone, other UIDVALIDITY, too large'
like "$(sed -n 5p "$T/out")" '^trouble refused protocol folder TidakAda: IMAP server localhost: refused, while opening' 'a missing folder is named'
same_file "$T/got1" "$T/1.wire" 'and after that it goes on'
is "$(find "$maildir" -name '*:2,*S*')" '' 'no letter became \Seen'

# ---- how full it is
net fetcher "$T/a/conf" quota 'scan INBOX 3 100' >"$T/out"
like "$(sed -n 1p "$T/out")" '^quota kib=1/102400 letters=0/0$' 'how full the mailbox is'
like "$(sed -n 2p "$T/out")" 'n=1 3:' 'and after that it goes on'

# ---- large letters
perl -e 'print "Subject: besar\n\n", ("x" x 75 . "\n") x 320000' >"$T/24.eml"
perl -e 'print "Subject: terlalu besar\n\n", ("x" x 75 . "\n") x 800000' >"$T/60.eml"
rig_deliver tte "$T/24.eml"; rig_deliver tte "$T/60.eml"
began=$(now_ms)
net fetcher "$T/a/conf" 'scan INBOX 4 10' "body INBOX $v 4 26214400 $T/got" "body INBOX $v 5 26214400 $T/none" mem >"$T/out"
took=$(($(now_ms) - began))
crlf "$T/24.eml" | cmp -s - "$T/got"; is $? 0 "24 MB come whole (all in $took ms)"
like "$(sed -n 3p "$T/out")" '^bodied uid=5 status=oversize bytes=6[0-9]{7}$' '60 MB are refused by RFC822.SIZE'
is "$(wc -c <"$T/none")" 0 'and not a byte of them is fetched'
more=$(($(sed -n 's/^mem //p' "$T/out") - mem))
if net_sanitized; then skip 'memory: a sanitizer keeps what was freed'; else
	ok "a large letter costs $more kB more memory than none" [ $more -lt 4000 ]
fi

# ---- vanished and changed
rm "$maildir"/*/*"$(basename "$(rig_mails tte | head -1 | sed 's/:2,.*//')")"*
is "$(net fetcher "$T/a/conf" "body INBOX $v 1 1000 $T/none" | head -1)" 'bodied uid=1 status=gone bytes=0' 'a letter that a person deleted'
cp -r "$maildir" "$T/kept" && rm -rf "$maildir"/dovecot* && perl -e 'select undef, undef, undef, 1.1'
net fetcher "$T/a/conf" 'scan INBOX 1 10' "body INBOX $v 2 1000 $T/none" >"$T/out"
unlike "$(sed -n 1p "$T/out")" "uidvalidity=$v " 'the index is lost: another UIDVALIDITY'
like "$(sed -n 2p "$T/out")" 'status=validity' 'and orders with the old one are not carried out'
v=$(sed -n '1s/.*uidvalidity=\([0-9]*\).*/\1/p' "$T/out")

# ---- waiting
mkfifo "$T/in"
"$T/netdrive" "$LOKET" fetcher "$T/a/conf" <"$T/in" >"$T/out" 2>"$T/net.err" &
drive=$!
exec 7>"$T/in"
printf '%s\n' 'idle INBOX 30' 'scan INBOX 1 100' 'idle INBOX 1' 'scan INBOX 1 100' '& idle INBOX 30' pid >&7
ok 'it answers' wait_for 10 "grep -q ^pid '$T/out'"
is "$(grep -c woken "$T/out")" 2 'woken at once without a scan, and when the time is over'
began=$(now_ms)
rig_deliver tte "$T/3.eml"
echo wait >&7
ok 'woken by a new letter' wait_for 5 "[ \$(grep -c woken '$T/out') = 3 ]"
took=$(($(now_ms) - began))
ok "within a second: $took ms" [ $took -lt 1000 ]
printf '%s\n' 'scan INBOX 1 100' '& idle INBOX 30' '& scan INBOX 1 100' wait wait >&7
began=$(now_ms)
ok 'the next order ends the waiting' wait_for 5 "[ \$(grep -c scanned '$T/out') = 4 ]"
is "$(tail -n 2 "$T/out" | cut -d' ' -f1 | tr '\n' ' ')" 'woken scanned ' 'WOKEN first, then its answer'

# ---- marks
printf '%s\n' "flag INBOX $v LoketDone 1 2" "flag INBOX $((v + 1)) LoketDone 3" "flag INBOX $v \\Seen 3" 'scan INBOX 1 100' >&7
ok 'marks are answered' wait_for 5 "[ \$(grep -c scanned '$T/out') = 5 ]"
is "$(tail -n 4 "$T/out" | cut -d' ' -f1,2 | tr '\n' ' ')" 'flagged trouble refused trouble refused scanned folder=INBOX ' \
	'a keyword is stored, not under another UIDVALIDITY, and no system flag'
is "$(cat "$maildir/dovecot-keywords")" '0 LoketDone' 'the keyword is there'
is "$(find "$maildir/cur" -name '*:2,*a*' | wc -l)" 2 'at two letters'
is "$(find "$maildir" -name '*:2,*S*')" '' 'and no letter is \Seen'
exec 7>&-
wait $drive
is "$(tail -n 1 "$T/out")" 'exit 0' 'ended by closing'

# ---- a password that is wrong, a server that is gone
mkdir "$T/b"
rig_conf "$T/b/conf" mailbox.host=127.0.0.1 mailbox.port=1
like "$(net fetcher "$T/b/conf" 'scan INBOX 1 1')" '^trouble again network IMAP server 127.0.0.1:1: nothing listens there' 'nothing listens'
rig_conf "$T/b/conf" mailbox.host=mail.tapinkab.invalid
like "$(net fetcher "$T/b/conf" 'scan INBOX 1 1')" '^trouble again (network|timeout) IMAP server mail.tapinkab.invalid' 'no such host'
rig_conf "$T/b/conf" "mailbox.password-file=$T/nowhere"
like "$(net_first fetcher "$T/b/conf")" '^trouble refused login .*/nowhere' 'no password file'
chmod 644 "$T/b/password"; rig_conf "$T/b/conf"; chmod 644 "$T/b/password"
like "$(net_first fetcher "$T/b/conf")" '^trouble refused login .*chmod 600' 'a password file that others may read'
rig_conf "$T/b/conf" "mailbox.ca-file=$T/nowhere"
like "$(net fetcher "$T/b/conf" 'scan INBOX 1 1')" '^trouble refused tls .*trusted authorities' 'no CA file'

# ---- certificates: only the good one sees a login
for k in good wronghost expired selfsigned nostarttls; do
	rig_bad_dovecot $k || bail "no Dovecot with $k"
	eval "imap_$k=$RIG_BAD_IMAP imaps_$k=$RIG_BAD_IMAPS"
done
for k in good wronghost expired selfsigned nostarttls; do
	for tls in implicit starttls; do
		[ "$k $tls" = 'nostarttls implicit' ] && continue
		eval "port=\$imap_$k"; [ $tls = implicit ] && eval "port=\$imaps_$k"
		rig_conf "$T/b/conf" mailbox.port=$port mailbox.tls=$tls
		net fetcher "$T/b/conf" 'scan INBOX 1 1' >"$T/$k.$tls"
	done
done
for tls in implicit starttls; do
	like "$(cat "$T/good.$tls")" '^scanned ' "$tls: a good certificate"
	like "$(cat "$T/wronghost.$tls")" '^trouble refused tls .*is for another host name' "$tls: another host name"
	like "$(cat "$T/expired.$tls")" '^trouble refused tls .*has expired' "$tls: expired"
	like "$(cat "$T/selfsigned.$tls")" '^trouble refused tls .*self-signed or from an unknown' "$tls: self-signed"
done
like "$(cat "$T/nostarttls.starttls")" '^trouble refused tls .*does not offer STARTTLS' 'STARTTLS not offered'
is "$(rig_logins good)" 2 'the good one saw both logins'
rig_conf "$T/b/conf" mailbox.port=$imaps_good mailbox.tls=implicit
is "$(net fetcher "$T/b/conf" quota | head -n 1)" 'quota kib=0/0 letters=0/0' 'a server without quotas tells nothing'
for k in wronghost expired selfsigned nostarttls; do is "$(rig_logins $k)" 0 "$k saw none"; done
printf 'salah' >"$T/b/salah"; chmod 600 "$T/b/salah"
rig_conf "$T/b/conf" "mailbox.port=$imaps_good" "mailbox.password-file=$T/b/salah"
like "$(net fetcher "$T/b/conf" 'scan INBOX 1 1')" '^trouble refused login .*user or password refused' 'a wrong password'
unlike "$(cat "$T"/*.implicit "$T/net.err")" 'rahasia|salah$' 'no message holds a password'
done_testing
