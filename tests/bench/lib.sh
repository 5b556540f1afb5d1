# SPDX-License-Identifier: GPL-3.0-or-later
# An office with a mailbox full of mixed letters (corpus.pl), sourced by the rows of `make bench`.
#   full_mailbox LETTERS SEED    the office is made, its first letters are dealt with, and the mixed ones lie in the mailbox; of all that a
#                                copy is kept, so that each run and each peer begins with the same
#   begin_again                  state and mailbox as they were then
#   machine                      one line: processors, kernel, versions of the peers
. "$TOP/tests/rig/rig.sh"
DAY=2026-11-23
BOX=rig/mail/tte@tapinkab.go.id/Maildir
L="$LOKET --config $T/loket.conf"
at() { date -u -d "$DAY $1 +0800" +%s; }
# The number of letters that all people have got; what the agent has sent is there when this has grown by as much.
delivered() { find "$T/rig/mail" -path '*/Maildir/new/*' -not -path '*/tte@*' -type f | wc -l; }
arrive() { wait_for 60 "[ \$(delivered) -ge $1 ]" || bail "only $(delivered) of $1 mails arrived"; }
quiet() { timeout 900 $L run --once --now "$1" 2>>"$T/quiet.log" || bail "loket run: $(tail -n 3 "$T/quiet.log")"; }
corpus() { perl "$TOP/tests/bench/corpus.pl" "$@" --letters "$N" --seed "$SEED" --mail "$T/rig/mail" --maildir "$T/$BOX" --owner "$RIG_UID:$RIG_GID"; }
# What the office is told for a measurement: the caps are raised, and no copies are kept in Sent, which no peer does either.
settings() { rig_conf "$T/loket.conf" limits.answers-per-day=10000 limits.answers-per-hour=1000000 limits.newcomers-per-hour=100000 mailbox.sent=@ ${READERS:+limits.readers=$READERS} "$@"; }

full_mailbox() {
	N=$1 SEED=$2
	rig_start "$T/rig" || bail 'the mail servers do not start'
	rig_user tte nurul
	settings
	$L key make "$T/key" >/dev/null || bail 'no key'
	quiet "${DAY}T08:00:00+08:00"		# the start mark: the mailbox is empty
	corpus people >"$T/people.csv"
	$L person import "$T/people.csv" >/dev/null 2>&1	# 75: the agent acts on it when it runs, which is now
	quiet "${DAY}T08:00:10+08:00"
	for role in verifikator helpdesk; do $L role set $role nurul@tapinkab.go.id >/dev/null 2>&1; done
	quiet "${DAY}T08:00:20+08:00"
	$L role list | grep -q '^verifikator.*Nurul' || bail 'nobody is verifikator'
	corpus prepare --list "$T/prepare.list" --start "$(at 08:10)" || bail 'no letters to prepare with'
	timeout 900 $L run --once --now "${DAY}T08:20:00+08:00" 2>"$T/prepare.log" || bail "prepare: $(tail -n 3 "$T/prepare.log")"
	arrive "$(grep -c 'outcome=0' "$T/prepare.log")"
	$L journal export --csv "$T/before.csv" >/dev/null || bail 'no journal'
	rm "$T/$BOX"/cur/* "$T/$BOX"/new/* 2>/dev/null	# peers fetch the mixed letters and no others
	corpus mixed --list "$T/mixed.list" --start "$(at 09:10)" || bail 'no letters'
	cp -a "$T/state" "$T/state.kept" && cp -a "$T/$BOX" "$T/box.kept" || bail 'no copy'
}

begin_again() {
	rm -rf "$T/state" "${T:?}/$BOX"
	cp -a "$T/state.kept" "$T/state" && cp -a "$T/box.kept" "$T/$BOX" || bail 'no copy'
	sync -f "$T"	# what was copied is not to be written while somebody is measured
}

machine() {
	echo "machine: $(nproc) x $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), Linux $(uname -r), load $(cut -d' ' -f1 /proc/loadavg)"
	echo "loket $($LOKET version | head -n 1); $(dpkg-query -W -f '${Package} ${Version}; ' dovecot-core postfix isync fdm 2>/dev/null)"
}
