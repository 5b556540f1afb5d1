#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/readings tells of letters and documents with text may not fall: F1 of all fields, in thousandths, of the seen part and the unseen;
# no NIP, NIK or address is wrong that was taken as certain.
. "$(dirname "$0")/../lib.sh"
LOKET=$LOKET perl "$TOP/tests/readings/report.pl" letters texts >"$T/report" 2>"$T/err" || bail "report.pl: $(tail -n 3 "$T/err")"
while read -r what part least; do
	line=$(sed -n "/^$what $part\$/,/all fields/p" "$T/report" | tail -n 1)
	f1=$(printf '%s\n' "$line" | sed -n 's/.* F1 \([01]\)\.\([0-9]*\) .*/\1\2/p' | sed 's/^0*//')
	ok "$what, $part: $least of 1000 (${f1:-none})" [ "${f1:-0}" -ge "$least" ]
	like "$line" 'wrong NIP, NIK, mail: 0$' "$what, $part: nothing certain is wrong"
done <<-'EOF'
	letters seen 974
	letters unseen 935
	documents seen 986
	documents unseen 963
	text unseen 949
EOF
done_testing
