#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Identity `selaras`: what the office's own mail server says of a sender counts once the border has been tried from outside, and only where
# that server writes it. A forged field, one of another server, or none: the answer is confirmed with a fresh code first.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
sed -i 's/kalender="tapin"/kalender="tapin" authserv-id="mail.tapinkab.test"/' "$T/rules/office/tapin.xml"
sed -i 's/identitas="dikenal"/identitas="selaras"/' "$T/rules/sop/tapin/lupa-passphrase.xml"
office agent.rules="$T/rules" limits.answers-per-day=100
says() { like "$(loket doctor 2>/dev/null | grep -E "^(ok|warning|failure) +$1  ")" "$2" "$3"; }
# test_mail HELO: the letter of doctor, sent from outside
test_mail() {
	loket doctor --test-mail >"$T/uji.eml" 2>"$T/err" || fail "doctor --test-mail: $(cat "$T/err")"
	HELO=$1 send orang "$T/uji.eml"
}

request siti
step '23 08:30'
c=$(number 1)
q=$(last nurul)
says border 'warning.*not tried yet' 'the border has not been tried'
re_to "$q" nurul SETUJU
step '23 08:40'
case_is $c periksa 'before that no result counts, though the server vouches'
why_is $c to-be-confirmed 'the answer is confirmed first'

test_mail luar
step '23 08:50'
says border 'warning.*wrote no result of its own and left a forged one' 'a border that writes nothing is told of'
re_to "$q" nurul TIDAK
step '23 08:55'
n=$(outbox | wc -l)
test_mail dalam
step '23 09:00'
says border 'warning.*count below 1 Received.*leaves forged ones' 'tried: where its results stand, and that forged ones stay below'
is "$(outbox | wc -l)" "$n" 'nobody is answered'
is "$(sqlite3 "$T/state/loket.db" "SELECT count(*) FROM journal WHERE kind = 'border.tried'")" 2 'both trials are in the journal'
unlike "$(loket doctor --test-mail)" "$(sed -n 's/^Subject: .* //p' "$T/uji.eml")" 'each test letter counts once'

# Answers that are confirmed all the same: no results, the server's "fail", forged ones at every place a sender can reach.
us='Authentication-Results: mail.tapinkab.test;'
pass="$us dkim=pass header.d=tapinkab.go.id; dmarc=pass header.from=tapinkab.go.id"
ours='Received: from x by mail.tapinkab.test (Postfix) with ESMTPSA id 1; Mon, 23 Nov 2026 09:00:00 +0800'
weak() { weak_helo=$1; shift; HELO=$weak_helo re_to "$q" nurul SETUJU "$@"; }
weak luar						# submitted inside: no result
weak penipu						# the server says fail
weak luar --header "$pass"				# forged
weak luar --header "$pass" --header "$ours"		# forged above a forged Received field of ours
weak luar --header "$ours" --header "$pass" --header "$ours"
weak penipu --header "$pass" --header "$ours" --header "$pass"
weak luar --header 'Authentication-Results: mx.luar.example; dmarc=pass header.from=tapinkab.go.id'
step '23 09:10'
case_is $c periksa 'no results, fail, forged ones at every place a sender can reach: each is confirmed first'
is "$(show $c | tell why 7 | tr ' ' '\n' | grep -cE '^(to-be-confirmed|rounds-used)$')" 7 'all seven'
says submission 'of [0-9]+ letters' 'how inner submission comes'

re_to "$q" nurul SETUJU
step '23 09:20'
case_is $c atur-ulang 'with the result of the server it counts at once' || diag "$(show $c | tell why 5)"

# Another name in the office file: tried under that name it was not.
sed -i 's/authserv-id="mail.tapinkab.test"/authserv-id="mail.tapinkab.test" gerbang="mx.tapinkab.test"/' "$T/rules/office/tapin.xml"
step '23 09:30'
says border 'not tried yet' 'another border has not been tried'
test_mail dalam
step '23 09:40'
says border 'Received field of "mail.tapinkab.test", not of mx.tapinkab.test' 'and a wrong one is told of, with the right one'
whole
done_testing
