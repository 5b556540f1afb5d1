# SPDX-License-Identifier: GPL-3.0-or-later
# The flows that the sweeps disturb: people, and for each flow its settings and steps, each with the letters that come in it.
#   letter   who writes, the words of the mail that he answers (the last one he got that says them; none: a new letter), text, options of reply.pl
#   more     further letters of the same time            later   what comes while the agent is down
#   hours    how long nothing happens before             before  what is done by commands first
#   ams      which stand-in answers (flows with `ams`)
#   lost     of the flow whose AMS keeps an effect: the ways in which the answer is lost, each with an end of its own
use strict;
use warnings;

our %who = (
	siti => ['siti.rahmah@tapinkab.go.id', 'Siti Rahmah, S.Sos.', 'gmail'],
	budi => ['budi@tapinkab.go.id', 'Budi Santosa', 'gmail'],
	nurul => ['nurul.huda@tapinkab.go.id', 'Nurul Huda, S.Kom.', 'iphone'],
	hasan => ['hasan@tapinkab.go.id', 'Hasan Basri, M.Si.', 'gmail'],
	lina => ['lina@tapinkab.go.id', 'Lina Marlina, S.T.', 'gmail'],
	yusuf => ['yusuf@tapinkab.go.id', 'Yusuf Effendi, S.Kom.', 'iphone'],
	toko => ['promo@luar.example', 'Toko Maju', 'outlook'],
);
our $people = <<'END';
nama;nip;nik;email;hp;jabatan;unit_kerja
Siti Rahmah, S.Sos.;198703122011012004;6305055203870002;siti.rahmah@tapinkab.go.id;081200000011;Analis Kebijakan;Dinas Pertanian
Nurul Huda, S.Kom.;199002142015032001;6305055402900001;nurul.huda@tapinkab.go.id;081200000013;Pranata Komputer;Dinas Kominfo
Budi Santosa;197911052006041007;6305050511790003;budi@tapinkab.go.id;081200000012;Bendahara;Kecamatan Bungur
Hasan Basri, M.Si.;197001011995031001;6305050101700001;hasan@tapinkab.go.id;081200000021;Kepala Dinas;Dinas Kominfo
Lina Marlina, S.T.;197502022000032002;6305054202750002;lina@tapinkab.go.id;081200000022;Kepala Bidang;Dinas Kominfo
Yusuf Effendi, S.Kom.;198003032005011003;6305050303800003;yusuf@tapinkab.go.id;081200000023;Kepala Seksi;Dinas Kominfo
END
our $d = $ENV{T};
sub text_file { my ($name, $text) = @_; open(my $f, '>', "$d/$name.txt") or die; print $f $text; close $f; return "$d/$name.txt" }
my $statement = text_file('Surat Pernyataan', "SURAT PERNYATAAN LUPA PASSPHRASE\n\nYang bertanda tangan di bawah ini:\nNama: Siti Rahmah, S.Sos.\n"
	. "NIP: 198703122011012004\n\nmenyatakan bahwa saya lupa passphrase sertifikat elektronik saya.\n\nRantau, 23 November 2026\n");
my $application = text_file('Surat Permohonan', "SURAT PERMOHONAN PENERBITAN SERTIFIKAT ELEKTRONIK\n\nNama: Siti Rahmah, S.Sos.\nNIP: 198703122011012004\n\nRantau, 23 November 2026\n");
my $decree = text_file('SK Terakhir', "SURAT KEPUTUSAN\n\nNama: Siti Rahmah, S.Sos.\nNIP: 198703122011012004\nJabatan: Analis Kebijakan\n\nRantau, 1 Oktober 2026\n");
text_file('certs', "email;nip;serial;terbit;berakhir;status\n$who{siti}[0];;0a1b;2024-12-25;2026-12-24;ISSUE\n");

# The first three steps of each office.
sub beginning {
	my (@roles) = @_;
	return { name => 'first-start' },
		{ name => 'import', before => sub { command($_[0], 'person import', "$d/people.csv") } },
		{ name => 'roles', before => sub { my ($p) = @_; command($p, 'role set', $_->[0], $who{$_->[1]}[0]) for @roles } };
}
my @tapin = beginning(['verifikator', 'nurul'], ['helpdesk', 'nurul']);
my $certificates = { name => 'certificates', before => sub { command($_[0], 'cert import', "$d/certs.txt") } };
my @forgotten = (undef, 'Selamat pagi,\n\nMohon bantuannya, saya lupa passphrase TTE saya.\n\nTerima kasih\nSiti Rahmah, S.Sos.\n'
	. 'NIP 198703122011012004', '--subject', 'Lupa passphrase TTE');
my @offer = ('toko', undef, 'Diskon akhir tahun untuk alat tulis kantor.', '--subject', 'Penawaran');

our %flows = (lupa => { says => 'a forgotten passphrase', closed => 'selesai', steps => [
	@tapin,
	{ name => 'letter', letter => ['siti', @forgotten], later => [@offer] },
	{ name => 'document', letter => ['siti', 'surat pernyataan', 'Berikut surat pernyataannya.', '--attach', $statement],
		later => ['nurul', undef, 'Saya sedang cuti.', '--subject', 'Tidak di tempat', '--auto'] },
	{ name => 'nearly-clear', letter => ['nurul', 'SETUJU', 'acc, silakan'] },
	{ name => 'approved', letter => ['nurul', 'YA', 'YA'], later => ['toko', undef, 'Diskon lagi.', '--subject', 'Penawaran kedua'] },
	{ name => 'reminded', hours => 5 },
	{ name => 'done', letter => ['nurul', 'SELESAI', 'SELESAI, terima kasih'] },
	{ name => 'confirmed', letter => ['siti', 'SUDAH', 'SUDAH, terima kasih banyak'] },
] }, renewal => { says => 'a renewal with AMS asked', closed => 'selesai', ams => 'esign', steps => [
	@tapin, $certificates,
	{ name => 'reminded', hours => 24 },	# with the day's summary: a letter beside it may count in it or not
	{ name => 'fits', letter => ['siti', 'SESUAI', 'SESUAI'], later => [@offer] },
	{ name => 'noon', hours => 4 },		# a summary of its own round
	{ name => 'requested', hours => 10, ams => 'renew' },
	{ name => 'verified', ams => 'renew', letter => ['nurul', 'SELESAI', 'SELESAI'], later => ['siti', undef, 'Kapan terbit?', '--subject', 'Tanya'] },
	{ name => 'issued', hours => 2, ams => 'new' },
] }, disposisi => { says => 'a chain of officials', office => 'trenggalek', steps => [
	beginning(['kadis', 'hasan'], ['kabid', 'lina'], ['kasi', 'yusuf'], ['verifikator', 'nurul'], ['helpdesk', 'nurul']),
	{ name => 'request', letter => ['siti', undef, 'Mohon penerbitan sertifikat elektronik.\n\nNama: Siti Rahmah, S.Sos.\nNIP: 198703122011012004\n'
		. 'HP: 081200000011', '--subject', 'Permohonan penerbitan sertifikat elektronik', '--attach', $application, '--attach', $decree], later => [@offer] },
	{ name => 'chief', letter => ['hasan', 'DISPOSISI', 'DISPOSISI'] },
	{ name => 'division', letter => ['lina', 'DISPOSISI', 'DISPOSISI'], later => ['siti', undef, 'Sampai di mana?', '--subject', 'Tanya'] },
	{ name => 'section', letter => ['yusuf', 'DISPOSISI', 'DISPOSISI'] },
	{ name => 'checked', letter => ['nurul', 'SETUJU', 'SETUJU'] },
] }, collective => { says => 'one letter for three people', steps => [
	@tapin,
	{ name => 'letter', letter => ['siti', undef, 'Mohon direset passphrase TTE pegawai berikut:\n\n1. Budi Santosa, NIP 197911052006041007\n'
		. '2. Dewi Lestari, NIP 199105172019032008, dewi@tapinkab.go.id\n3. Joko Purnomo, NIP 198402282010011006, joko@tapinkab.go.id\n\nTerima kasih',
		'--subject', 'Permohonan reset passphrase', '--attach', $statement], later => [@offer] },
	{ name => 'in-parts', letter => ['nurul', 'SETUJU', 'SETUJU 1; TOLAK 2-3 SK belum ada'] },
	{ name => 'done', letter => ['nurul', 'SELESAI', 'SELESAI SEMUA'] },
	{ name => 'confirmed', letter => ['budi', 'SUDAH', 'SUDAH'] },
] }, unknown => { says => 'AMS asked to send a link, its answer lost', ams => 'portal', closed => 'selesai', steps => [
	@tapin,
	{ name => 'login', before => sub { ams_login($_[0]) } },
	{ name => 'letter', letter => ['siti', @forgotten, '--attach', $statement], later => [@offer] },
	{ name => 'approved', letter => ['nurul', 'SETUJU', 'SETUJU'], lost => ['drop_after_effect', 'drop_before_effect', ''] },
	{ name => 'confirmed', letter => ['siti', 'SUDAH', 'SUDAH'] },
] }, reminder => { says => 'reminders of a certificate', steps => [
	@tapin, $certificates,
	{ name => 'thirty-days', hours => 24 },
	{ name => 'again', hours => 24 * 15 },
	{ name => 'moved', letter => ['siti', 'SESUAI', 'SESUAI'], later => [@offer] },
	{ name => 'requested', letter => ['siti', 'SUDAH', 'SUDAH'] },
] });
1;
