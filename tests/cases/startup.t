#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What a start finds: a store that is damaged, newer, another program's or gone is told and left as it is, never made anew; after an unclean
# end all of it is looked at; a disk that fails ends the agent, which goes on from what is really there.
. "$(dirname "$0")/lib.sh"
DB=$T/state/loket.db
start() { "$LOKET" --config "$T/loket.conf" run --once --now "$NOW"; }
sum() { sha256sum <"$1"; }
# refuses CODE ERE NAME: the start ends so, says so, and has changed no byte of the store.
refuses() {
	was=$(sum "$DB")
	exits "$1" "$3: exit $1" start && like "$(cat "$T/err")" "$2" "$3: said"
	is "$(sum "$DB")" "$was" "$3: left as it is"
}
keep() { rm -f "$DB-wal" "$DB-shm"; cp "$DB" "$T/good.db"; }
put_back() { rm -f "$DB-wal" "$DB-shm"; cp "$T/good.db" "$DB"; }
sql() { sqlite3 "$DB" "$@" >/dev/null; }

office
request siti
step '23 08:30'
case_is $(number 1) periksa 'a case'
NOW=$(full '23 08:40')
sql 'PRAGMA wal_checkpoint(TRUNCATE)'
keep

# ---- what is no store of ours
dd if=/dev/urandom of="$DB" bs=4096 seek=3 count=4 conv=notrunc 2>/dev/null
refuses 74 'damaged.*restore a backup' 'pages overwritten'
put_back; truncate -s -8192 "$DB"
refuses 74 'damaged.*restore a backup' 'cut short'
put_back; printf 'this is no store' | dd of="$DB" conv=notrunc 2>/dev/null
refuses 74 'not a SQLite file.*restore a backup' 'its head overwritten'
exits 74 'a command on it: exit 74' loket case list
put_back; sql 'PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)'
refuses 78 'newer loket \(store version 99' 'of a newer loket'
exits 78 'a command on it: exit 78' loket case list
put_back; sql 'PRAGMA application_id = 7; PRAGMA wal_checkpoint(TRUNCATE)'
refuses 78 'belongs to another program' 'of another program'
rm -f "$DB" "$DB-wal" "$DB-shm"
exits 74 'lost, with its files still there: exit 74' start
like "$(cat "$T/err")" 'the store is empty: put back the store' 'said'
put_back

# ---- an unclean end: what a quick look does not see
rig_spawn "$T/daemon.log" "$LOKET" --config "$T/loket.conf" run --now "$NOW"
wait_for 20 'grep -q "agent up" "$T/daemon.log"' || bail 'the agent does not come up'
kill -9 "$RIG_PID"; wait "$RIG_PID" 2>/dev/null
wait_for 10 'flock -n "$T/state/lock" true' >/dev/null
sql "PRAGMA wal_checkpoint(TRUNCATE)"
keep
# An index that says something else than its table.
sql "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '(state, id)', '(bytes, id)') WHERE name = 'message_by_state'"
refuses 74 'damaged: .*message_by_state' 'after kill -9 all of it is looked at: an index that lies'
put_back
exits 0 'without the damage it starts' start
like "$(cat "$T/err")" 'all of it is looked at' 'after a full look'
exits 0 'and again' start
unlike "$(cat "$T/err")" 'all of it is looked at' 'a quick look after an orderly end'

# ---- a disk that fails: EIO by the call that should make it durable
cat >"$T/eio.c" <<'END'
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>
static int eio(const char *call, int fd)
{
	char now[16] = "";
	ssize_t n = readlink(EIO_FILE, now, sizeof(now) - 1);
	int (*real)(int);

	if (n == (ssize_t)strlen(call) && strncmp(now, call, (size_t)n) == 0) {
		errno = EIO;
		return -1;
	}
	*(void **)&real = dlsym(RTLD_NEXT, call);
	return real(fd);
}
int fsync(int fd) { return eio("fsync", fd); }
int fdatasync(int fd) { return eio("fdatasync", fd); }
END
${CC:-cc} -shared -fPIC -o "$T/eio.so" -DEIO_FILE="\"$T/eio\"" "$T/eio.c" -ldl || bail 'eio.c'
preloaded() { ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD="$T/eio.so" "$LOKET" --config "$T/loket.conf" run --once --now "$NOW"; }
NOW=$(full '23 08:50')
request budi
for call in fsync fdatasync; do
	ln -s $call "$T/eio"
	exits 74 "$call fails: exit 74" preloaded
	like "$(cat "$T/err")" 'check the disk, then start loket again' "$call fails: said"
	rm "$T/eio"
	is "$(loket case list --json | wc -l)" 1 "$call fails: no case of the letter yet"
done
step '23 08:51'
case_is $(number 2) periksa 'the disk is well again: the letter is a case'
mails_are budi diterima 'answered'
is "$(count budi)" 1 'once'
whole
done_testing
