#!/usr/bin/perl
# SPDX-License-Identifier: GPL-3.0-or-later
# Every mail as a phone (360 px) and a desktop (800 px) show it, with sample data, by Chromium: `make screenshots DIR=folder`. Writes
# NAME-360.png and NAME-800.png (of mails for both: also NAME-petugas-*.png), and says what is wrong: a mail wider than its
# window, a picture of another width, an element that reaches over the edge, a button too small for a finger. Exit 1 then. Not part of `make test`.
#   screens.pl FOLDER [--dark] [NAME...]     --dark: as a program shows it that turns colours at night
use strict;
use warnings;
use File::Path 'make_path';
use File::Temp 'tempdir';
use JSON::PP;

my $loket = $ENV{LOKET} // 'build/loket';
my $dark = grep { $_ eq '--dark' } @ARGV;
my ($to, @only) = grep { $_ ne '--dark' } @ARGV;
die "usage: screens.pl FOLDER [--dark] [NAME...]\n" if !$to;
my ($chromium) = grep { -x } map { my $d = $_; map { "$d/$_" } qw(chromium chromium-browser google-chrome) } split /:/, $ENV{PATH};
die "screens.pl: chromium is not installed\n" if !$chromium;
make_path($to);
my $dir = tempdir(CLEANUP => 1);
my @chromium = ($chromium, qw(--headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run), "--user-data-dir=$dir/profile",
	$dark ? '--enable-features=WebContentsForceDark' : ());

my (%html, @bad);
for (`'$loket' --config /nonexistent --json template list --templates templates`) {
	my $row = decode_json($_);
	next if @only && !grep { $_ eq $row->{name} } @only;
	for my $side ($row->{readers} eq 'keduanya' ? ('', '-petugas') : ('')) {
		my $file = "$dir/$row->{name}$side.html";
		system("'$loket' --config /nonexistent template preview $row->{name} --templates templates --html '$file'" . ($side ? ' --petugas' : '')) == 0
			or push @bad, "$row->{name}: no preview";
		open(my $f, '<:utf8', $file) or next;
		$html{"$row->{name}$side"} = do { local $/; <$f> };
	}
}

# One page measures all: each mail in a frame of each width.
my $mails = JSON::PP->new->ascii->canonical->encode(\%html) =~ s{</}{<\\/}gr;
open(my $page, '>:utf8', "$dir/measure.html") or die;
print $page <<"END";
<!DOCTYPE html><meta charset="utf-8"><body><pre id="out"></pre><script>
const mails = $mails, out = [];
async function measure() {
	for (const name of Object.keys(mails)) for (const width of [360, 800]) {
		const frame = document.createElement('iframe');
		frame.style.cssText = 'border:0;height:300px;width:' + width + 'px';
		const loaded = new Promise(done => frame.onload = done);
		frame.srcdoc = mails[name];
		document.body.appendChild(frame);
		await loaded;
		const d = frame.contentDocument, over = [];
		for (const e of d.querySelectorAll('body *')) {
			const r = e.getBoundingClientRect();
			if (r.right > width + 0.5) over.push(e.tagName + ' "' + e.textContent.slice(0, 30) + '" to ' + Math.round(r.right));
			if (e.tagName == 'A' && (r.height < 44 || r.width < 44)) over.push('button "' + e.textContent + '" of ' + Math.round(r.height) + ' px');
		}
		if (d.documentElement.lang != 'id') over.push('no language');
		out.push(JSON.stringify({ name, width, wide: d.documentElement.scrollWidth, high: d.documentElement.scrollHeight, over }));
		frame.remove();
	}
	document.getElementById('out').textContent = out.join('\\n') + '\\nend';
}
measure();
</script>
END
close $page;
my $run = join ' ', map { "'$_'" } @chromium;
open(my $dom, "$run --virtual-time-budget=60000 --dump-dom 'file://$dir/measure.html' 2>/dev/null |") or die;
binmode $dom, ':utf8';
my $said = do { local $/; <$dom> } // '';
my ($out) = $said =~ m{<pre id="out">(.*?)\nend</pre>}s or die "screens.pl: chromium measured nothing\n";
my @rows = map { s/&lt;/</gr =~ s/&gt;/>/gr =~ s/&quot;/"/gr =~ s/&amp;/&/gr } split /\n/, $out;
my $coder = JSON::PP->new;
my $n = 0;
for (@rows) {
	my $m = $coder->decode($_);
	push @bad, "$m->{name}: $m->{wide} px wide in a window of $m->{width}" if $m->{wide} > $m->{width};
	push @bad, "$m->{name} at $m->{width}: $_" for @{$m->{over}};
	my $png = "$to/$m->{name}-$m->{width}.png";
	my $high = $m->{high} < 200 ? 200 : $m->{high};
	system("$run --window-size=$m->{width},$high '--screenshot=$png' 'file://$dir/$m->{name}.html' >/dev/null 2>&1");
	my ($head, $wide) = ('', 0);
	$wide = unpack('x16N', $head) if open(PNG, '<:raw', $png) and read(PNG, $head, 24) == 24;
	push @bad, "$png: $wide px wide" if $wide != $m->{width};
	$n++;
}
binmode STDOUT, ':utf8';
print "$_\n" for @bad;
print scalar(keys %html), " mails, $n pictures in $to, ", scalar(@bad), " mistakes\n";
exit(@bad ? 1 : 0);
