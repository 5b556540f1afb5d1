/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that reading letters in processes of their own can cost: for each file a fork, a parse by GMime and the decoding of every text
 * part; no box, no rules, no documents. Prints what it decoded, so that it was not for nothing. Usage: peer FILE...
 */
#include <gmime/gmime.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static long total;

static void
each(GMimeObject *parent, GMimeObject *part, gpointer data)
{
	char *text;

	(void)parent;
	(void)data;
	if (!GMIME_IS_TEXT_PART(part))
		return;
	text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
	total += text != NULL ? (long)strlen(text) : 0;
	g_free(text);
}

static int
read_one(const char *path)
{
	GMimeStream *stream = g_mime_stream_file_open(path, "r", NULL);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

	if (m == NULL)
		return 1;
	g_mime_message_foreach(m, each, NULL);
	printf("%s %ld\n", path, total);
	fflush(stdout);
	return 0;
}

int
main(int argc, char **argv)
{
	int wrong = 0, status;

	g_mime_init();
	for (int i = 1; i < argc; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(read_one(argv[i]));
		wrong += waitpid(pid, &status, 0) != pid || status != 0;
	}
	return wrong > 0;
}
