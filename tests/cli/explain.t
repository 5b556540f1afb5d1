#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# What `loket explain` tells, through the real readers: parts as a tree, each line of the text with what it was taken for and why,
# rules with their captures, fields with where they stand; colours on a terminal only; nothing of a letter commands the terminal.
. "$(dirname "$0")/../lib.sh"
[ -x "$LOKET" ] || skip_all 'the program is not built'
explain() { "$LOKET" explain --rules "$TOP/rules" "$@"; }
# on_terminal COMMAND...: its output as a terminal gets it.
on_terminal() { script -qec "$*" /dev/null </dev/null; }

cat >"$T/a.eml" <<'M'
From: Siti Rahmah <siti@tapinkab.go.id>
To: tte@tapinkab.go.id
Subject: Re: Mohon keputusan
In-Reply-To: <a@b>
Message-ID: <c@d>
Date: Mon, 23 Nov 2026 08:30:00 +0800
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain; charset=utf-8

TOLAK surat pernyataan belum ditandatangani
NIP 198703122011012004

Pada Sen, 23 Nov 2026 pukul 08.00 Loket TTE <tte@tapinkab.go.id> menulis:
> SETUJU

--c
Content-Type: text/html; charset=utf-8

<p>TOLAK surat pernyataan belum ditandatangani</p><p>NIP 198703122011012004</p><div class="gmail_quote">Pada Sen, 23 Nov 2026 pukul 08.00 Loket TTE &lt;tte@tapinkab.go.id&gt; menulis:<blockquote>SETUJU</blockquote></div>

--c--

--b
Content-Type: text/plain; name="surat.txt"
Content-Disposition: attachment; filename="surat.txt"

SURAT PERNYATAAN LUPA PASSPHRASE
Nama : Siti Rahmah
--b--
M
t=$(explain "$T/a.eml")
is "$(printf '%s\n' "$t" | sed -n '/^-- parts/,/^-- new/p' | tr '\n' ';')" \
	'-- parts;- multipart/mixed;  - multipart/alternative;    - text/plain utf-8: text;    - text/html utf-8: text of the HTML side;  - text/plain surat.txt: a document;-- new text;' 'parts as a tree, with what each is for'
like "$t" '^new       \| TOLAK surat pernyataan belum ditandatangani$' 'what was taken as new'
like "$t" '^quoted    \| > SETUJU$' 'what was taken as quoted'
like "$t" '^quotation from line 4: attribution kutipan.xml:[0-9]+$' 'where the new text ends, and by which rule'
like "$t" '^word "TOLAK": reject, tier 1 \(kata.xml:[0-9]+\)$' 'a rule with what it captured'
like "$t" '^field     nip = \*+2004 \(body\)$' 'a field with its source, masked'
like "$t" '^field     nama = Siti Rahmah \(doc:1\)$' 'a field of a document'
like "$t" 'doc:1  surat.txt  text/plain  surat-pernyataan, text' 'the document, what it is and how far it was read'
is "$(printf '%s' "$t" | LC_ALL=C grep -c "$(printf '\033')")" 0 'no colours in a pipe'

c=$(TERM=xterm on_terminal "$LOKET" explain --rules "$TOP/rules" "$T/a.eml")
like "$c" "$(printf '\033')\[32mnew       \| TOLAK" 'new text in green on a terminal'
like "$c" "$(printf '\033')\[2mquoted" 'quoted text faint'
c=$(TERM=xterm NO_COLOR=1 on_terminal "$LOKET" explain --rules "$TOP/rules" "$T/a.eml")
unlike "$c" "$(printf '\033')" 'NO_COLOR'
c=$(TERM=dumb on_terminal "$LOKET" explain --rules "$TOP/rules" "$T/a.eml")
unlike "$c" "$(printf '\033')" 'a terminal without colours'

printf 'From: a@tapinkab.go.id\nTo: tte@tapinkab.go.id\nSubject: x \033[31m\nContent-Type: text/plain; charset=utf-8\n\nhalo \033]0;judul\007 \342\200\256 akhir\nlupa\tpassphrase\n' >"$T/esc.eml"
is "$(explain "$T/esc.eml" | LC_ALL=C grep -c "$(printf '[\001-\010\013-\037\177]')")" 0 'no control character of a letter reaches the terminal'
unlike "$(explain "$T/esc.eml")" "$(printf '\342\200\256')" 'nor one that turns the direction of writing'
t=$(explain "$TOP/tests/documents/unit/surat.pdf")
like "$t" '^held      no$' 'a bare document misses no sender'
exits 65 'no such file' "$LOKET" explain --rules "$TOP/rules" "$T/none.eml"
exits 64 'no file given' "$LOKET" explain
done_testing
