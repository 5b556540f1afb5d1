#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `loket read` on whatever it is given: thousands of files in one call, files that never end, never begin, are none, hold nothing, or kill
# their reader. Each gives its object, in order, with a reason where it could not be read, within the time of a reader; it never crashes.
. "$(dirname "$0")/../lib.sh"
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"
mkdir "$T/many" && cd "$T/many" || exit 1
# each KEY: its value in every object of $T/out, one a line, - where there is none.
each() { perl -ne 'BEGIN { $k = shift } /"\Q$k\E":(?:null|"([^"]*)")/ and print defined $1 ? "$1\n" : "-\n"' "$1" "$T/out"; }

perl -e 'for (1 .. 1000) { open(my $f, ">", sprintf "%04d.eml", $_) or die; printf $f "From: a%d\@tapinkab.go.id\nTo: tte\@tapinkab.go.id\nSubject: Lupa passphrase %d\n\nMohon direset.\n", $_, $_ }'
began=$(now_ms)
# few descriptors: none may be left behind by a file
exits 0 '1,000 letters in one call' sh -c 'ulimit -n 48; exec "$@"' - "$LOKET" read --rules "$TOP/rules" --json *.eml
diag "1,000 letters: $(($(now_ms) - began)) ms"
is "$(wc -l <"$T/out")" 1000 'an object for each'
is "$(grep -c '"class":"request"' "$T/out")" 1000 'each read as what it is'
is "$(each file | md5sum)" "$(ls *.eml | md5sum)" 'in order'

# one EXIT NAME WHAT FILE: what `held` says of it, and no longer than a reader may take.
one() {
	began=$(now_ms)
	exits "$1" "$2" timeout 60 "$LOKET" read --rules "$TOP/rules" --json "$4"
	took=$(($(now_ms) - began))
	like "$(each held)" "$3" "$2: what is said of it"
	ok "$2: within 15 s ($took ms)" [ $took -lt 15000 ]
}
: >"$T/empty"; one 0 'an empty file' '^[^-]' "$T/empty"
truncate -s 3G "$T/large"; one 0 'a file of 3 GB' 'size|large' "$T/large"
one 0 'a device that never ends' 'size|large' /dev/zero
one 0 'a device that holds nothing' '^[^-]' /dev/null
one 65 'a folder' 'Is a directory' "$T/many"
one 65 'no file' 'No such file' "$T/nowhere"
ln -s loop "$T/loop"; one 65 'a link to itself' 'symbolic links' "$T/loop"
mkfifo "$T/fifo"; one 65 'a pipe that nobody writes to' 'timed out' "$T/fifo"
perl -e 'open(my $f, ">", $ARGV[0]); select((select($f), $| = 1)[0]); print $f "From: a\@b.id\n"; sleep 60' "$T/fifo" & writer=$!
cleanup() { kill "$writer" 2>/dev/null; }
one 65 'a pipe that never ends' 'timed out' "$T/fifo"
kill "$writer"; wait "$writer" 2>/dev/null
cat "$T/many/0007.eml" >"$T/fifo" & writer=$!
one 0 'a letter from a pipe' '^-$' "$T/fifo"
like "$(cat "$T/out")" 'Lupa passphrase 7' 'is read'
a_page 'satu' >"$T/page.pdf"
cat "$T/page.pdf" >"$T/fifo" & writer=$!
one 0 'a document from a pipe' '^-$' "$T/fifo"
like "$(cat "$T/out")" 'berkas ini isinya' 'is read as well'
perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Local => $ARGV[0], Listen => 1) or die' "$T/socket"; one 65 'a socket' 'No such device' "$T/socket"
head -c 300000 /dev/urandom >"$T/noise"; one 0 'noise' '.' "$T/noise"
perl "$TOP/tests/box/bombs.pl" pdf-form 10 >"$T/bomb"; one 0 'a document that is drawn for ever' 'stopped by its limits' "$T/bomb"
if [ "$(id -u)" -eq 0 ]; then
	cp "$LOKET" "$T/loket"; cp -r "$TOP/rules" "$T/rules"; chmod -R a+rX "$T/rules"; chmod 600 "$T/empty"
	exits 65 'a file of somebody else' setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups "$T/loket" read --rules "$T/rules" --json "$T/empty" "$T/many/0001.eml"
	is "$(each held | tr '\n' ' ')" 'file: Permission denied - ' 'and the next is read'
fi
exits 65 'several of these in one call' timeout 60 "$LOKET" read --rules "$TOP/rules" --json "$T/empty" "$T/many" "$T/nowhere" "$T/large" "$T/noise" "$T/many/0002.eml"
is "$(wc -l <"$T/out")" 6 'give an object each'
is "$(tail -n 1 "$T/out" | grep -c '"class":"request"')" 1 'the last of them as ever'
done_testing
