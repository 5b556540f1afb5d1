/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries opened by hand; they stay open until the process ends. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

int
library_open(const char *file, const char *package, const char *const *names, void *to,
    size_t size, struct err *e)
{
	void *so, *f;

	memcpy(&f, (char *)to + size - sizeof(f), sizeof(f));
	if (f != NULL)
		return 0;	/* open already: the last is set when all are */
	so = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	if (so == NULL)
		return err_refused(e, "%s; apt install %s", dlerror(), package);
	/* POSIX: what dlsym returns may be taken for a function; the struct holds nothing else */
	for (size_t i = 0; i < size / sizeof(f); i++) {
		f = dlsym(so, names[i]);
		if (f == NULL)
			return err_refused(e, "%s is another version than Debian's %s, without %s",
			    file, package, names[i]);
		memcpy((char *)to + i * sizeof(f), &f, sizeof(f));
	}
	return 0;
}
