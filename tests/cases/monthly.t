#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Once a month: the admin hears of certificates that nobody has looked at for long, each OPD of those of its people; with the first summary.
. "$(dirname "$0")/lib.sh"
cp -r "$TOP/rules" "$T/rules"
sed -i 's|<portal-reset>|<opd nama="Dinas Pertanian" email="pertanian@tapinkab.go.id"/><opd nama="Dinas Sosial" email="sosial@tapinkab.go.id"/>\n&|; /<pengingat/d' "$T/rules/office/tapin.xml"
office agent.rules="$T/rules" report.summary=08:00
printf 'email;sampai\nsiti@tapinkab.go.id;2027-03-20\nbudi@tapinkab.go.id;2028-06-01\n' >"$T/c.csv"
loket cert import "$T/c.csv" >/dev/null 2>&1
step '23 10:00'
of() { tell mails "$1@tapinkab.go.id" <"$T/outbox.json" | tr ' ' '\n' | grep -c "$2"; }
step '12-01 08:10'
is "$(of admin sertifikat-lama)" 0 'nothing is old yet'
is "$(of pertanian sertifikat-opd)" 0 'nor near its end'
step '2027-03-01 08:10'
is "$(of admin sertifikat-lama)" 1 'after 90 days the admin hears'
like "$(text admin)" 'Siti Rahmah.*20 Maret 2027' 'of whom, and until when'
is "$(of pertanian sertifikat-opd)" 1 'the OPD hears of its own'
like "$(text pertanian)" 'Siti Rahmah' 'person'
is "$(of sosial sertifikat-opd)" 0 'another has nobody to hear of'
step '2027-03-02 08:10'
is "$(of admin sertifikat-lama)$(of pertanian sertifikat-opd)" 11 'once a month'
whole
done_testing
