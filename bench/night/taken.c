// SPDX-License-Identifier: GPL-2.0-only
#include "night/taken.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/files.h"
#include "evidence/sessionrecord.h"
#include "evidence/sessionseal.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "night/identity.h"
#include "night/judge.h"
#include "night/table.h"
#include "workload/samples.h"

/**
 * struct sample - a row of samples.csv
 */
struct sample {
	const char *arm;
	const char *topology;
	const char *mapping;
	const char *workload;
	const char *metric;
	const char *item;
	const char *node;
	const char *value;
	const char *unit;
	const char *class;
	const char *end_state;
};


static const char *const sample_columns[] = {
	"arm", "topology", "mapping", "workload", "metric", "item", "node",
	"value", "unit", "class", "end_state", NULL,
};

static const char *field(const char *text)
{
	return *text ? text : "-";
}

static struct taken_arm *arm_find(const struct taken *taken, const char *name)
{
	for (size_t i = 0; i < taken->count; i++)
		if (strcmp(taken->arms[i].name, name) == 0)
			return &taken->arms[i];
	return NULL;
}

static void keep_text(struct taken *taken, char *text)
{
	taken->texts = xgrow(taken->texts, taken->text_count,
			     sizeof(*taken->texts));
	taken->texts[taken->text_count++] = text;
}

static struct taken_value value_of(const struct taken *taken,
				   const struct sample *row, const char *host)
{
	bool noisy = strcmp(row->class, "noisy") == 0;
	bool state = strcmp(row->metric, "run.completed") == 0;

	return (struct taken_value){
		.key = {
			.plan = taken->plan, .arm = row->arm,
			.topology = row->topology, .mapping = row->mapping,
			.workload = row->workload, .metric = row->metric,
			.item = field(row->item), .node = field(row->node),
			.host = noisy ? host : "-",
		},
		.value = state ? row->end_state : row->value,
		.unit = row->unit,
		.noisy = noisy,
	};
}

static void add_value(struct taken_arm *arm, struct taken_value value)
{
	arm->values = xgrow(arm->values, arm->count, sizeof(*arm->values));
	arm->values[arm->count++] = value;
}

static int compare_keys(const struct series_key *a, const struct series_key *b)
{
	int order = strcmp(a->topology, b->topology);

	order = order ? order : strcmp(a->mapping, b->mapping);
	order = order ? order : strcmp(a->workload, b->workload);
	order = order ? order : strcmp(a->metric, b->metric);
	order = order ? order : strcmp(a->item, b->item);
	order = order ? order : strcmp(a->node, b->node);
	return order ? order : strcmp(a->host, b->host);
}

/* By key, then by value, as numbers. */
static int compare_values(const void *left, const void *right)
{
	const struct taken_value *a = left, *b = right;
	int order = compare_keys(&a->key, &b->key);
	double x = strtod(a->value, NULL), y = strtod(b->value, NULL);

	return order ? order : (x > y) - (x < y);
}

static const char *median(struct taken *taken, const struct taken_value *first,
			  size_t count)
{
	double low = strtod(first[(count - 1) / 2].value, NULL);
	double high = strtod(first[count / 2].value, NULL);
	char *text = xasprintf("%.15g", (low + high) / 2);

	keep_text(taken, text);
	return text;
}

/* One value of each key: exact ones are all the same, noisy ones have a median. */
static void join(struct taken *taken, struct taken_arm *arm)
{
	size_t kept = 0;

	qsort(arm->values, arm->count, sizeof(*arm->values), compare_values);
	for (size_t i = 0, next; i < arm->count; i = next) {
		struct taken_value value = arm->values[i];

		for (next = i + 1; next < arm->count &&
		     !compare_keys(&value.key, &arm->values[next].key); next++)
			;
		if (value.noisy)
			value.value = median(taken, &arm->values[i], next - i);
		arm->values[kept++] = value;
	}
	arm->count = kept;
}

static void set_digest(struct taken_arm *arm)
{
	SHA2_CTX digest;

	SHA256Init(&digest);
	for (size_t i = 0; i < arm->count; i++) {
		char *cell = series_cell(&arm->values[i].key);
		char *name = series_name(&arm->values[i].key);

		digest_add_text(&digest, "cell", cell);
		digest_add_text(&digest, name, arm->values[i].value);
		free(name);
		free(cell);
	}
	SHA256End(&digest, arm->digest);
}

/* Cells of which this host kept the kernel from its end. */
static void add_gaps(struct taken_arm *arm)
{
	for (size_t i = 0; i < arm->count; i++) {
		const struct taken_value *value = &arm->values[i];

		if (strcmp(value->key.metric, "run.completed"))
			continue;
		if (strcmp(value->value, "completed") == 0) {
			arm->ran++;
			continue;
		}
		/* How a kernel ended is a value of its own. */
		if (!judge_is_gap(value->value))
			continue;
		arm->gaps = xgrow(arm->gaps, arm->gap_count,
				  sizeof(*arm->gaps));
		arm->gaps[arm->gap_count++] = (struct taken_gap){
			.cell = series_cell(&value->key),
			.why = xstrdup(value->value),
		};
	}
}

static int take_samples(struct taken *taken, const char *host,
			struct error *err)
{
	struct table table;
	int ret = table_read(&table, taken->tables, "samples.csv",
			     sample_columns, err);

	for (size_t i = 0; ret == 0 && i < table.count; i++) {
		const char **f = table.rows[i];
		const struct sample row = {
			f[0], f[1], f[2], f[3], f[4], f[5],
			f[6], f[7], f[8], f[9], f[10],
		};
		struct taken_arm *arm = arm_find(taken, row.arm);

		/* The layout control is none that is watched. */
		if (arm)
			add_value(arm, value_of(taken, &row, host));
	}
	if (ret == 0) {
		keep_text(taken, table.text);
		table.text = NULL;
	}
	table_release(&table);
	for (size_t i = 0; ret == 0 && i < taken->count; i++) {
		join(taken, &taken->arms[i]);
		set_digest(&taken->arms[i]);
		add_gaps(&taken->arms[i]);
	}
	return ret;
}

static void take_arms(struct taken *taken, const struct session_record *record,
		      const char *reader)
{
	const json_t *arms = json_object_get(record->json, "arms");

	for (size_t i = 0; i < record->arm_count; i++) {
		struct taken_arm *arm;
		char *name;

		if ((int)i == record->layout)
			continue;
		taken->arms = xgrow(taken->arms, taken->count,
				    sizeof(*taken->arms));
		arm = &taken->arms[taken->count++];
		name = xstrdup(record->arms[i]);
		keep_text(taken, name);
		arm->name = name;
		identity_environment(&arm->environment, record->json, name,
				     reader);
		identity_kernel(&arm->kernel, json_array_get(arms, i));
		for (size_t c = 0; c < record->cell_count; c++)
			arm->of += strcmp(record->cells[c].arm, name) == 0;
	}
}

static int make_tables(struct taken *taken,
		       const struct session_record *record, struct error *err)
{
	const char *place = getenv("TMPDIR");
	char *folder = xasprintf("%s/numaboot-night-XXXXXX",
				 place && *place ? place : "/tmp");
	int ret;

	if (!mkdtemp(folder)) {
		ret = error_set(err, errno, "%s: %s", folder, strerror(errno));
		free(folder);
		return ret;
	}
	taken->tables = folder;
	ret = samples_write_into(record, taken->folder, folder, err);
	return ret < 0 ? ret : 0;
}

int taken_read(struct taken *taken, const char *folder, const char *reader,
	       struct error *err)
{
	struct session_record record = { 0 };
	const json_t *host;
	char *name;
	int ret;

	*taken = (struct taken){ .folder = xstrdup(folder) };
	ret = session_open_verified(&record, folder, err);
	if (ret == 0 && !record.complete)
		ret = error_set(err, EINVAL,
				"%s: found an unfinished run, expected a complete one: go on with --resume %s",
				folder, folder);
	if (ret == 0)
		ret = make_tables(taken, &record, err);
	if (ret == 0) {
		taken->plan = xstrdup(jsonfile_text(record.json, "plan"));
		taken->stamp = xstrdup(jsonfile_text(record.json, "stamp"));
		taken->seal = xstrdup(jsonfile_text(record.json, "sha256"));
		host = json_object_get(record.json, "host");
		name = history_word(jsonfile_text(host, "cpu"));
		keep_text(taken, name);
		take_arms(taken, &record, reader);
		ret = take_samples(taken, name, err);
	}
	session_record_release(&record);
	return ret;
}

const struct taken_arm *taken_arm_find(const struct taken *taken,
				       const char *name)
{
	return arm_find(taken, name);
}

const struct taken_value *taken_value_find(const struct taken_arm *arm,
					   const struct series_key *key)
{
	size_t low = 0, high = arm->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_keys(&arm->values[middle].key, key);

		if (order == 0)
			return &arm->values[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

const char *taken_fact(const struct taken_facts *facts, const char *key)
{
	for (size_t i = 0; i < facts->count; i++)
		if (strcmp(facts->list[i].key, key) == 0)
			return facts->list[i].value;
	return "";
}

static void release_arm(struct taken_arm *arm)
{
	taken_facts_release(&arm->environment);
	taken_facts_release(&arm->kernel);
	for (size_t i = 0; i < arm->gap_count; i++) {
		free(arm->gaps[i].cell);
		free(arm->gaps[i].why);
	}
	free(arm->gaps);
	free(arm->values);
}

void taken_release(struct taken *taken)
{
	struct error ignored;

	for (size_t i = 0; i < taken->count; i++)
		release_arm(&taken->arms[i]);
	free(taken->arms);
	for (size_t i = 0; i < taken->text_count; i++)
		free(taken->texts[i]);
	free(taken->texts);
	if (taken->tables)
		directory_remove(taken->tables, &ignored);
	free(taken->tables);
	free(taken->folder);
	free(taken->plan);
	free(taken->stamp);
	free(taken->seal);
	*taken = (struct taken){ 0 };
}
