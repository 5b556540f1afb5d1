#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Debian package from a staged copy of the tree: build.sh DIR VERSION. Prints its path, size and what lintian says; an error or warning
# of lintian fails.
set -eu
dir=$1 version=$2
rm -rf "$dir"
mkdir -p "$dir/loket-$version"
tree=$(pwd)
cp -a Makefile README.md COPYING src rules templates sql contrib "$dir/loket-$version/"
cd "$dir/loket-$version"
mv contrib/debian debian
rm debian/build.sh
mkdir -p debian/source
echo '3.0 (native)' >debian/source/format
# the last commit is the date of the package, so that two builds of one tree are alike
date=$(git -C "$tree" log -1 --format=%cD 2>/dev/null || date -R)
printf 'loket (%s) bookworm; urgency=medium\n\n  * The tree of that day.\n\n -- %s  %s\n' "$version" "$(sed -n 's/^Maintainer: //p' debian/control)" "$date" >debian/changelog
for u in contrib/systemd/*; do sed 's,/usr/local/,/usr/,' "$u" >"debian/${u##*/}"; done
# several offices on one machine: loket@NAME with /etc/loket/NAME.conf
for u in debian/*.service debian/*.timer; do
	sed -e 's,/etc/loket/loket.conf,/etc/loket/%i.conf,' -e '/^StateDirectory=/s,loket[-a-z]*,&/%i,g' -e 's,\(FOLDER=[^ ]*\),\1/%i,' -e 's/^Description=.*/& (%i)/' \
		-e 's/^OnFailure=loket-alarm/&@%i/' -e '/^#/s/\(enable --now loket[a-z-]*\)/\1@NAME/' "$u" >"${u%.*}@.${u##*.}"
done
dpkg-buildpackage -b -us -uc >"../build.log" 2>&1 || { tail -n 20 ../build.log >&2; exit 1; }
cd ..
deb=$(ls loket_*.deb)
lintian --fail-on error,warning "$deb"
echo "$dir/$deb: $(stat -c %s "$deb") bytes, $(dpkg-deb -f "$deb" Depends | tr ',' '\n' | grep -c .) dependencies"
