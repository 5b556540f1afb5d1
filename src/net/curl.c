/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcurl for net.c, http.c and smtp.c: the flavour with GnuTLS, whose words net.c understands. */
#include <curl/curl.h>

#include "net/curl.h"

struct net_curl net_curl;

int
net_curl_open(struct err *e)
{
	static const char *const names[] = { CURL_FUNCTIONS(LIBRARY_NAME) };

	return library_open("libcurl-gnutls.so.4", "libcurl3-gnutls", names, &net_curl, sizeof(net_curl), e);
}
