#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The unit that offices install, started by a real systemd: the agent and every worker live within its wall (filters of calls, families of
# sockets, file systems that cannot be written), a scanned letter is read there by pdftoppm and tesseract, and the boxes forbid and allow inside
# the same wall what they do outside. Wants root and a booted systemd; leaves nothing installed.
export TMPDIR=/var/lib		# where StateDirectory= is, and what PrivateTmp= and ProtectHome= do not hide
[ "$(id -u)" -eq 0 ] && [ -d /run/systemd/system ] && [ "$(cat /proc/1/comm)" = systemd ] || { echo '1..0 # SKIP wants root and a booted systemd'; exit 0; }
. "$(dirname "$0")/../lib.sh"
. "$TOP/tests/rig/rig.sh"
NAME=$(basename "$T") DOCS=$TOP/tests/documents/unit
cleanup() {
	systemctl -q stop "$NAME" "$NAME-boxes" 2>/dev/null
	rm -f "/run/systemd/system/$NAME.service" "/run/systemd/system/$NAME-boxes.service"
	systemctl -q daemon-reload
}
own() { setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$@"; }
loket() { own "$T/loket" --config "$T/own/loket.conf" "$@"; }
# unit NAME COMMAND: the office's unit with another program, user and state.
unit() {
	sed -e "s,^ExecStart=.*,ExecStart=$2," -e 's,^User=.*,User=nobody,' -e "s,^Group=.*,Group=$(id -gn nobody)," \
		-e "s,^StateDirectory=.*,StateDirectory=$NAME/state," -e '/^OnFailure=/d' "$TOP/contrib/systemd/loket.service" >"/run/systemd/system/$1.service"
	printf '[Service]\nStandardOutput=file:%s/%s.out\nStandardError=file:%s/%s.log\n' "$T" "$1" "$T" "$1" >>"/run/systemd/system/$1.service"
}
rig_start "$T/rig" || bail 'the mail servers do not start'
rig_user tte siti nurul
cp "$LOKET" "$T/loket" && cp -r "$TOP/rules" "$TOP/templates" "$T/" || bail 'no copy'
mkdir "$T/own" && chown nobody "$T/own"
TOP_TREE=$TOP TOP=$T; rig_conf "$T/own/loket.conf" report.summary=@ "agent.state=$T/state"; TOP=$TOP_TREE
chown nobody "$T"/own/*
own "$T/loket" key make "$T/own/key" >/dev/null || bail 'no key'
is "$(grep -c '^ExecStart=\|^User=\|^Group=\|^StateDirectory=' "$TOP/contrib/systemd/loket.service")" 4 'the lines that this test replaces stand in the unit'

# ---- the service
unit "$NAME" "$T/loket run --config $T/own/loket.conf"
systemctl daemon-reload
ok 'the service starts' systemctl start "$NAME"
wait_for 20 'grep -q "agent up" "$T/$NAME.log"' && pass 'the agent is up' || { fail 'the agent is up'; diag "$(tail -n 15 "$T/$NAME.log")"; }
unlike "$(cat "$T/$NAME.log")" 'landlock=' 'Landlock is there within the wall' 
printf 'nama;nip;nik;email;hp;jabatan;unit_kerja\nNurul Huda;199002142015032001;6305055402900001;nurul@tapinkab.go.id;081200000013;Pranata Komputer;Kominfo\nSiti Rahmah;198703122011012004;6305055203870002;siti@tapinkab.go.id;081200000011;Analis;Pertanian\n' >"$T/own/people.csv"
ok 'people' loket person import "$T/own/people.csv"
ok 'a role' loket role set verifikator nurul@tapinkab.go.id --from 2026-01-01
write() {
	perl "$TOP/tests/rig/reply.pl" --new --from siti@tapinkab.go.id --to tte@tapinkab.go.id --subject 'Lupa passphrase' \
		'Saya lupa passphrase TTE, surat terlampir.\n\nNIP: 198703122011012004' --attach "$1" >"$T/letter.eml" && rig_send siti@tapinkab.go.id tte "$T/letter.eml"
}
cp "$DOCS/cap.jpg" "$T/IMG-20261123-WA0001.jpg"
ok 'a letter with the photo of a statement' write "$T/IMG-20261123-WA0001.jpg"
rig_wait_mail siti 1 60 >/dev/null && pass 'is answered' || { fail 'is answered'; diag "$(tail -n 15 "$T/$NAME.log")"; }
like "$(loket case show TTE-2026-000001 || loket case list)" 'surat-pernyataan' 'its photo was read: it is the statement'
rig_wait_mail nurul 1 60 >/dev/null && pass 'the verifikator is asked' || { fail 'the verifikator is asked'; diag "$(tail -n 15 "$T/$NAME.log")"; }
ok 'a letter with a scanned PDF' write "$DOCS/pindai.pdf"
wait_for 60 '[ "$(grep -c ocr=text "$T/$NAME.log")" -ge 2 ]' && pass 'is drawn and read as well' || { fail 'is drawn and read as well'; diag "$(tail -n 15 "$T/$NAME.log")"; }
is "$(systemctl show -P NRestarts "$NAME")" 0 'it was never started anew'
ok 'the journal is whole' loket journal verify
like "$(systemctl show -P StatusText -P WatchdogTimestampMonotonic "$NAME")" '[1-9]' 'it says that it is alive'
ok 'it stops' systemctl stop "$NAME"
is "$(systemctl show -P Result "$NAME")" success 'and ended well'
is "$(pgrep -cf "$T/loket")" 0 'nothing is left of it'

# ---- the boxes within the same wall
mkdir -p "$T/tree/tests/documents" && cp -r "$TOP/rules" "$TOP/templates" "$T/tree/" && cp -r "$DOCS" "$T/tree/tests/documents/"
n=; for o in buf clock err file log mem progress wire worker; do n="$n $BUILD/src/base/$o.o"; done
${CC:-gcc} -std=c11 -D_GNU_SOURCE -I"$TOP/src" -o "$T/ocrdrive" "$TOP/tests/box/ocrdrive.c" $n "$BUILD/src/protocol.o" || bail 'ocrdrive does not compile'
boxed='box reader compose ocr pdf document signature'
for t in $boxed; do cp "$BUILD/unit/${t}_test" "$T/tree/" || bail "$t: not built"; done
cat >"$T/tree/run.sh" <<END
cd $T/tree
for t in $boxed; do ./\${t}_test >/tmp/out 2>&1; echo "\$t \$? \$(grep -c '^ok' /tmp/out) \$(grep -m 3 '^not ok' /tmp/out)"; done
$T/ocrdrive $T/loket 5 tests/documents/unit/foto.jpg | head -n 1
grep -E 'NoNewPrivs|Seccomp' /proc/self/status
touch /var/lib/loket-outside 2>&1 || echo cannot write
END
unit "$NAME-boxes" "/bin/sh $T/tree/run.sh"
sed -i 's/^Restart=.*/Restart=no\nType=oneshot/' "/run/systemd/system/$NAME-boxes.service"
systemctl daemon-reload
systemctl start "$NAME-boxes" || fail 'the boxes run'
said=$(cat "$T/$NAME-boxes.out")
like "$said" 'Seccomp_filters:.[1-9]' 'within the filters of the unit'
like "$said" 'cannot write' 'and its file systems'
for t in $boxed; do
	like "$said" "^$t 0 [1-9][0-9]* *$" "$t: all well in there"
done
like "$said" 'foto.jpg: text pages=1 .*exit=0' 'a picture is read'
[ "$tap_bad" -eq 0 ] || diag "$said"
done_testing
