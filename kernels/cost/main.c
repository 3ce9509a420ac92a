// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost count|time MOST [CONSOLE]: each operation at each size, up to MOST
 * regions, also with the shape of a console's e820 map.
 * cost replay CONSOLE IMAGE_END: a boot's calls again.
 * Prints rows of CSV: one for each pair of marks that the plugin sees.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "points.h"
#include "replay.h"

static bool timed;
static unsigned long wrong, number;

static void print_point(const struct point *point,
			const struct operation *operation)
{
	uint64_t answer, moved;

	printf("%lu,%s,%s,%s,%s,%s,%u,%u,", ++number, point->operation,
	       point->variant, points_place(point->place),
	       point->bottom_up ? "up" : "down", point->map, point->regions,
	       point->nodes);
	if (timed) {
		printf("%.0f\n", cost_time_ns(operation));
		return;
	}
	answer = cost_measure(operation, &moved);
	printf("%" PRIu64 ",%" PRIu64 "\n", answer, moved);
}

static int measure(int argc, char **argv)
{
	static struct shape shape;
	char *end;
	unsigned long most = strtoul(argv[2], &end, 10);

	if (*end || !most || most > KERNEL_REGIONS_MAX / 2) {
		fprintf(stderr,
			"cost: found %s regions, expected a number up to %d\n",
			argv[2], KERNEL_REGIONS_MAX / 2);
		return 2;
	}
	if (argc == 4 && console_shape(argv[3], &shape))
		return 2;
	timed = strcmp(argv[1], "time") == 0;
	printf("number,operation,variant,place,mode,map,regions,nodes,%s\n",
	       timed ? "ns" : "answer,moved");
	points_visit((unsigned int)most, &shape, print_point);
	return 0;
}

static void print_call(const struct replay_call *call)
{
	bool is_search = strcmp(call->operation, "find") == 0 ||
			 strcmp(call->operation, "alloc") == 0;

	printf("%lu,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 "\n", ++number,
	       call->operation, call->size, call->expected, call->found);
	if (is_search && call->found != call->expected && !wrong++)
		fprintf(stderr,
			"cost: call %lu: found %#" PRIx64 ", expected %#" PRIx64
			"\n",
			number, call->found, call->expected);
}

static int replay(char **argv)
{
	char *end;
	uint64_t image_end = strtoull(argv[3], &end, 16);
	int ret;

	if (*end) {
		fprintf(stderr, "cost: found %s, expected an address\n",
			argv[3]);
		return 2;
	}
	puts("number,operation,size,expected,found");
	ret = replay_console(argv[2], image_end, print_call);
	return ret < 0 ? 2 : ret || wrong;
}

int main(int argc, char **argv)
{
	int ret = kernel_open(STATE_BASE, STATE_BASE + STATE_SPAN);

	if (ret) {
		fprintf(stderr, "cost: no room for physical memory: %s\n",
			strerror(-ret));
		return 2;
	}
	if (argc == 4 && strcmp(argv[1], "replay") == 0)
		return replay(argv);
	if ((argc == 3 || argc == 4) && (strcmp(argv[1], "count") == 0 ||
					 strcmp(argv[1], "time") == 0))
		return measure(argc, argv);
	fputs("usage: cost count|time MOST [CONSOLE] | replay CONSOLE IMAGE_END\n",
	      stderr);
	return 2;
}
