#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Officials as they are: the chief passes the mail itself on, a secretary writes down for him, a post is vacant, somebody's own request lies before him.
. "$(dirname "$0")/lib.sh"
office_of trenggalek
for r in 'kadis hasan' 'kabid lina' 'kasi yusuf' 'verifikator nurul' 'verifikator ratna'; do holds $r; done
a_page surat >"$T/files/Surat Permohonan.pdf"; a_page sk >"$T/files/SK Terakhir.pdf"; a_page lembar >"$T/files/Lembar Disposisi.pdf"
ask() {
	new $1 'Permohonan penerbitan sertifikat elektronik' "Mohon penerbitan sertifikat elektronik.\n\nNama: $(name $1)\nNIP: ${2:-$(nip $1)}\nHP: 081200000011" \
		--attach "$T/files/Surat Permohonan.pdf" --attach "$T/files/SK Terakhir.pdf"
}

# the chief forwards the mail, the next official answers it.
ask siti; step '23 09:30'
c=$(number 1) q=$(last hasan)
re_to "$q" lina 'Siap Pak, kami proses'
step '23 09:40'
case_is $c disposisi-kadis 'what the next official answers decides nothing'
why_is $c passed-on 'but is understood'
mails_are hasan 'disposisi terusan' 'the chief is asked'
like "$(text hasan)" 'Lina Marlina' 'who answered'
like "$(text hasan)" 'meneruskannya.*, jadi jawaban Bapak/Ibu \*?\*?DISPOSISI' 'whether he passed it on'
re_to "$q" lina 'Pak, sudah kami proses ya'
step '23 09:45'
mails_are hasan 'disposisi terusan' 'he is asked once'
re_to "$q" yusuf 'SETUJU'
step '23 09:50'
case_is $c disposisi-kadis 'somebody else decides nothing either'
re_to "$(last hasan)" hasan 'YA'
step '23 10:00'
case_is $c disposisi-kabid 'YA: his disposisi'
is "$(show $c | tell rows)" '1:Siti 2:Hasan' 'in his name'
mails_are lina disposisi 'and the next official has a question of her own'
held_is 'token-of-another token-of-another' 'what nobody could place waits for a person'
for i in $(loket held list --json | tell get id); do loket held reject $i >/dev/null; done

# a vacant post is passed over, and that is recorded.
loket role set kasi yusuf@tapinkab.go.id --from 2026-01-02 --until 2026-11-22 >/dev/null 2>&1
step '23 10:10'
re lina DISPOSISI
step '23 10:20'
case_is $c periksa 'nobody is Kasi: the verifikator is next'
is "$(show $c | tell rows)" '1:Siti 2:Hasan 3:Lina 4:-' 'the row is nobody'"'"'s'
like "$(show $c)" '"kind":"case.skip","code":"disposisi-kasi"' 'and the journal says why'

# Several verifikator: whoever answers first.
mails_are ratna periksa-berkas 'both are asked'
re ratna SETUJU
step '23 10:30'
case_is $c aktivasi 'the second one was first'
mails_are nurul 'periksa-berkas dijawab-rekan' 'the first is told'

# who writes down for the chief.
holds pencatat maya
ask budi; step '23 10:40'
c=$(number 2)
mails_are maya disposisi 'the secretary has the same question'
re maya 'DISPOSISI' --attach "$T/files/Lembar Disposisi.pdf"
step '23 10:50'
case_is $c disposisi-kabid 'her answer is his disposisi'
like "$(show $c)" '"kind":"case.recorded","code":"kadis"' 'dicatat oleh X atas nama Y'
is "$(show $c | tell rows)" '1:Budi 2:Maya' 'the row names who wrote it down'
like "$(tell mails hasan@tapinkab.go.id <"$T/outbox.json")" 'dicatat$' 'the chief is told'
like "$(text hasan)" 'Maya Sari' 'by whom'
like "$(text hasan)" 'Balas BATAL' 'and may take it back'
like "$(show $c)" 'Lembar Disposisi.pdf' 'the sheet is kept'
mails_are lina 'disposisi disposisi' 'Kabid is asked'
unlike "$(mail parts "$(last lina)")" Lembar 'the sheet is not passed on'
re hasan BATAL
step '23 10:55'
case_is $c disposisi-kadis 'BATAL of the chief'
re hasan DISPOSISI
step '23 11:00'
case_is $c disposisi-kabid 'his own answer'
like "$(tell mails maya@tapinkab.go.id <"$T/outbox.json")" 'dijawab-rekan$' 'the secretary hears of it'
re_to "$(rig_mails maya@tapinkab.go.id | head -n 1)" maya 'BATAL'
step '23 11:05'
case_is $c disposisi-kabid 'her older answer takes nothing back'
re lina DISPOSISI
step '23 11:10'
re_to "$(last hasan)" hasan BATAL
step '23 11:15'
case_is $c periksa 'once the next row has its answer nothing is taken back'
like "$(tell mails hasan@tapinkab.go.id <"$T/outbox.json")" 'tidak-bisa-ditarik$' 'and he is told so'
mails_are maya 'disposisi disposisi dijawab-rekan tidak-bisa-ditarik' 'so is she'

# Nobody decides on his own request, nor does who writes down for him.
ask hasan; step '23 11:20'
c=$(number 3)
case_is $c disposisi-kadis 'a request of the chief'
like "$(tell mails admin@tapinkab.go.id <"$T/outbox.json")" 'disposisi$' 'goes to the helpdesk'
unlike "$(tell mails hasan@tapinkab.go.id <"$T/outbox.json")" 'disposisi$' 'not to himself'
mails_are maya 'disposisi disposisi dijawab-rekan tidak-bisa-ditarik' 'nor to his secretary'
loket role set kabid hasan@tapinkab.go.id --kind plh --from 2026-11-23 >/dev/null 2>&1; step '23 11:25'
re rudi DISPOSISI; step '23 11:30'
case_is $c disposisi-kabid 'as a substitute'
unlike "$(tell mails hasan@tapinkab.go.id <"$T/outbox.json")" 'peran-beralih( .*)? disposisi$' 'he is not asked either'
like "$(text lina)" 'Hasan' 'but she for whom he stands in'
re lina DISPOSISI; step '23 11:35'
case_is $c periksa 'who holds the role herself'
ask ratna; step '23 11:40'
c=$(number 4)
re hasan DISPOSISI; step '23 11:45'; re hasan DISPOSISI; step '23 11:50'
case_is $c periksa 'a request of one verifikator'
like "$(tell mails nurul@tapinkab.go.id <"$T/outbox.json")" 'periksa-berkas$' 'goes to the other'
unlike "$(tell mails ratna@tapinkab.go.id <"$T/outbox.json")" "periksa-berkas$" 'never to herself'
held_is '' 'nothing is held'
judged
whole
done_testing
