/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libetpan for imap.c and its stream in net.c. */
#include <libetpan/libetpan.h>

#include "net/etpan.h"

struct net_etpan net_etpan;

int
net_etpan_open(struct err *e)
{
	static const char *const names[] = { ETPAN_FUNCTIONS(LIBRARY_NAME) };

	return library_open("libetpan.so.20", "libetpan20", names, &net_etpan, sizeof(net_etpan), e);
}
