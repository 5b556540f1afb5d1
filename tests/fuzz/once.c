/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a target without libFuzzer, built by any compiler.
 *
 *     TARGET [-s SECONDS] [-v] FILE...               each file once (a folder: each file in it)
 *     TARGET [-s SECONDS] [-v] -r BYTES [-w WORDS] FILE...
 *                                                    what is in them repeated up to BYTES: the whole, each line, each
 *                                                    pair of lines, and each word of the dictionary WORDS
 *
 * An input that crashes or takes more than SECONDS of CPU (1) is said, and the exit code is 1; with -k
 * it is written to slow-TARGET-N or crash-TARGET-N. Repeated inputs each have a process and ten times
 * SECONDS; a file that crashes ends the program.
 */
#include <dirent.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "fuzz.h"

static struct { double most, worst; size_t runs, wrong, stretch; bool verbose, keep; const char *target; } run = { .most = 1 };

static double
cpu(int who)
{
	struct rusage u;

	getrusage(who, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* In a process of its own; false when it was killed for anything but the time it took. */
static bool
apart(const uint8_t *p, size_t n)
{
	const struct rlimit most = { (rlim_t)(run.most * 10), (rlim_t)(run.most * 10) + 1 };
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		setrlimit(RLIMIT_CPU, &most);
		LLVMFuzzerTestOneInput(p, n);
		_exit(0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		return false;
	return status == 0 || (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL));
}

static void
one(const char *what, const void *p, size_t n)
{
	uint8_t *copy = xmalloc(n);	/* of its own, so that a sanitizer sees its end */
	int who = run.stretch > 0 ? RUSAGE_CHILDREN : RUSAGE_SELF;
	double took = cpu(who);
	bool good = true;
	char name[64];
	struct err e;

	memcpy(copy, p, n);
	if (run.stretch > 0)
		good = apart(copy, n);
	else
		LLVMFuzzerTestOneInput(copy, n);
	took = cpu(who) - took;
	run.runs++;
	run.worst = took > run.worst ? took : run.worst;
	if (!good || took > run.most) {
		printf("%s: %.1f s for %zu bytes: %s: %s\n", good ? "slow" : "crash", took, n, run.target, what);
		run.wrong++;
		snprintf(name, sizeof(name), "%s-%s-%zu", good ? "slow" : "crash", run.target, run.wrong);
		if (run.keep && file_write(name, p, n, 0644, &e) < 0)
			fprintf(stderr, "%s\n", e.msg);
	} else if (run.verbose) {
		printf("%.3f s, %zu bytes: %s\n", took, n, what);
	}
	fflush(stdout);
	free(copy);
}

static void
repeat(const char *what, const char *p, size_t n, const char *between)
{
	struct buf b = BUF_INIT;
	char name[700];

	if (n == 0 || n + strlen(between) > run.stretch)
		return;
	while (b.len + n + strlen(between) <= run.stretch) {
		buf_add(&b, p, n);
		buf_adds(&b, between);
	}
	snprintf(name, sizeof(name), "%s, repeated: %.*s", what, n < 60 ? (int)n : 60, p);
	for (char *c = name; *c != '\0'; c++)
		if ((unsigned char)*c < ' ')
			*c = ' ';
	one(name, b.data, b.len);
	buf_free(&b);
}

static void
lines(const char *what, const struct buf *b)
{
	const char *end = b->data + b->len;

	repeat(what, b->data, b->len, "\n");
	for (const char *p = b->data, *next; p < end; p = next) {
		const char *stop = memchr(p, '\n', (size_t)(end - p)), *second;

		next = stop != NULL ? stop + 1 : end;
		repeat(what, p, (size_t)((stop != NULL ? stop : end) - p), " ");
		repeat(what, p, (size_t)(next - p), "");
		second = next < end ? memchr(next, '\n', (size_t)(end - next)) : NULL;
		if (second != NULL)
			repeat(what, p, (size_t)(second + 1 - p), "");
	}
}

static void
take(const char *path)
{
	struct buf b = BUF_INIT;
	struct dirent **names = NULL;
	struct err e;
	struct stat st;
	int n;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		n = scandir(path, &names, NULL, alphasort);
		for (int i = 0; i < n; i++) {
			char *file = xasprintf("%s/%s", path, names[i]->d_name);

			if (names[i]->d_name[0] != '.')
				take(file);
			free(file);
			free(names[i]);
		}
		free(names);
		return;
	}
	if (file_read(path, 64u << 20, &b, &e) < 0) {
		fprintf(stderr, "%s\n", e.msg);
		exit(2);
	}
	if (run.stretch > 0)
		lines(path, &b);
	else
		one(path, b.data, b.len);
	buf_free(&b);
}

/* A dictionary of libFuzzer: lines "word", \\ \" \xHH inside. */
static void
words(const char *path)
{
	struct buf b = BUF_INIT, word = BUF_INIT;
	struct err e;

	if (file_read(path, 1 << 20, &b, &e) < 0) {
		fprintf(stderr, "%s\n", e.msg);
		exit(2);
	}
	for (char *save, *line = strtok_r(b.data, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
		if (*line != '"')
			continue;
		buf_reset(&word);
		for (char *p = line + 1; *p != '\0' && *p != '"'; p++) {
			unsigned c;

			if (*p == '\\' && p[1] == 'x' && sscanf(p + 2, "%2x", &c) == 1) {
				buf_addc(&word, (char)c);
				p += 3;
			} else {
				p += *p == '\\';
				buf_addc(&word, *p);
			}
		}
		repeat("word", word.data, word.len, "");
		repeat("word", word.data, word.len, " ");
		repeat("word", word.data, word.len, "\n");
	}
	buf_free(&b);
	buf_free(&word);
}

int
main(int argc, char **argv)
{
	int opt;

	run.target = strrchr(argv[0], '/') != NULL ? strrchr(argv[0], '/') + 1 : argv[0];
	while ((opt = getopt(argc, argv, "s:r:w:vk")) != -1) {
		if (opt == 's')
			run.most = atof(optarg);
		else if (opt == 'r')
			run.stretch = (size_t)atol(optarg);
		else if (opt == 'w')
			words(optarg);
		else if (opt == 'v')
			run.verbose = true;
		else if (opt == 'k')
			run.keep = true;
		else
			return 2;
	}
	/* what it sets up once is not the first input's */
	LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
	for (int i = optind; i < argc; i++)
		take(argv[i]);
	printf("%s: %zu inputs, the slowest %.2f s\n", run.target, run.runs, run.worst);
	return run.wrong > 0;
}
