#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `loket init`: by options and by questions on a terminal; the servers are tried before anything is named loket.conf; what is made is what the agent runs with.
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
RIG_SUBMIT=yes rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte >/dev/null
cp "$RIG_DIR/pass/tte" "$T/secret" && chmod 600 "$T/secret"
printf 'salah\n' >"$T/wrong" && chmod 600 "$T/wrong"
E=$T/etc
loket() { "$LOKET" --config "$E/loket.conf" "$@"; }
init() {
	loket init --address tte@tapinkab.go.id --admin admin@tapinkab.go.id --imap "localhost:$RIG_IMAPS" --imap-tls implicit \
		--smtp "localhost:$RIG_SUBMISSION" --smtp-tls starttls --ca-file "$RIG_CA" --rules "$TOP/rules" --state "$T/state" "$@"
}
none() { is "$(ls "$E" 2>/dev/null | tr '\n' ' ')" '' "$1"; }

exits 64 'without answers and without a terminal' sh -c "'$LOKET' --config '$E/loket.conf' init --rules '$TOP/rules' </dev/null"
like "$(cat "$T/err")" '--address is wanted: Mail address of the window' 'it says which one is wanted, and of what'
exits 65 'an address that is none' init --address tte --password-file "$T/secret"
exits 65 'a verifikator whose address is none' init --verifikator nurul --password-file "$T/secret"
exits 65 'an office that is not there' init --office tapinn --password-file "$T/secret"
like "$(cat "$T/err")" 'tapinn' 'it says so'
none 'nothing is left of either'
exits 69 'a wrong password' init --password-file "$T/wrong"
like "$(cat "$T/err")" 'mailbox: .*(password|login|auth)' 'the mailbox was tried'
like "$(cat "$T/err")" 'nothing was made' 'it says what came of it'
none 'nothing is left of that'
exits 65 'a password that others can read' sh -c "chmod 644 '$T/wrong'; '$LOKET' --config '$E/loket.conf' init --address a@b.id --admin a@b.id --password-file '$T/wrong' --rules '$TOP/rules'"

exits 0 'all is right' init --password-file "$T/secret" || diag "$(cat "$T/err")"
like "$(cat "$T/err")" 'mailbox: .*certificate|mailbox: .*localhost' 'the mailbox answered'
like "$(cat "$T/err")" 'smtp: ' 'and the submission server'
is "$(ls "$E" | tr '\n' ' ')" 'key loket.conf mail-password rules ' 'settings, key, password, rules'
is "$(stat -c %a "$E/key" "$E/loket.conf" "$E/mail-password" | tr '\n' ' ')" '600 640 600 ' 'for whom each is meant'
ok 'its own copy of the rules' diff -r "$TOP/rules" "$E/rules"
like "$(cat "$E/loket.conf")" '^mode = bayangan$' 'nothing leaves at first'
unlike "$(cat "$E/loket.conf" "$T/out" "$T/err")" "$(cat "$T/secret")" 'the password stands in its file only'
sed -i "s,^mode = ,templates = $TOP/templates\n&," "$E/loket.conf"
exits 0 'check' loket check
exits 0 'the agent runs with it' loket run --once
exits 0 'doctor' loket doctor
exits 73 'never over what is there' init --password-file "$T/secret"
like "$(cat "$T/err")" 'is there already' 'it says so'

# A further office in the same folder has key, password and rules of its own, and takes nothing from the first.
is "$(grep -c "= $E/" "$E/loket.conf")" 4 'whole paths'
cksum "$E/key" "$E/mail-password" "$E/loket.conf" >"$T/first"
second() { "$LOKET" --config "$E/mamuju.conf" init --office mamuju --address tte@tapinkab.go.id --admin admin@tapinkab.go.id --imap "localhost:$RIG_IMAPS" --imap-tls implicit \
	--smtp "localhost:$RIG_SUBMISSION" --smtp-tls starttls --ca-file "$RIG_CA" --rules "$TOP/rules" "$@"; }
chmod 600 "$T/wrong"
exits 69 'a further office with a wrong password' second --password-file "$T/wrong"
is "$(ls "$E" | tr '\n' ' ')" 'key loket.conf mail-password rules ' 'leaves nothing'
exits 0 'a further office' second --password-file "$T/secret" || diag "$(cat "$T/err")"
is "$(cksum "$E/key" "$E/mail-password" "$E/loket.conf")" "$(cat "$T/first")" 'key and password of the first stay'
is "$(ls "$E/mamuju" | tr '\n' ' ')" 'key mail-password rules ' 'it has its own in a folder of its name'
not_ok 'its key is another' cmp -s "$E/key" "$E/mamuju/key"
like "$(cat "$E/mamuju.conf")" "^key-file = $E/mamuju/key\$" 'which its settings name'
like "$(cat "$E/mamuju.conf")" '^state = /var/lib/loket/mamuju$' 'with a state directory of its own, as its unit has it'
like "$(cat "$T/out")" "loket --config $E/mamuju.conf doctor" 'what comes next names its settings'

# What lies there already stays, whatever comes of it.
E=$T/etc3
mkdir "$E" && cp "$T/wrong" "$E/mail-password"
exits 69 'the password file itself, with a wrong password' init --password-file "$E/mail-password"
ok 'it is still there' cmp "$T/wrong" "$E/mail-password"
exits 73 'another password where one lies' init --password-file "$T/secret"
like "$(cat "$T/err")" "$E/mail-password is there already" 'it says which'
cp "$T/secret" "$E/mail-password" && mkdir -p "$E/rules/letter" && echo own >"$E/rules/letter/kata.xml"
exits 73 'rules of the office' init --password-file "$E/mail-password"
is "$(cat "$E/rules/letter/kata.xml")" own 'are not copied over'
rm -r "$E/rules" && cd "$E"
exits 0 'settings in the folder where one stands' sh -c "LOKET='$LOKET'; '$LOKET' --config loket.conf init --address tte@tapinkab.go.id --admin admin@tapinkab.go.id --no-test --imap localhost --rules '$TOP/rules' --state s --ca-file c.pem --password-file mail-password"
is "$(grep -c "= $E/" loket.conf)" 7 'name whole paths too' || diag "$(cat loket.conf)"
cd "$TOP"

# On a terminal: asked, usual answers by an empty line, the password not shown, a wrong answer asked again, and all of it once a server
# did not like it, where an empty line keeps what was answered.
E=$T/etc2
printf 'tapin\nbukan alamat\ntte@tapinkab.go.id\nadmin@tapinkab.go.id\nnurul@tapinkab.go.id\n\nlocalhost:%s\nlocalhost:%s\n\nsalah\n\n\n\n\n\n\n\n\n%s\n' "$RIG_IMAPS" "$RIG_SUBMISSION" "$(cat "$T/secret")" >"$T/typed"
cat >"$T/terminal.sh" <<END
exec "$LOKET" --config "$E/loket.conf" init --imap-tls implicit --smtp-tls starttls --ca-file "$RIG_CA" --rules "$TOP/rules" --state "$T/state2"
END
# each line when its question stands there, as a person types it; "mailbox: " begins what is told
perl -e '
	use strict; use warnings; use IPC::Open2; use IO::Handle;
	my ($typed, $out, @command) = @ARGV; my @lines = do { open my $f, "<", $typed or die; <$f> };
	my $pid = open2(my $from, my $to, "script", "-qec", join(" ", @command), "/dev/null"); $to->autoflush(1);
	my $all = ""; open my $log, ">", $out or die;
	for (@lines) { my $seen = ""; while ($seen !~ /(?<!mailbox)(?<!smtp): $/) { sysread($from, my $b, 4096) or last; $seen .= $b; $all .= $b } print $to $_ }
	while (sysread($from, my $b, 4096)) { $all .= $b } print $log $all; waitpid $pid, 0; exit $? >> 8;
' "$T/typed" "$T/said" sh "$T/terminal.sh"
is $? 0 'asked on a terminal' || diag "$(cat "$T/said")"
like "$(cat "$T/said")" 'That cannot be; once more' 'what cannot be is asked again'
like "$(cat "$T/said")" 'role set verifikator nurul@tapinkab.go.id' 'who holds a role stands in what comes next'
like "$(cat "$T/said")" 'role set helpdesk ADDRESS' 'or is told later'
like "$(cat "$T/said")" 'Login name at both \[tte@tapinkab.go.id\]' 'with the usual answer'
like "$(cat "$T/said")" 'Once more; an empty line keeps' 'the mailbox did not like the password: once more'
like "$(cat "$T/said")" "IMAP server, HOST or HOST:PORT .localhost:$RIG_IMAPS." 'with what was answered'
unlike "$(cat "$T/said")" "$(cat "$T/secret")" 'the password is not shown'
is "$(cat "$E/mail-password")" "$(cat "$T/secret")" 'and kept'
like "$(cat "$E/loket.conf")" '^user = tte@tapinkab.go.id$' 'the empty line took the usual answer'
done_testing
