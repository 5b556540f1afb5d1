#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# AMS is asked about the register of a whole kabupaten, as each morning, by the real agent. CERTS= (18000) at RATE= (50) a second: told are the rate
# by the stand-in's log, the memory of agent and driver after a tenth and at the end, and how long the polls of a case in between have waited.
# Exit 1 when the rate is off by more than 5 %, memory grew by more, or a case waited a second. BUSY=1, beside other tests: when it is below 40 %
# of the rate or 5 % above it, memory grew by 10 %, or a case waited ten seconds.
. "$(dirname "$0")/../cases/lib.sh"
. "$TOP/tests/rig/ams.sh"
CERTS=${CERTS:-18000} RATE=${RATE:-50}
rig_ams "$T/ams" --now 2026-11-23T08:00:00+08:00 || bail 'the stand-in for AMS does not start'
office $(ams_conf) ams.polls="$RATE" ams.poll-minutes=0 mailbox.poll=5
perl -e 'my ($n, $d) = @ARGV; open my $p, ">", "$d/p.csv"; open my $c, ">", "$d/c.csv"; open my $u, ">", "$d/u.json";
	print $p "nama;nip;nik;email;hp;jabatan;unit_kerja\n"; print $c "email;nip;serial;terbit;berakhir;status\n"; print $u "{\"users\":[";
	for (1 .. $n) { my $nik = sprintf "6305051201%06d", $_;
		print $p "Pegawai $_;;$nik;pegawai$_\@tapinkab.go.id;;;Dinas\n"; printf $c "pegawai$_\@tapinkab.go.id;;%08x;;2026-12-%02d;ISSUE\n", $_, 10 + $_ % 20;
		printf $u "%s{\"nik\":\"$nik\",\"email\":\"pegawai$_\@tapinkab.go.id\",\"nama\":\"Pegawai $_\",\"status\":\"ISSUE\",\"until\":\"2026-12-%02d\"}", $_ > 1 ? "," : "", 10 + $_ % 20 }
	print $u "]}"' "$CERTS" "$T"
loket person import "$T/p.csv" >/dev/null 2>&1; step '23 08:10'
loket cert import "$T/c.csv" >/dev/null 2>&1; step '23 08:20'
curl -s -H "X-Sim-Token: $AMS_TOKEN" --data-binary "@$T/u.json" "http://127.0.0.1:$AMS_PORT/_sim/seed" >/dev/null
NOW=2026-11-24T05:59:55+08:00
ams clock "{\"now\":\"$NOW\"}" >/dev/null
"$LOKET" --config "$T/loket.conf" run --now "$NOW" 2>>"$T/log" &
agent=$!
cleanup() { kill "$agent" 2>/dev/null; wait "$agent" 2>/dev/null; }
count() { curl -s -H "X-Sim-Token: $AMS_TOKEN" "http://127.0.0.1:$AMS_PORT/_sim/count" | grep -o '[0-9]*' | head -n 1; }
rss() { awk '/^VmRSS/ { print $2 }' "/proc/$1/status"; }
reach() { while [ "$(count)" -lt "$1" ]; do sleep 0.2; kill -0 "$agent" 2>/dev/null || bail 'the agent ended'; [ "$(now_ms)" -lt $((began + 1000 * (CERTS / RATE) * 2 + 60000)) ] || bail 'too slow'; done; }
began=$(now_ms)
reach $((CERTS / 10))
first="$(rss "$agent") $(rss "$(worker esign | head -n 1)")"
for i in 3 5 7; do
	reach $((CERTS * i / 10))
	perl "$TOP/tests/rig/reply.pl" --date "$(date -d "$NOW" +%s)" --from "pegawai$i@tapinkab.go.id" --name "Pegawai $i" --new --to tte@tapinkab.go.id --subject 'Lupa passphrase' --attach "$pdf" 'Mohon reset passphrase.' >"$T/letter.eml"
	rig_deliver tte "$T/letter.eml"
done
reach "$CERTS"
last="$(rss "$agent") $(rss "$(worker esign | head -n 1)")"
ams log >"$T/calls.json"
cleanup
perl -MJSON::PP -e 'my ($certs, $rate, $first, $last, $waits, $busy) = @ARGV; local $/; my @at = map { $_->{ms} } grep { $_->{path} =~ /check/ } @{decode_json(<STDIN>)};
	my $is = (@at - 1) / (($at[-1] - $at[0]) / 1000); my @f = split / /, $first; my @l = split / /, $last; my @w = split / /, $waits; my $bad = 0;
	printf "# %d polls at %.2f a second (settings: %d)\n", scalar @at, $is, $rate; $bad++ if $is / $rate > 1.05 || $is / $rate < ($busy ? 0.4 : 0.95);
	for my $i (0, 1) { printf "# %s: %d kB after a tenth, %d kB at the end (%+.1f %%)\n", (qw(agent driver))[$i], $f[$i], $l[$i], 100 * ($l[$i] / $f[$i] - 1); $bad++ if $l[$i] / $f[$i] > ($busy ? 1.1 : 1.05) }
	printf "# polls of cases in between: answered after %s s\n", join(", ", @w); $bad++ if @w != 3 || grep { $_ > ($busy ? 10 : 1) } @w;
	exit $bad' "$CERTS" "$RATE" "$first" "$last" "$(sqlite3 "$T/state/loket.db" "SELECT b.at - a.at FROM journal a JOIN journal b ON b.outbox_id = a.outbox_id AND b.kind = 'ams.outcome' WHERE a.kind = 'ams.owed' AND a.code = 'status' GROUP BY a.outbox_id" | tr '\n' ' ')" "${BUSY:-0}" <"$T/calls.json" >"$T/result"
rc=$?
cat "$T/result"
ok 'rate, memory and waiting are within their bounds' test "$rc" -eq 0
is "$(sqlite3 "$T/state/loket.db" "SELECT count(*) FROM certificate WHERE poll_at > strftime('%s', '2026-11-24T22:00:00') - 3600")" "$CERTS" 'each was asked about once, and is due again tomorrow'
whole
rig_ams_stop
done_testing
