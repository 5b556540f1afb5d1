#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the Debian packages that building and testing loket needs; called by `make deps`, `deps.sh lint` adds the linter,
# `deps.sh fuzz` the compiler with libFuzzer, `coverage` that and its tools for coverage, `valgrind` valgrind, `deb` what builds a Debian package.
# Does nothing, and needs no rights, where all of them are present. Removes nothing (--no-remove). Dovecot and Postfix are wanted as
# programs only: while they are being installed no service may start (policy-rc.d, put back afterwards), and what was not there
# before is also kept from starting at the next boot. Where another mail server serves this machine, Postfix stays away.
set -eu

build='gcc libc6-dev make pkg-config libetpan-dev libcurl4-gnutls-dev libsqlite3-dev libpcre2-dev libxml2-dev libgmime-3.0-dev
	libgnutls28-dev libarchive-dev libjansson-dev libmd4c-dev libmd4c-html0-dev libseccomp-dev libpoppler-glib-dev poppler-data libleptonica-dev'
runs='poppler-utils tesseract-ocr tesseract-ocr-ind tesseract-ocr-osd'
tests='libmicrohttpd-dev libxml2-utils perl openssl curl procps util-linux strace patch sqlite3 mandoc dovecot-core dovecot-imapd dovecot-lmtpd dovecot-submissiond dovecot-sieve'
want="$build $runs $tests"
[ "${1:-}" = lint ] && want="$want cppcheck"
[ "${1:-}" = fuzz ] && want="$want clang"
[ "${1:-}" = coverage ] && want="$want clang llvm"
[ "${1:-}" = valgrind ] && want="$want valgrind"
[ "${1:-}" = deb ] && want="$build $runs build-essential debhelper lintian"

other=$(dpkg-query -W -f '${db:Status-Status} ${Package}: ${Provides}\n' 2>/dev/null |
	sed -n '/mail-transport-agent/s/^installed \([^:]*\):.*/\1/p' | grep -vx postfix || :)
if [ -n "$other" ]; then
	echo "deps: $(echo $other) serves mail here, so postfix is not installed: demo and tests send by Dovecot submission"
else
	want="$want postfix"
fi

missing=
for p in $want; do
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || missing="$missing $p"
done
[ "$missing" ] || exit 0
echo "deps: installing$missing"

if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || { echo "deps: not root and no sudo; as root run: apt-get install --no-remove$missing" >&2; exit 1; }
	exec sudo -- sh "$0" "$@"
fi

policy=/usr/sbin/policy-rc.d
kept=
back() {
	rm -f "$policy"
	[ -z "$kept" ] || mv -f "$kept" "$policy"
}
if [ -e "$policy" ] || [ -L "$policy" ]; then
	kept=$policy.loket-kept
	mv -f "$policy" "$kept"
fi
trap back EXIT
trap 'exit 1' HUP INT TERM
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
case $missing in *postfix*)
	echo 'postfix postfix/main_mailer_type select Local only' | debconf-set-selections ;;
esac
log=$(mktemp)
{ apt-get update -q && apt-get install -y -q --no-remove --no-install-recommends $missing; } >"$log" 2>&1 </dev/null || {
	tail -n 15 "$log" >&2
	echo "deps: apt-get failed; its whole output is in $log" >&2
	exit 1
}
rm -f "$log"

for s in dovecot postfix; do
	case $missing in *$s*) ;; *) continue ;; esac
	update-rc.d "$s" disable >/dev/null 2>&1 || :
	if command -v systemctl >/dev/null; then
		systemctl -q disable "$s.service" "$s.socket" >/dev/null 2>&1 || :
	else
		find /etc/systemd/system -name "$s.service" -path '*.wants/*' -delete 2>/dev/null || :
		find /etc/systemd/system -name "$s.socket" -path '*.wants/*' -delete 2>/dev/null || :
	fi
done
echo 'deps: done; no service was started'
