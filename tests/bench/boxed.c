/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The least that a process of its own for each letter can cost: a warmed process, as the zygote is, forks COUNT children that enter
 * the reader's box and end, two at a time. Usage: boxed RULES COUNT
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/box.h"
#include "base/problem.h"
#include "box/reader.h"
#include "rules/ruleset.h"

int
main(int argc, char **argv)
{
	struct problems p = { 0 };
	struct err e;
	struct ruleset *rules = argc == 3 ? ruleset_read(argv[1], &p) : NULL;
	int count = argc == 3 ? atoi(argv[2]) : 0, status, under_way = 0, good = 0;

	if (rules == NULL || box_prepare(BOX_READER, &e) < 0)
		return 64;
	reader_warm(rules);
	for (int i = 0; i < count || under_way > 0;) {
		pid_t child;

		if (i < count && under_way < 2) {
			child = fork();
			if (child == 0)
				_exit(box_enter(BOX_READER, NULL, NULL, &e) == 0 ? 0 : 1);
			i++;
			under_way += child > 0;
			continue;
		}
		wait(&status);
		under_way--;
		good += status == 0;
	}
	printf("%d\n", good);
	return good == count ? 0 : 1;
}
