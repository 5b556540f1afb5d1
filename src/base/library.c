/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Libraries opened by hand; they stay open until the process ends. */
#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

#include "base/log.h"

bool
library_open(
    const char *file, const char *undone, const char *const *names, void *to, size_t size)
{
	void *so = dlopen(file, RTLD_NOW | RTLD_LOCAL), *f;

	if (so == NULL) {
		log_error("%s: %s", undone, dlerror());
		return false;
	}
	/* POSIX: what dlsym returns may be taken for a function; the struct holds nothing else */
	for (size_t i = 0; i < size / sizeof(f); i++) {
		f = dlsym(so, names[i]);
		if (f == NULL) {
			log_error("%s: %s is another version, without %s", undone, file, names[i]);
			return false;
		}
		memcpy((char *)to + i * sizeof(f), &f, sizeof(f));
	}
	return true;
}
