#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A flood: JUNK letters (mail bombs in one name, requests of strangers, sign-up codes, newsletters) and behind them REAL true requests. The real ones
# are answered within five minutes, answers to junk stay within the caps, nothing foreign is quoted, and a full hour is told by other ways than
# mail. `make flood`: 10,000 and 10.
. "$(dirname "$0")/lib.sh"
junk=${JUNK:-120} real=${REAL:-5}
cp -r "$TOP/rules" "$T/rules"
# the office that answers strangers: the worse case
sed -i 's/kalender="tapin"/kalender="tapin" tak-dikenal="jawab"/' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules" limits.answers-per-day=5 limits.answers-per-domain=8 limits.newcomers-per-hour=6 limits.answers-per-hour=$((real * 2 + 20))
sql() { sqlite3 "$T/state/loket.db" "$1"; }
perl "$TOP/tests/attacks/letters.pl" people $real >"$T/uji.csv"
loket person import "$T/uji.csv" >/dev/null 2>&1
step '23 08:10'
mkdir "$T/in" "$T/junk"
cp "$pdf" "$T/in/"
perl "$TOP/tests/attacks/letters.pl" requests $real "$T/in"
perl -e '
	my ($n, $dir) = @ARGV;
	my @kinds = (
		["siti\@tapinkab.go.id", "status %d", "STATUS"], ["korban%d\@luar.example", "Lupa passphrase", "Saya lupa passphrase TTE, mohon direset. UMPAN"],
		["noreply%d\@layanan.example", "Your sign-up code", "Your code is 99%d. UMPAN"], ["berita\@surat.example", "Promo %d", "Diskon besar UMPAN, klik http://surat.example/%d"],
		["a%d\@tapinkab.go.id", "Permohonan TTE", "Mohon bantuan TTE, nomor %d UMPAN"], ["budi\@luar.example", "tanya %d", "Apakah bisa? UMPAN %d"],
		["x%d\@acak%d.example", "Re: TTE-2026-000001", "SETUJU"], ["korban%d\@luar.example", "APPROVE", "APPROVE\n\nKode: ABCD-EFGH-IJKL-MNOP"]);
	for my $i (1 .. $n) {
		my ($from, $subject, $text) = map { s/%d/$i/gr } @{$kinds[$i % @kinds]};
		open my $f, ">", sprintf "%s/%05d.eml", $dir, $i or die;
		print $f "From: $from\nTo: tte\@tapinkab.go.id\nSubject: $subject\nDate: Mon, 23 Nov 2026 08:10:00 +0800\nMessage-ID: <j$i.x\@luar.example>\n\n$text\n";
	}' $junk "$T/junk"
find "$T/junk" -name '*.eml' | sort | xargs perl "$TOP/tests/rig/tool.pl" deliver "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0
perl "$TOP/tests/rig/tool.pl" deliver "$RIG_DIR/mail/tte@tapinkab.go.id/Maildir" "$RIG_UID" "$RIG_GID" 0 "$T"/in/*.eml

NOW=$(full '23 08:20')
begin=$(now_ms)
"$LOKET" --config "$T/loket.conf" run --now "$NOW" 2>>"$T/log" & agent=$!
answered() { a=0; i=0; while [ $i -lt $real ]; do i=$((i + 1)); [ "$(ls "$RIG_DIR/mail/pegawai$i@tapinkab.go.id/Maildir/new" 2>/dev/null | wc -l)" -gt 0 ] && a=$((a + 1)); done; [ $a -eq $real ]; }
wait_for ${WAIT:-400} answered; took=$((($(now_ms) - begin) / 1000))
ok "$real real letters behind $junk of junk: answered within five minutes ($took s)" [ $took -lt 300 ]
wait_for 300 "[ \"\$(sql \"SELECT count(*) FROM message WHERE state = 'received'\")\" = 0 ]"
kill $agent; wait $agent; tap_rc=$?
is "$tap_rc" 0 'the agent goes on and ends in order'
is "$(sql "SELECT count(*) FROM message WHERE state IN ('done', 'held')")" $((junk + real)) 'every letter is done or held'
is "$(sql "SELECT count(*) FROM task t JOIN cases c ON c.id = t.case_id WHERE t.state = 'open' AND t.role = 'verifikator'")" $real 'and the verifikator is asked about the real ones'
ok 'no address gets more than its cap' [ "$(sql "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id WHERE o.state <> 'dropped' AND o.role = 'pemohon' GROUP BY d.recipient)")" -le 5 ]
ok 'nor all whom nobody knows a quarter of the hour' [ "$(sql "SELECT count(*) FROM outbox WHERE state <> 'dropped' AND person_id IS NULL AND case_id IS NULL")" -le $(((real * 2 + 23) / 4)) ]
is "$(sql "SELECT count(*) FROM cases WHERE owner_id IN (SELECT id FROM person WHERE source = 'letter')")" 6 'people of whom only letters tell: as many as the hour allows'
is "$(sql "SELECT count(*) FROM message WHERE reason = 'newcomers'")" $(((junk + 4) / 8 - 6)) 'the letters of the others are held'
for d in luar.example layanan.example surat.example; do
	ok "nor the domain $d" [ "$(sql "SELECT count(*) FROM outbox o JOIN outbox_data d ON d.outbox_id = o.id WHERE o.state <> 'dropped' AND d.recipient LIKE '%@$d'")" -le 8 ]
done
is "$(cat "$RIG_DIR"/mail/*/Maildir/new/* "$RIG_DIR"/mail/*/Maildir/cur/* 2>/dev/null | grep -c 'UMPAN' | cat)" "$(grep -l UMPAN "$RIG_DIR"/mail/tte@tapinkab.go.id/Maildir/*/* | wc -l)" 'nothing foreign is quoted to anybody'
is "$(sql "SELECT count(*) FROM cases WHERE akhir IS NOT NULL")" 0 'nothing was decided'
diag "answers: $(sql "SELECT o.what || ' ' || count(*) FROM outbox o WHERE o.state <> 'dropped' GROUP BY o.what" | tr '\n' ',') dropped $(sql "SELECT count(*) FROM outbox WHERE state = 'dropped'")"

# ---- the breaker: the hour is full
printf '[limits]\nanswers-per-hour = 2\n' >>"$T/loket.conf"
perl -0pi -e 's/answers-per-hour = \d+\n(?=.*answers-per-hour)//s' "$T/loket.conf"
new siti 'Permohonan lupa passphrase TTE' "Mohon direset.\nNIP: 198703122011012004" --attach "$pdf"
rm -f "$T/state/health"
NOW=$(full '23 08:40')
"$LOKET" --config "$T/loket.conf" run --now "$NOW" 2>"$T/log2" & agent=$!
wait_for 120 "grep -q 'breaker=[1-9]' '$T/state/health'" && pass 'the state file says that the hour is full' || fail 'the state file says that the hour is full'
like "$(cat "$T/log2")" '^<1>alert loket: breaker open' 'the journal has it as an alert'
loket doctor >"$T/out" 2>&1; tap_rc=$?
is "$tap_rc" 75 'doctor fails'
like "$(grep ' agent ' "$T/out")" 'failure.*too many mails' 'and says why'
kill $agent; wait $agent 2>/dev/null
done_testing
