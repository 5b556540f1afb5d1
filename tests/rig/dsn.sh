#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A delivery status notification as Postfix writes it (RFC 3464), on standard output. Its text has a word in it that decides where an official writes it.
#   dsn.sh NUMBER MESSAGE-ID TO [ACTION STATUS [FINAL]]     NUMBER makes its own Message-ID; failed 5.1.1 TO
cat <<END
From: MAILER-DAEMON@mail.tapinkab.test (Mail Delivery System)
To: tte@tapinkab.go.id
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce.$1@mail.tapinkab.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered. SETUJU

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.tapinkab.test

Final-Recipient: rfc822; ${6:-$3}
Original-Recipient: rfc822;$3
Action: ${4:-failed}
Status: ${5:-5.1.1}

--b
Content-Type: text/rfc822-headers

From: tte@tapinkab.go.id
To: $3
Subject: Tugas
Message-ID: $2

--b--
END
