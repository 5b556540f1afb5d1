/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of the store in the office's words, for the report and the story of a case. */
#ifndef LOKET_REPORT_WORDS_H
#define LOKET_REPORT_WORDS_H

/* why a letter was held or set aside; the code itself where it is not known */
const char *words_reason(const char *code);
/* what became of a mail, by the state of its row */
const char *words_state(const char *state);
/* "bayangan: surat dibaca, tidak ada yang dikirim" */
const char *words_mode(int mode);

#endif
