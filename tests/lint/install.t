#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# `make install` puts the program, the rules, the templates and the manual pages under DESTDIR and PREFIX and nothing else;
# `make uninstall` takes exactly those away and leaves what others put beside them.
. "$(dirname "$0")/../lib.sh"
[ -x "$LOKET" ] || skip_all 'the program is not built'
built=$(dirname "$LOKET")
# What is built stays as it is: it is not compiled for another PREFIX.
make_() { make -s -C "$TOP" -o "$LOKET" -o "$built/flags" BUILD="$built" DESTDIR="$T/root" "$@"; }

mkdir -p "$T/root/usr/local/share/loket/rules/office" "$T/root/usr/local/bin"
echo mine >"$T/root/usr/local/share/loket/rules/office/mine.xml"
echo other >"$T/root/usr/local/bin/other"
ok 'make install' make_ install
(cd "$T/root/usr/local" && find . -type f | sort) >"$T/got"
{
	printf './bin/loket\n./bin/other\n./share/loket/rules/office/mine.xml\n'
	(cd "$TOP" && find rules templates -type f ! -name '.*' | sed 's|^|./share/loket/|')
	(cd "$TOP/contrib" && find schema -name '*.rng' | sed 's|^|./share/loket/|')
	echo ./share/bash-completion/completions/loket
	(cd "$TOP/src" && for f in *.1 *.5; do [ ! -e "$f" ] || echo "./share/man/man${f##*.}/$f"; done)
} | sort >"$T/want"
same_file "$T/got" "$T/want" 'puts every file in its place'
ok 'the program is whole' cmp "$LOKET" "$T/root/usr/local/bin/loket"
is "$(find "$T/root" -type f ! -perm 644 ! -path '*/bin/loket')" '' 'data is 0644'
is "$(grep -l /usr/local "$T/root/usr/local/share/man"/man*/* | wc -l)" 4 'the manual pages name the folders where all this lies'
ok 'make install PREFIX=/opt/loket' make_ install PREFIX=/opt/loket
is "$(grep -l /usr/local "$T/root/opt/loket/share/man"/man*/* | tr '\n' ' ')" '' 'and so they do elsewhere'
like "$(cat "$T/root/opt/loket/share/man/man5/loket.conf.5")" 'rules .*/opt/loket/share/loket/rules' 'with its own'
rm -r "$T/root/opt"
ok 'make uninstall' make_ uninstall
is "$(cd "$T/root" && find . -type f | sort | tr '\n' ' ')" './usr/local/bin/other ./usr/local/share/loket/rules/office/mine.xml ' \
	'takes away exactly that'
is "$(find "$built/flags" -newer "$T/root/usr/local/bin/other")" '' 'and nothing has to be compiled again after it'
done_testing
