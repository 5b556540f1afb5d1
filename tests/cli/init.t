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

# On a terminal: asked, usual answers by an empty line, the password not shown, a wrong answer asked again.
E=$T/etc2
printf 'tapin\nbukan alamat\ntte@tapinkab.go.id\nadmin@tapinkab.go.id\nlocalhost:%s\nlocalhost:%s\n\n%s\n' "$RIG_IMAPS" "$RIG_SUBMISSION" "$(cat "$T/secret")" >"$T/typed"
cat >"$T/terminal.sh" <<END
exec "$LOKET" --config "$E/loket.conf" init --imap-tls implicit --smtp-tls starttls --ca-file "$RIG_CA" --rules "$TOP/rules" --state "$T/state2"
END
# each line when its question stands there, as a person types it
perl -e '
	use strict; use warnings; use IPC::Open2; use IO::Handle;
	my ($typed, $out, @command) = @ARGV; my @lines = do { open my $f, "<", $typed or die; <$f> };
	my $pid = open2(my $from, my $to, "script", "-qec", join(" ", @command), "/dev/null"); $to->autoflush(1);
	my $all = ""; open my $log, ">", $out or die;
	for (@lines) { my $seen = ""; while ($seen !~ /: $/) { sysread($from, my $b, 4096) or last; $seen .= $b; $all .= $b } print $to $_ }
	while (sysread($from, my $b, 4096)) { $all .= $b } print $log $all; waitpid $pid, 0; exit $? >> 8;
' "$T/typed" "$T/said" sh "$T/terminal.sh"
is $? 0 'asked on a terminal' || diag "$(cat "$T/said")"
like "$(cat "$T/said")" 'That cannot be; once more' 'what cannot be is asked again'
like "$(cat "$T/said")" 'Login name at both \[tte@tapinkab.go.id\]' 'with the usual answer'
unlike "$(cat "$T/said")" "$(cat "$T/secret")" 'the password is not shown'
is "$(cat "$E/mail-password")" "$(cat "$T/secret")" 'and kept'
like "$(cat "$E/loket.conf")" '^user = tte@tapinkab.go.id$' 'the empty line took the usual answer'
done_testing
