/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that sending can cost: one libcurl handle, one connection with STARTTLS, the same bytes COUNT times, one recipient each; nothing
 * is written down. Usage: smtp URL CA FROM TO FILE COUNT
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *text;
static size_t size, given;

static size_t
give(char *to, size_t n, size_t m, void *unused)
{
	(void)unused;
	n *= m;
	n = n > size - given ? size - given : n;
	memcpy(to, text + given, n);
	given += n;
	return n;
}

int
main(int argc, char **argv)
{
	CURL *c = curl_easy_init();
	FILE *f = argc == 7 ? fopen(argv[5], "r") : NULL;
	struct curl_slist *to = curl_slist_append(NULL, argc == 7 ? argv[4] : "");

	if (f == NULL || c == NULL)
		return 64;
	text = malloc(1 << 24);
	size = fread(text, 1, 1 << 24, f);
	fclose(f);
	curl_easy_setopt(c, CURLOPT_URL, argv[1]);
	curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
	curl_easy_setopt(c, CURLOPT_CAINFO, argv[2]);
	curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
	curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(c, CURLOPT_MAIL_FROM, argv[3]);
	curl_easy_setopt(c, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)size);
	for (int i = atoi(argv[6]); i > 0; i--) {
		CURLcode r;

		given = 0;
		if ((r = curl_easy_perform(c)) != CURLE_OK) {
			fprintf(stderr, "%s\n", curl_easy_strerror(r));
			return 1;
		}
	}
	curl_slist_free_all(to);
	curl_easy_cleanup(c);
	free(text);
	return 0;
}
