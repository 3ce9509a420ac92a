// SPDX-License-Identifier: GPL-2.0-only
// oracle RULES MAPS: compare the memblock.c that this is linked with to RULES.
// Prints one CSV line: wrong,cases,first.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"

static const char *const rules_names[] = {
	[RULES_TOP_DOWN] = "top-down",
	[RULES_SERIES] = "series",
	[RULES_MAINLINE] = "mainline",
};

static int parse_rules(const char *name, enum rules *rules)
{
	size_t i;

	for (i = 0; i < sizeof(rules_names) / sizeof(rules_names[0]); i++)
		if (!strcmp(name, rules_names[i])) {
			*rules = (enum rules)i;
			return 0;
		}
	return -1;
}

/* Many times what it takes, in CPU time: other load on the host is no fault. */
static void limit_time(unsigned long maps)
{
	struct rlimit limit = { .rlim_cur = 120 + maps / 200 };

	limit.rlim_max = limit.rlim_cur + 10;
	setrlimit(RLIMIT_CPU, &limit);
}

/* memblock.c may crash or never come back: it gets a process of its own. */
static int run_apart(struct check *check, unsigned long maps)
{
	int status;
	pid_t pid = fork();

	if (pid < 0)
		return -1;
	if (!pid) {
		limit_time(maps);
		cases_exhaustive(check);
		cases_random(check, maps);
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid)
		return -1;
	if (WIFSIGNALED(status))
		check_fail(check, "memblock.c was ended by a signal (%s)",
			   strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		check_fail(check, "memblock.c was ended by a sanitizer");
	return 0;
}

int main(int argc, char **argv)
{
	struct check *check = mmap(NULL, sizeof(*check), PROT_READ | PROT_WRITE,
				   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char *end;

	if (argc != 3 || parse_rules(argv[1], &check->rules)) {
		fprintf(stderr, "usage: oracle top-down|series|mainline MAPS\n");
		return 2;
	}
	if (check == MAP_FAILED ||
	    run_apart(check, strtoul(argv[2], &end, 10))) {
		perror("oracle");
		return 2;
	}
	printf("%lu,%lu,\"%s\"\n", check->wrong, check->cases, check->first);
	return check->wrong != 0;
}
