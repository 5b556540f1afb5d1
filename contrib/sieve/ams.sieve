# SPDX-License-Identifier: GPL-3.0-or-later
# For the mailbox of every owner, or as a global script of the mail server (Pigeonhole): copies the harmless notices of AMS to the
# office's mailbox, where loket reads them. Notices with a link or a code (activation, passphrase, consent, password) are for their
# addressee alone and are never copied: what is not named below stays where it is.
require ["copy", "variables", "envelope", "fileinto"];

if allof (
	address :domain :matches "from" ["bssn.go.id", "*.bssn.go.id", "bsre.id", "*.bsre.id"],
	not anyof (
		header :contains "subject" ["reset", "atur ulang", "set passphrase", "buat", "aktivasi", "aktifasi", "activation", "verify", "verifikasi",
			"persetujuan", "konfirmasi", "password", "kata sandi", "kode", "otp", "tautan", "link"]
	),
	header :contains "subject" [
		"diterbitkan", "penerbitan", "masa berlaku", "akan berakhir", "habis", "kedaluwarsa", "kadaluarsa", "diperpanjang", "pembaharuan",
		"pembaruan", "dicabut", "pencabutan", "data berhasil", "pemutakhiran data", "passphrase", "passprase"
	]
) {
	redirect :copy "tte@tapinkab.go.id";
}
