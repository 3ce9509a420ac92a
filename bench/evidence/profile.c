// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"
#include "lib/tsvfile.h"

/* Far above what symbols.ini has; each is compared with all before it. */
#define MILESTONES_MAX 1000

/* The file while it is read, and what becomes of it. */
struct reader {
	struct tsvfile file;
	struct profile *profile;
	bool total_seen;
};

static int take_numbers(struct reader *reader, size_t first,
			struct profile_count *count)
{
	if (parse_u64(reader->file.fields[first], &count->insns) ||
	    parse_u64(reader->file.fields[first + 1], &count->rep))
		return tsvfile_reject(&reader->file, "decimal numbers");
	return 0;
}

static int take_machine(void *context)
{
	struct reader *reader = context;

	if (reader->profile->machine)
		return tsvfile_reject(&reader->file, "a single machine");
	reader->profile->machine = xstrdup(reader->file.fields[1]);
	return 0;
}

static int take_total(void *context)
{
	struct reader *reader = context;

	if (reader->total_seen)
		return tsvfile_reject(&reader->file, "a single total");
	reader->total_seen = true;
	return take_numbers(reader, 1, &reader->profile->total);
}

static int take_milestone(void *context)
{
	struct reader *reader = context;
	struct profile *profile = reader->profile;
	size_t count = profile->milestone_count;
	struct profile_milestone *list, milestone = { 0 };
	int ret = take_numbers(reader, 2, &milestone.before);

	if (ret)
		return ret;
	if (count == MILESTONES_MAX)
		return tsvfile_reject(&reader->file, "at most 1000 milestones");
	if (profile_find_milestone(profile, reader->file.fields[1]))
		return tsvfile_reject(&reader->file, "each milestone once");
	list = profile->milestones;
	if (count &&
	    (list[count - 1].before.insns > milestone.before.insns ||
	     list[count - 1].before.rep > milestone.before.rep))
		return tsvfile_reject(&reader->file, "milestones in the order of the boot");
	milestone.name = xstrdup(reader->file.fields[1]);
	list = xgrow(list, count, sizeof(*list));
	list[count] = milestone;
	profile->milestones = list;
	profile->milestone_count++;
	return 0;
}

static int take_function(void *context)
{
	struct reader *reader = context;
	struct profile *profile = reader->profile;
	struct profile_function *list, function = { 0 };
	int ret = take_numbers(reader, 1, &function.count);

	if (ret)
		return ret;
	if (parse_u64(reader->file.fields[3], &function.calls))
		return tsvfile_reject(&reader->file, "decimal numbers");
	function.name = xstrdup(reader->file.fields[4]);
	list = xgrow(profile->functions, profile->function_count,
		     sizeof(*list));
	list[profile->function_count++] = function;
	profile->functions = list;
	return 0;
}

static const struct tsvfile_record records[] = {
	{ "machine", 2, "machine TEXT", take_machine },
	{ "total", 3, "total INSNS REP", take_total },
	{ "milestone", 4, "milestone NAME INSNS REP", take_milestone },
	{ "function", 5, "function INSNS REP CALLS NAME", take_function },
	{ .kind = NULL },
};

static const struct tsvfile_format format = {
	.name = "numaboot-profile",
	.records = records,
	.kinds = "a machine, a total, a milestone or a function",
};

static int check_whole(struct reader *reader)
{
	const struct profile *profile = reader->profile;
	struct profile_count sum = { 0 };

	for (size_t i = 0; i < profile->function_count; i++) {
		sum.insns += profile->functions[i].count.insns;
		sum.rep += profile->functions[i].count.rep;
	}
	if (!profile->machine)
		return error_set(reader->file.err, EINVAL,
				 "%s: found no machine, expected the one that it was made with",
				 reader->file.path);
	if (reader->total_seen && profile->milestone_count &&
	    sum.insns == profile->total.insns &&
	    sum.rep == profile->total.rep)
		return 0;
	return error_set(reader->file.err, EINVAL,
			 "%s:%u: found %zu milestones and functions of %" PRIu64 " instructions and %" PRIu64 " iterations, expected milestones and functions that add up to the total of %" PRIu64 " and %" PRIu64,
			 reader->file.path, reader->file.line,
			 profile->milestone_count, sum.insns, sum.rep,
			 profile->total.insns, profile->total.rep);
}

int profile_read(struct profile *profile, const char *path,
		 struct error *err)
{
	struct reader reader = { .profile = profile };
	int ret;

	*profile = (struct profile){ 0 };
	ret = tsvfile_read(&reader.file, path, &format, &reader, err);
	if (!ret)
		ret = check_whole(&reader);
	if (ret)
		profile_release(profile);
	return ret;
}

void profile_release(struct profile *profile)
{
	for (size_t i = 0; i < profile->milestone_count; i++)
		free(profile->milestones[i].name);
	for (size_t i = 0; i < profile->function_count; i++)
		free(profile->functions[i].name);
	free(profile->milestones);
	free(profile->functions);
	free(profile->machine);
	*profile = (struct profile){ 0 };
}

const struct profile_milestone *
profile_find_milestone(const struct profile *profile, const char *name)
{
	for (size_t i = 0; i < profile->milestone_count; i++)
		if (strcmp(profile->milestones[i].name, name) == 0)
			return &profile->milestones[i];
	return NULL;
}
