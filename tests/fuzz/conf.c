/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	int fd = memfd_create("loket.conf", MFD_CLOEXEC);
	struct problems p = { 0 };
	struct conf c;
	struct err e;
	char path[64];

	if (fd < 0 || file_write_fd(fd, data, n, &e) < 0)
		broken("no memory file", "");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if (conf_read(path, &c, &p, &e) == 0) {
		conf_complete(&c, path, &p);
		for (size_t i = 0; i < c.n_services; i++)
			if (conf_mode(&c, c.services[i].name) >= MODE__N)
				broken("conf", "no such mode");
	}
	conf_free(&c);
	problems_free(&p);
	close(fd);
	return 0;
}
