/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * libcurl, opened by hand in the processes that talk to servers (base/library.h). To be included
 * after <curl/curl.h>: its functions are called by their own names from here on.
 */
#ifndef LOKET_NET_CURL_H
#define LOKET_NET_CURL_H

#include "base/err.h"
#include "base/library.h"

#define CURL_FUNCTIONS(X) \
	X(curl_easy_cleanup) \
	X(curl_easy_escape) \
	X(curl_easy_getinfo) \
	X(curl_easy_init) \
	X(curl_easy_perform) \
	X(curl_easy_recv) \
	X(curl_easy_send) \
	X(curl_easy_setopt) \
	X(curl_easy_strerror) \
	X(curl_free) \
	X(curl_global_init) \
	X(curl_slist_append) \
	X(curl_slist_free_all) \
	X(curl_url) \
	X(curl_url_cleanup) \
	X(curl_url_get) \
	X(curl_url_set)

extern struct net_curl { CURL_FUNCTIONS(LIBRARY_MEMBER) } net_curl;

/* Before the box and before any of them is called; 0 also when it is open already. */
int net_curl_open(struct err *e);

#define curl_easy_cleanup(...) net_curl.curl_easy_cleanup(__VA_ARGS__)
#define curl_easy_escape(...) net_curl.curl_easy_escape(__VA_ARGS__)
#define curl_easy_init(...) net_curl.curl_easy_init(__VA_ARGS__)
#define curl_easy_perform(...) net_curl.curl_easy_perform(__VA_ARGS__)
#define curl_easy_recv(...) net_curl.curl_easy_recv(__VA_ARGS__)
#define curl_easy_send(...) net_curl.curl_easy_send(__VA_ARGS__)
#define curl_easy_strerror(...) net_curl.curl_easy_strerror(__VA_ARGS__)
#define curl_free(...) net_curl.curl_free(__VA_ARGS__)
#define curl_global_init(...) net_curl.curl_global_init(__VA_ARGS__)
#define curl_slist_append(...) net_curl.curl_slist_append(__VA_ARGS__)
#define curl_slist_free_all(...) net_curl.curl_slist_free_all(__VA_ARGS__)
#define curl_url(...) net_curl.curl_url(__VA_ARGS__)
#define curl_url_cleanup(...) net_curl.curl_url_cleanup(__VA_ARGS__)
#define curl_url_get(...) net_curl.curl_url_get(__VA_ARGS__)
#define curl_url_set(...) net_curl.curl_url_set(__VA_ARGS__)

/* in curl.h they are macros that check types, which no compiler tells of a system's header */
#undef curl_easy_getinfo
#undef curl_easy_setopt
#define curl_easy_getinfo(c, info, to) net_curl.curl_easy_getinfo(c, info, to)
#define curl_easy_setopt(c, option, value) net_curl.curl_easy_setopt(c, option, value)

#endif
