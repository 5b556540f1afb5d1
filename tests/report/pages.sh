#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The report's page in headless Chromium, with 0, 10 and 10,000 cases, at 360, 768 and 1280 px, light and dark, and on A4: pages.js tells what is
# wrong; pictures stay in PICTURES (default: none). Not part of `make test`.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/store.sh"
for tool in chromium sqlite3 pdftotext; do command -v $tool >/dev/null || skip_all "$tool is missing: apt-get install chromium sqlite3 poppler-utils"; done
shown() { timeout 120 chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$T/profile" "$@" 2>>"$T/chromium.log"; }

# looked WIDTH PAGE: what is wrong with it, in a frame of that width; $scheme: options of Chromium
looked() {
	perl -0777 -e 'my ($width, $page, $look) = @ARGV; my $html = do { local @ARGV = $page; <> }; my $js = do { local @ARGV = $look; <> };
		$html =~ s/&/&amp;/g; $html =~ s/"/&quot;/g; print qq{<!DOCTYPE html><meta charset="utf-8"><meta name="color-scheme" content="light dark">
		<body style="margin:0"><iframe style="border:0;width:${width}px;height:1200px" srcdoc="$html"></iframe><script>$js</script>}' \
		"$1" "$2" "$TOP/tests/report/pages.js" >"$T/check.html"
	shown --window-size=1400,1200 $scheme --dump-dom "file://$T/check.html" | sed -n '/id="found"/,/END/p' | sed 's/<[^>]*>//g'
}
scheme=
cat >"$T/planted.html" <<-'END'
	<!DOCTYPE html><html lang="en"><body><main><h1>a</h1><h3>b</h3><p style="color:#999">pale</p><p style="width:900px">wide</p>
	<table><thead><tr><th>x</thead><tbody><tr><td>1</table><svg role="img"></svg><script></script><p id="x">terlambat</p></main></body></html>
	END
f=$(looked 360 "$T/planted.html")
for what in lang 'wider than the screen' 'skips a level' 'without title' 'without caption' 'th without scope' 'without its head' 'no page of ours' 'contrast 2' 'must not stand'; do
	like "$f" "$what" "a planted mistake is seen: $what"
done

for size in 0:1 10:20 10000:22; do
	n=${size%:*} d=$T/$n
	report_store "$d" "$n" "${size#*:}" || bail 'no store'
	"$LOKET" --config "$d/loket.conf" --now "$NOW" report --html "$d/page.html" >/dev/null || bail 'no page'
	for width in 360 768 1280; do
		for scheme in --blink-settings=preferredColorScheme=1 --blink-settings=preferredColorScheme=0; do
			dark=$([ "${scheme##*=}" = 1 ] && echo light || echo dark)
			looked $width "$d/page.html" >"$d/found"
			is "$(grep -vE '^[[:space:]]*(BEGIN|END.*)?$' "$d/found")" '' "$n cases at $width px, $dark: $(grep -oE 'contrast.*' "$d/found")"
			like "$(cat "$d/found")" 'END contrast' 'and it was looked at'
			[ -z "${PICTURES:-}" ] || { mkdir -p "$PICTURES"; shown $scheme --window-size=$width,2400 --screenshot="$PICTURES/$n-$width-$dark.png" "file://$d/page.html"; }
		done
	done
	shown --no-pdf-header-footer --print-to-pdf="$d/page.pdf" "file://$d/page.html"
	first=$(pdftotext -f 1 -l 1 -layout "$d/page.pdf" - 2>/dev/null) second=$(pdftotext -f 2 -l 2 -layout "$d/page.pdf" -)
	like "$first" 'Perlu perhatian' "$n cases on A4: the first sheet is the summary"
	like "$first" 'Desember 2025' 'all of it'
	unlike "$first" 'Perkara yang berjalan sekarang' 'and nothing else'
	like "$second" 'Perkara yang berjalan sekarang' 'what follows begins on the second'
	[ -z "${PICTURES:-}" ] || pdftoppm -r 60 -png "$d/page.pdf" "$PICTURES/$n-a4"
done
done_testing
