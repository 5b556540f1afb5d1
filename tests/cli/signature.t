#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Signatures in PDF attached to letters, through the real readers: what `read` and `explain` say with roots and without, that nothing
# a file says of itself gets into it, and that roots that are none are a mistake in the settings.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../rig/rig.sh"
[ -x "$LOKET" ] || skip_all 'the program is not built'
U=$TOP/tests/documents/unit
WHEN=2027-03-01T09:00:00+08:00

# letter FILE PDF...: a letter with these attached.
letter() {
	to=$1; shift
	{
		printf 'From: siti@tapinkab.go.id\nTo: tte@tapinkab.go.id\nSubject: Lupa passphrase\nMessage-ID: <%s@tapinkab.go.id>\n' "${to##*/}"
		printf 'Date: Mon, 23 Nov 2026 08:30:00 +0800\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n'
		printf -- '--b\nContent-Type: text/plain; charset=utf-8\n\nSelamat pagi, saya lupa passphrase TTE. Surat terlampir.\n'
		for f; do
			printf -- '--b\nContent-Type: application/pdf; name="%s"\nContent-Transfer-Encoding: base64\n\n' "${f##*/}"
			base64 "$f"
		done
		printf -- '--b--\n'
	} >"$to"
}
# signatures OPTION... FILE: signature of each document of the letter, one a line.
signatures() { "$LOKET" --now "$WHEN" read --json --rules "$TOP/rules" "$@" |
	perl -MJSON::PP -0777 -ne 'for (@{decode_json($_)->{documents}}) { my $s = $_->{signature};
		print $s ? join(" ", $s->{relied} ? "relied" : "not", $s->{signer} // "-", $s->{reason} // "-") : "none", "\n" }'; }

cp "$U/tte-baik.pdf" "$T/tambah.pdf" && printf '\n%%%%EOF\n' >>"$T/tambah.pdf"
letter "$T/a.eml" "$U/tte-baik.pdf" "$U/tte-palsu.pdf" "$U/tte-dua.pdf" "$T/tambah.pdf" "$U/surat.pdf"
is "$(signatures --roots "$U/tte-roots.pem" "$T/a.eml" | tr '\n' ';')" \
	'relied SITI RAHMAH -;not - chain;not - several;not - range;none;' 'with roots'
is "$(signatures "$T/a.eml" | tr '\n' ';')" 'not - no-roots;not - no-roots;not - several;not - range;none;' 'without roots nothing is relied on'
printf '[agent]\nsignature-roots = %s\n' "$U/tte-roots.pem" >"$T/conf"
is "$("$LOKET" --config "$T/conf" --now "$WHEN" read --rules "$TOP/rules" --json "$T/a.eml" | grep -o '"relied":true')" '"relied":true' 'roots of the settings'
t=$("$LOKET" --now "$WHEN" read --rules "$TOP/rules" --roots "$U/tte-roots.pem" "$T/a.eml")
like "$t" 'tte-baik.pdf .*signature relied: SITI RAHMAH' 'read: who signed'
like "$t" 'tte-palsu.pdf .*signature chain\)' 'read: why not'
t=$("$LOKET" --now "$WHEN" explain --rules "$TOP/rules" --roots "$U/tte-roots.pem" "$T/a.eml")
like "$t" 'signature relied: SITI RAHMAH' 'explain: who signed'
like "$t" 'signature several' 'explain: why not'
unlike "$t" 'Trusted|KEPALA DINAS' 'explain: nothing of what the file says of itself'
letter "$T/baris.eml" "$U/tte-baris.pdf"
is "$(signatures --roots "$U/tte-roots.pem" "$T/baris.eml" | wc -l)" 1 'a name of two lines is one'

exits 78 'roots that are none' "$LOKET" read --rules "$TOP/rules" --roots "$U/surat.pdf" "$T/a.eml"
like "$(cat "$T/err")" 'CA certificates in PEM' 'and it is said what they must be'

rig_start "$T/rig"
rig_user tte >/dev/null
"$LOKET" key make "$T/key" >/dev/null
rig_conf "$T/loket.conf" agent.signature-roots="$U/tte-roots.pem"
exits 0 'check: roots' "$LOKET" --config "$T/loket.conf" check
like "$("$LOKET" --config "$T/loket.conf" --now "$WHEN" doctor 2>&1)" 'signatures .*tte-roots.pem' 'doctor: roots'
exits 0 'the agent runs with them' timeout 60 "$LOKET" --config "$T/loket.conf" run --once --now "$WHEN"
rig_send siti@tapinkab.go.id tte "$T/a.eml" dalam && rig_wait_mail tte 1 >/dev/null
exits 0 'and reads a letter' timeout 60 "$LOKET" --config "$T/loket.conf" run --once --now 2027-03-01T09:05:00+08:00
is "$("$LOKET" --config "$T/loket.conf" held list --json | grep -c unreadable)" 0 'which none of its limits stops'
rig_conf "$T/loket.conf" agent.signature-roots="$U/surat.pdf"
exits 78 'check: roots that are none' "$LOKET" --config "$T/loket.conf" check
like "$(cat "$T/err")" 'signature-roots.*PEM' 'and which setting it is'
like "$("$LOKET" --config "$T/loket.conf" --now "$WHEN" doctor 2>&1)" 'failure *signatures .*PEM' 'doctor says it'
exits 78 'nor does the agent run' timeout 60 "$LOKET" --config "$T/loket.conf" run --once --now 2027-03-01T09:06:00+08:00
done_testing
