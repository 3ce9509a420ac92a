// SPDX-License-Identifier: GPL-2.0-only
#include "profile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "lib/parse.h"

#define MAX_FIELDS 6

/* The file while it is read; @line is the one that @fields come from. */
struct reader {
	struct profile *profile;
	const char *path;
	unsigned int line;
	bool total_seen;
	char *fields[MAX_FIELDS];
	size_t field_count;
	struct error *err;
};

/* The kinds of lines after the first. */
struct record {
	const char *kind;
	size_t field_count;
	const char *form;
	int (*take)(struct reader *reader);
};

static int reject(struct reader *reader, const char *expected)
{
	char found[128] = "";
	size_t used = 0;

	for (size_t i = 0; i < reader->field_count && used < sizeof(found);
	     i++)
		used += (size_t)snprintf(found + used, sizeof(found) - used,
					 "%s%s", i ? " " : "",
					 reader->fields[i]);
	return error_set(reader->err, EINVAL, "%s:%u: found `%s`, expected %s",
			 reader->path, reader->line, found, expected);
}

static int take_numbers(struct reader *reader, size_t first,
			struct profile_count *count)
{
	if (parse_u64(reader->fields[first], &count->insns) ||
	    parse_u64(reader->fields[first + 1], &count->rep))
		return reject(reader, "decimal numbers");
	return 0;
}

static int take_total(struct reader *reader)
{
	if (reader->total_seen)
		return reject(reader, "a single total");
	reader->total_seen = true;
	return take_numbers(reader, 1, &reader->profile->total);
}

static int take_milestone(struct reader *reader)
{
	struct profile *profile = reader->profile;
	size_t count = profile->milestone_count;
	struct profile_milestone *list, milestone = { 0 };
	int ret = take_numbers(reader, 2, &milestone.before);

	if (ret)
		return ret;
	if (profile_find_milestone(profile, reader->fields[1]))
		return reject(reader, "each milestone once");
	list = profile->milestones;
	if (count &&
	    (list[count - 1].before.insns > milestone.before.insns ||
	     list[count - 1].before.rep > milestone.before.rep))
		return reject(reader, "milestones in the order of the boot");
	milestone.name = xstrdup(reader->fields[1]);
	list = xgrow(list, count, sizeof(*list));
	list[count] = milestone;
	profile->milestones = list;
	profile->milestone_count++;
	return 0;
}

static int take_function(struct reader *reader)
{
	struct profile *profile = reader->profile;
	struct profile_function *list, function = { 0 };
	int ret = take_numbers(reader, 1, &function.count);

	if (ret)
		return ret;
	if (parse_u64(reader->fields[3], &function.calls))
		return reject(reader, "decimal numbers");
	function.name = xstrdup(reader->fields[4]);
	list = xgrow(profile->functions, profile->function_count,
		     sizeof(*list));
	list[profile->function_count++] = function;
	profile->functions = list;
	return 0;
}

static const struct record records[] = {
	{ "total", 3, "total INSNS REP", take_total },
	{ "milestone", 4, "milestone NAME INSNS REP", take_milestone },
	{ "function", 5, "function INSNS REP CALLS NAME", take_function },
};

static int take_line(struct reader *reader)
{
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		const struct record *record = &records[i];

		if (strcmp(reader->fields[0], record->kind) != 0)
			continue;
		if (reader->field_count != record->field_count)
			return reject(reader, record->form);
		return record->take(reader);
	}
	return reject(reader, "a total, a milestone or a function");
}

static int take_header(struct reader *reader)
{
	if (reader->field_count == 2 &&
	    strcmp(reader->fields[0], "numaboot-profile") == 0 &&
	    strcmp(reader->fields[1], "1") == 0)
		return 0;
	return reject(reader, "numaboot-profile 1");
}

static void split_fields(struct reader *reader, char *line)
{
	reader->field_count = 0;
	line[strcspn(line, "\n")] = '\0';
	while (line && reader->field_count < MAX_FIELDS)
		reader->fields[reader->field_count++] = strsep(&line, "\t");
}

static int read_lines(struct reader *reader, FILE *file)
{
	char *line = NULL;
	size_t room = 0;
	int ret = 0;

	while (!ret && getline(&line, &room, file) > 0) {
		reader->line++;
		split_fields(reader, line);
		ret = reader->line == 1 ? take_header(reader) :
					  take_line(reader);
	}
	if (!ret && ferror(file))
		ret = error_set(reader->err, EIO, "%s: %s", reader->path,
				strerror(EIO));
	free(line);
	return ret;
}

static int check_whole(struct reader *reader)
{
	const struct profile *profile = reader->profile;
	struct profile_count sum = { 0 };

	for (size_t i = 0; i < profile->function_count; i++) {
		sum.insns += profile->functions[i].count.insns;
		sum.rep += profile->functions[i].count.rep;
	}
	if (reader->total_seen && profile->milestone_count &&
	    sum.insns == profile->total.insns &&
	    sum.rep == profile->total.rep)
		return 0;
	return error_set(reader->err, EINVAL,
			 "%s:%u: found %zu milestones and functions of %" PRIu64 " instructions and %" PRIu64 " iterations, expected milestones and functions that add up to the total of %" PRIu64 " and %" PRIu64,
			 reader->path, reader->line,
			 profile->milestone_count, sum.insns, sum.rep,
			 profile->total.insns, profile->total.rep);
}

int profile_read(struct profile *profile, const char *path,
		 struct error *err)
{
	struct reader reader = {
		.profile = profile,
		.path = path,
		.err = err,
	};
	FILE *file = fopen(path, "re");
	int ret;

	*profile = (struct profile){ 0 };
	if (!file)
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	ret = read_lines(&reader, file);
	fclose(file);
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
