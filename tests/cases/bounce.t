#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Mails that come back: which of ours, why, whether the address is to blame; who is told, when it is forgotten, what is forged.
. "$(dirname "$0")/lib.sh"
office 'report.summary=08:00 13:00'
raw() { cat >"$T/letter.eml"; send "$1" "$T/letter.eml"; }
journal() { show "$1" | perl -MJSON::PP -ne 'print join(" ", map { $_->{kind} } grep { $_->{kind} =~ /bounce|back/ } @{decode_json($_)->{journal}}), "\n"'; }
addresses() { loket person list --json | grep "$1" | perl -MJSON::PP -ne 'print decode_json($_)->{addresses}, "\n"'; }
dsn() {
	n=$((${n:-0} + 1))
	sh "$TOP/tests/rig/dsn.sh" $n "$@" >"$T/letter.eml"
	send '' "$T/letter.eml"
}

request siti
step '23 08:30'
c=$(number 1)
q=$(mail id "$(last nurul)")
receipt=$(mail id "$(last siti)")

# What marks nothing: late, given up after a time, full, another recipient, a mail we never sent.
dsn "$q" nurul@tapinkab.go.id delayed 4.4.1
dsn "$q" nurul@tapinkab.go.id failed 4.4.7
dsn "$q" nurul@tapinkab.go.id failed 5.2.2
dsn "$q" nurul@tapinkab.go.id failed 5.7.1
dsn "$q" siti@tapinkab.go.id failed 5.1.1
dsn '<never.1@tapinkab.go.id>' nurul@tapinkab.go.id failed 5.1.1
raw '' <<END
From: MAILER-DAEMON@mail.tapinkab.test
To: tte@tapinkab.go.id
Subject: failure notice
Message-ID: <forged.1@mail.tapinkab.test>

<nurul@tapinkab.go.id>:
user unknown (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: <never.2@tapinkab.go.id>
END
step '23 08:40'
unlike "$(addresses nurul)" unreachable 'late, given up, full, refused, another recipient, never sent: nobody is marked'
is "$(journal $c)" 'mail.bounced mail.bounced mail.bounced mail.bounced' 'those of our mails are noted with the case'
case_is $c periksa 'and decide nothing'

# A permanent one of the question itself, forwarded on its way.
dsn "$q" nurul@tapinkab.go.id failed 5.1.1 nurul@pindah.example
step '23 08:50'
like "$(addresses nurul)" 'nurul@tapinkab.go.id \(unreachable\)' 'user unknown: her address is marked'
unlike "$(addresses siti)" unreachable 'and no other'
like "$(journal $c)" 'address.bounce' 'the journal knows'
is "$(show $c | perl -MJSON::PP -ne 'print decode_json($_)->{unreachable}')" 'nurul@tapinkab.go.id 5.1.1' 'the case shows whom nobody reaches'
dsn "$q" nurul@tapinkab.go.id failed 5.1.1
step '23 08:55'
is "$(journal $c | grep -o address.bounce | wc -l)" 1 'a second report changes nothing'
step '23 13:01'
like "$(text rudi)" 'Tidak terjangkau' 'the summary tells'
like "$(text rudi)" "Nurul Huda.*nurul@tapinkab.go.id \\(kode 5.1.1\\), perkara yang menunggu: $c" 'who cannot be reached, and which case waits'
m=$(count rudi)
step '24 08:01'
is "$(count rudi)" "$m" 'once'

# Her letter clears it; so does an import.
re_to "$(rig_mails nurul@tapinkab.go.id | head -n 1)" nurul 'TUNDA'
step '24 08:10'
unlike "$(addresses nurul)" unreachable 'she writes: reached again'
like "$(journal $c)" 'address.back$' 'and noted'
dsn "$receipt" siti@tapinkab.go.id failed 5.1.1
step '24 08:20'
like "$(addresses siti)" unreachable 'siti is marked'
loket person import "$T/people.csv" >/dev/null 2>&1
step '24 08:30'
unlike "$(addresses siti)" unreachable 'imported anew: cleared'

# An automatic answer from an address proves no reader.
dsn "$receipt" siti@tapinkab.go.id failed 5.1.1
step '24 08:40'
new siti 'Sedang cuti' 'Saya sedang cuti.' --auto
step '24 08:50'
like "$(addresses siti)" unreachable 'a vacation notice clears nothing'

# Free forms: qmail, Exim; and without a code nobody is blamed.
loket person import "$T/people.csv" >/dev/null 2>&1
step '24 08:55'
raw '' <<END
From: MAILER-DAEMON@mx.luar.example
To: tte@tapinkab.go.id
Subject: failure notice
Message-ID: <qmail.1@mx.luar.example>

Hi. This is the qmail-send program at mx.luar.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<siti@tapinkab.go.id>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <tte@tapinkab.go.id>
Received: from mail (10.0.0.1)
From: tte@tapinkab.go.id
To: siti@tapinkab.go.id
Message-ID: $receipt

SETUJU
END
step '24 09:00'
like "$(addresses siti)" unreachable 'a bounce of qmail'
loket person import "$T/people.csv" >/dev/null 2>&1
step '24 09:05'
raw '' <<END
From: Mail Delivery System <Mailer-Daemon@mx.luar.example>
To: tte@tapinkab.go.id
Subject: Mail delivery failed: returning message to sender
Message-ID: <exim.1@mx.luar.example>
X-Failed-Recipients: siti@tapinkab.go.id
Auto-Submitted: auto-replied

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  siti@tapinkab.go.id
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Return-path: <tte@tapinkab.go.id>
From: tte@tapinkab.go.id
Message-ID: $receipt
END
step '24 09:10'
like "$(addresses siti)" unreachable 'a bounce of Exim'
loket person import "$T/people.csv" >/dev/null 2>&1
step '24 09:15'
raw '' <<END
From: postmaster@mx.luar.example
To: tte@tapinkab.go.id
Subject: Pesan tidak terkirim
Message-ID: <lain.1@mx.luar.example>

<siti@tapinkab.go.id>: surat belum dapat disampaikan

Message-ID: $receipt
END
step '24 09:20'
unlike "$(addresses siti)" unreachable 'without a code nobody is blamed'
is "$(rig_mails tte | grep -c .)" "$sent_n" 'no report was answered or moved'
whole
done_testing
