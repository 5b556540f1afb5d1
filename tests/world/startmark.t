#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The start mark: 5,000 old letters lie in the mailbox when the agent sees it first; none is answered, none gets a row; new ones are.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../rig/rig.sh"

rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte siti
rig_conf "$T/loket.conf"
"$LOKET" key make "$T/key" >/dev/null
loket() { "$LOKET" --config "$T/loket.conf" "$@"; }
step() { exits 0 "$1" "$LOKET" --config "$T/loket.conf" run --once --now "2026-11-23T$2:00+08:00"; }
box=$RIG_DIR/mail/tte@tapinkab.go.id/Maildir

# makes N letters from NUMBER on: complete requests, each of which would be answered. INTERNALDATE is the file's time: 40 days ago.
cat >"$T/make.pl" <<'END'
my ($dir, $from, $n, $uid, $gid) = @ARGV;
my $then = time - 40 * 86400;
for my $i ($from .. $from + $n - 1) {
	my $name = "$dir/$then.M${i}P1.lama";
	open my $f, '>', $name or die "$name: $!\n";
	print $f "From: Siti <siti\@tapinkab.go.id>\r\nTo: tte\@tapinkab.go.id\r\nSubject: Lupa passphrase $i\r\nMessage-ID: <lama.$i\@tapinkab.go.id>\r\n",
		"Date: Wed, 14 Oct 2026 08:00:00 +0800\r\n\r\nSaya lupa passphrase TTE saya, mohon direset.\r\n";
	close $f;
	utime $then, $then, $name;
	chown $uid, $gid, $name;
}
END
mkdir -p "$box/new" "$box/cur" "$box/tmp"
chown -R "$RIG_UID:$RIG_GID" "$RIG_DIR/mail"
perl "$T/make.pl" "$box/cur" 1 5000 "$RIG_UID" "$RIG_GID"
is "$(find "$box/cur" -type f | wc -l)" 5000 '5,000 old letters'

began=$(now_ms)
step 'first sight' 08:00
first=$(($(now_ms) - began))
diag "first sight of 5,000 letters: $first ms"
is "$(loket outbox list --all --json | wc -l)" 0 'none is answered'
is "$(loket case list --all --json | wc -l)" 0 'none opens a case'
is "$(loket held list --json | wc -l)" 0 'none waits for a person'
rows() { perl -e 'open my $f, "<:raw", shift; local $/; my $b = <$f>; my $n = () = $b =~ /lama\.\d+/g; print "$n\n"' "$1"; }
size=$(stat -c %s "$T/state/loket.db")
ok 'none has a row: the store is as small as an empty one' [ "$size" -lt 600000 ]
is "$(rows "$T/state/loket.db")" 0 'nor a trace'

# Later: one new letter, and an old one that a person moves into the INBOX: it bears its old date and a new number.
perl "$T/make.pl" "$box/new" 5001 300 "$RIG_UID" "$RIG_GID"
perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase' 'Saya lupa passphrase TTE saya' >"$T/new.eml"
rig_send siti@tapinkab.go.id tte "$T/new.eml"
wait_for 10 "find '$box/new' '$box/cur' -type f ! -name '*lama*' | grep -q ."
step 'later' 08:30
is "$(loket outbox list --all --json | wc -l)" 1 'the new letter is answered'
is "$(loket case list --all --json | wc -l)" 1 'one case'
is "$(loket held list --json | wc -l)" 0 'the 300 old ones that people moved in are passed over'
is "$(find "$box" -type f -name '*lama*' | wc -l)" 5300 'all are still there'
is "$(find "$box" -type f -name '*lama*:2,*S*' | wc -l)" 0 'none was marked as seen'
step 'again' 09:00
is "$(loket outbox list --all --json | wc -l)" 1 'and nothing later'
ok 'the journal is whole' loket journal verify
done_testing
