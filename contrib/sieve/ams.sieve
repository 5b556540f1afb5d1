# SPDX-License-Identifier: GPL-3.0-or-later
# For the mailbox of every owner, or as a global script of the mail server (Pigeonhole): copies the harmless notices of AMS to the
# office's mailbox, where loket reads them. Notices with a link or a code (activation, passphrase, consent, password) are for their
# addressee alone and are never copied: what is not named below stays where it is. Only subjects are looked at, so a notice whose subject
# tells nothing ("Informasi Layanan BSrE") is not copied either. What goes to the office's mailbox itself is not copied to it again.
require ["copy", "envelope"];

if allof (
	not envelope :is "to" "tte@tapinkab.go.id",
	address :domain :matches "from" ["bssn.go.id", "*.bssn.go.id", "bsre.id", "*.bsre.id"],
	not anyof (
		header :contains "subject" ["reset", "atur ulang", "set passphrase", "buat", "aktivasi", "aktifasi", "activation", "verify", "verifikasi",
			"persetujuan", "konfirmasi", "password", "kata sandi", "kode", "otp", "tautan", "link"]
	),
	header :contains "subject" [
		"terbit", "penerbitan", "issued", "masa berlaku", "berakhir", "expire", "habis", "kedaluwarsa", "kadaluwarsa", "kedaluarsa", "kadaluarsa",
		"perpanjang", "pembaharuan", "pembaruan", "renewed", "dicabut", "pencabutan", "revoked", "data berhasil", "pemutakhiran data",
		"telah diubah", "telah berubah", "passphrase berhasil", "passprase berhasil", "berhasil diubah", "changed"
	]
) {
	redirect :copy "tte@tapinkab.go.id";
}
