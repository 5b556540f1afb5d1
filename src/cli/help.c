/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/help.h"

#include <string.h>

#define WIDTH 79
#define LETTERS "abcdefghijklmnopqrstuvwxyz-"

bool
help_option(const char **at, struct help_option *o)
{
	const char *p = strstr(*at, "--");

	if (p == NULL)
		return false;
	*o = (struct help_option){ .name = p + 2, .len = strspn(p + 2, LETTERS) };
	p = o->name + o->len;
	if ((*p == ' ' || *p == '=') && strchr("[]|- ", p[1]) == NULL) {
		o->value = p + 1;
		o->value_len = strcspn(o->value, " ]");
		p = o->value + o->value_len;
	}
	*at = p;
	return true;
}

/* A usage line, folded between its arguments: a bracket is not torn apart. */
static void
usage(const char *group, const struct cli_command *c, FILE *to)
{
	const char *p = c->args, *end;
	int column = fprintf(to, "usage: loket%s%s %s", *group != '\0' ? " " : "", group, c->name);

	while (*p != '\0') {
		end = p + (*p == '[' ? strcspn(p, "]") : strcspn(p, " "));
		end += strcspn(end, " ");
		if (column + 1 + (int)(end - p) > WIDTH)
			column = fprintf(to, "\n          %.*s", (int)(end - p), p) - 1;
		else
			column += fprintf(to, " %.*s", (int)(end - p), p);
		p = end + strspn(end, " ");
	}
	fputc('\n', to);
}

void
help_command(const char *group, const struct cli_command *c, FILE *to)
{
	usage(group, c, to);
	fprintf(to, "  %s\n", c->help);
	fprintf(to, "  example: loket %s\n", c->example);
}

static const struct cli_group *
group_of(const struct cli_group *table, const char *name)
{
	for (; table->self.name != NULL; table++)
		if (strcmp(table->self.name, name) == 0)
			return table;
	return NULL;
}

int
help_of(const struct cli_group *table, const char *name, const char *word, FILE *to)
{
	const struct cli_group *g = group_of(table, name);
	const struct cli_command *c;
	bool some = false;

	if (g == NULL || (g->words == NULL && word != NULL))
		return -1;
	if (g->words == NULL)
		help_command("", &g->self, to);
	for (c = g->words; c != NULL && c->name != NULL; c++)
		if (word == NULL || strcmp(c->name, word) == 0) {
			if (some)
				fputc('\n', to);
			help_command(name, c, to);
			some = true;
		}
	if (g->words != NULL && !some)
		return -1;
	fputs("\nEvery command takes --config FILE, and --json where it prints a table; "
	      "more: man loket\n", to);
	return 0;
}

void
help_list(const struct cli_group *table, FILE *to)
{
	const struct cli_group *g;
	const struct cli_command *c;

	fputs("usage: loket [--config FILE] [--now TIME] [--json] COMMAND ...\n\n", to);
	for (g = table; g->self.name != NULL; g++) {
		fprintf(to, "  %-10s %s\n", g->self.name, g->self.help);
		for (c = g->words; c != NULL && c->name != NULL; c++)
			fprintf(to, "%s%s", c == g->words ? "             " : ", ", c->name);
		if (g->words != NULL)
			fputc('\n', to);
	}
	fputs("\nloket COMMAND --help says more of one, with an example.\n"
	      "The manual pages are loket(1), loket.conf(5), loket-rules(5), loket-sop(5) and "
	      "loket-template(5).\n", to);
}

/* ---- completion ---- */

/* The values of an option: its choices where they are words, else a file or what people know. */
static void
complete_values(const struct help_option *o, FILE *to)
{
	bool choices = strspn(o->value, LETTERS "|") == o->value_len;

	fprintf(to, "\t\t--%.*s) ", (int)o->len, o->name);
	if (choices) {
		fputs("words='", to);
		for (size_t i = 0; i < o->value_len; i++)
			fputc(o->value[i] == '|' ? ' ' : o->value[i], to);
		fputs("' ;;\n", to);
	} else
		fputs("return ;;\n", to);
}

/* Whether files stand beside the options: then options are offered behind a dash only. */
static bool
takes_file(const char *args)
{
	struct help_option o;
	int n = 0;

	for (const char *at = args; (at = strstr(at, "FILE")) != NULL; at++)
		n++;
	for (const char *at = args; help_option(&at, &o);)
		n -= o.value != NULL && strncmp(o.value, "FILE", 4) == 0;
	return n > 0;
}

static void
complete_command(const char *pattern, const struct cli_command *c, FILE *to)
{
	struct help_option o;
	const char *at;

	fprintf(to, "\t%s)\n\t\tcase $prev in\n", pattern);
	for (at = c->args; help_option(&at, &o);)
		if (o.value != NULL)
			complete_values(&o, to);
	fprintf(to, "\t\t*) %swords='", takes_file(c->args) ? "[[ $cur != -* ]] || " : "");
	for (at = c->args; help_option(&at, &o);)
		fprintf(to, "--%.*s ", (int)o.len, o.name);
	fputs("--help' ;;\n\t\tesac ;;\n", to);
}

static const char completion_head[] =
    "# Completion of loket for bash; printed by: loket completion\n"
    "_loket()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words= command= word= i\n"
    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
    "\t\tcase ${COMP_WORDS[i]} in\n"
    "\t\t--config | --now) i=$((i + 1)) ;;\n"
    "\t\t-*) ;;\n"
    "\t\t*) if [ -z \"$command\" ]; then command=${COMP_WORDS[i]}; elif [ -z \"$word\" ]; then word=${COMP_WORDS[i]}; fi ;;\n"
    "\t\tesac\n"
    "\tdone\n"
    "\tcase $prev in --config | --now) return ;; esac\n"
    "\tcase \"$command $word\" in\n";

void
help_completion(const struct cli_group *table, FILE *to)
{
	const struct cli_group *g;
	const struct cli_command *c;
	char pattern[64];

	fputs(completion_head, to);
	fputs("\t' ') words='", to);
	for (g = table; g->self.name != NULL; g++)
		fprintf(to, "%s ", g->self.name);
	fputs("--config --now --json --help' ;;\n", to);
	for (g = table; g->self.name != NULL; g++) {
		if (g->words == NULL) {
			snprintf(pattern, sizeof(pattern), "'%s '*", g->self.name);
			complete_command(pattern, &g->self, to);
			continue;
		}
		fprintf(to, "\t'%s ') words='", g->self.name);
		for (c = g->words; c->name != NULL; c++)
			fprintf(to, "%s ", c->name);
		fputs("--help' ;;\n", to);
		for (c = g->words; c->name != NULL; c++) {
			snprintf(pattern, sizeof(pattern), "'%s %s'", g->self.name, c->name);
			complete_command(pattern, c, to);
		}
	}
	fputs("\tesac\n\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n"
	      "complete -o default -F _loket loket\n", to);
}
