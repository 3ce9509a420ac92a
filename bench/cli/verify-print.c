// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "cli/verify.h"
#include "lib/alloc.h"

/* The longest of the words in front. */
#define WORD_WIDTH 13

static const char *const kinds[] = {
	[INPUT_TOLD] = "told",
	[INPUT_DIFFERS] = "differs",
	[INPUT_CONTRADICTS] = "refuted",
};

static void print_place(const char *what, int line, int nth)
{
	if (line)
		printf("%s:%d: ", what, line);
	else if (nth)
		printf("%s, line %d of its text: ", what, nth);
	else
		printf("%s: ", what);
}

static void print_inputs(const struct inputs *inputs, const char *what)
{
	for (int i = 0; i < inputs->count; i++) {
		const struct input *input = &inputs->list[i];

		printf("%-*s  ", WORD_WIDTH, kinds[input->kind]);
		print_place(what, input->line, 0);
		printf("%s: found %s, made %s\n", input->what, input->found,
		       input->made);
	}
}

static const char *word_of_line(const struct comparison_line *line)
{
	return line->missing && line->standing == STANDING_VERIFIED ?
	       "missing" : standing_name(line->standing);
}

static void print_line(const struct comparison *comparison,
		       const struct comparison_line *line, const char *what)
{
	const char *title = line->block < 0 ? "text" :
			    comparison->blocks[line->block].title;

	printf("%-*s  ", WORD_WIDTH, word_of_line(line));
	print_place(what, line->line, line->nth);
	printf("%s%s%s: ", title, *line->label ? ", " : "", line->label);
	if (line->missing)
		printf("the report lacks `%s`%s\n", line->made,
		       line->standing == STANDING_VERIFIED ? "" :
		       ", and has what belongs to that");
	else if (!*line->made)
		printf("nothing makes `%s`\n", line->found);
	else
		printf("found %s, made %s\n",
		       *line->found ? line->found : "nothing", line->made);
}

static void print_block(const struct comparison *comparison, int index,
			const char *what)
{
	const struct comparison_block *block = &comparison->blocks[index];
	bool told = false;

	for (int i = 0; i < comparison->line_count; i++)
		if (comparison->lines[i].block == index) {
			print_line(comparison, &comparison->lines[i], what);
			told = told || comparison->lines[i].standing !=
				       STANDING_VERIFIED;
		}
	if (!told)
		printf("%-*s  %s: %d line%s\n", WORD_WIDTH,
		       standing_name(STANDING_VERIFIED), block->title,
		       block->lines, block->lines == 1 ? "" : "s");
}

static int count_refuted(const struct verify_result *result)
{
	int count = 0;

	for (int i = 0; i < result->comparison.line_count; i++)
		count += result->comparison.lines[i].standing ==
			 STANDING_REFUTED;
	for (int i = 0; i < result->inputs.count; i++)
		count += result->inputs.list[i].kind == INPUT_CONTRADICTS;
	return count;
}

static void print_differing(const struct inputs *inputs)
{
	const char *before = ": other than here: ";
	bool any = false;

	for (int i = 0; i < inputs->count; i++)
		if (inputs->list[i].kind == INPUT_DIFFERS) {
			printf("%s%s", before, inputs->list[i].what);
			before = ", ";
			any = true;
		}
	if (!any)
		printf(": measured times are other ones each time");
}

static void print_standing(const struct verify_result *result)
{
	int refuted = count_refuted(result);

	printf("%s", standing_name(result->standing));
	if (refuted)
		printf(": %d value%s came out otherwise", refuted,
		       refuted == 1 ? "" : "s");
	else if (*result->reason.text)
		printf(": %s", result->reason.text);
	else if (result->standing == STANDING_HOLDS)
		print_differing(&result->inputs);
	else if (result->standing == STANDING_NOT_CHECKABLE)
		printf(": lines that nothing makes, or that are cut from their title or their sentence");
	if (result->comparison.missing)
		printf("; %d line%s missing in the report",
		       result->comparison.missing,
		       result->comparison.missing == 1 ? " is" : "s are");
	putchar('\n');
}

/* Somebody else's words; the caller frees. */
static char *words_of(const struct footer *footer, const char *key)
{
	const char *value = footer ? footer_value(footer, key) : NULL;
	char *words = xstrdup(value ? value : FOOTER_UNKNOWN);

	letter_make_printable(words);
	return words;
}

static void print_heading(const struct report_text *report, const char *what)
{
	char *stamp = report_stamp(report);
	char *plan = words_of(&report->footer, "plan");
	char *version = words_of(&report->footer, "numaboot");
	char *commit = words_of(&report->footer, "commit");

	printf("%s: plan %s of %s, numaboot %s %.12s\n", what, plan,
	       stamp ? stamp : FOOTER_UNKNOWN, version, commit);
	if (!report->titled)
		printf("%-*s  %s: its beginning\n", WORD_WIDTH, "missing",
		       what);
	free(commit);
	free(version);
	free(plan);
	free(stamp);
}

void verify_print(const struct verify_result *result, const char *what,
		  const struct report_text *report)
{
	if (report && report->footer.count)
		print_heading(report, what);
	if (result->folder)
		printf("compared with %s\n", result->folder);
	print_inputs(&result->inputs, what);
	for (int i = 0; i < result->comparison.block_count; i++)
		print_block(&result->comparison, i, what);
	if (result->tables)
		printf("%-*s  %d table%s, every byte\n", WORD_WIDTH,
		       standing_name(STANDING_VERIFIED), result->tables,
		       result->tables == 1 ? "" : "s");
	print_standing(result);
}

static json_t *inputs_json(const struct inputs *inputs)
{
	json_t *list = json_array();

	for (int i = 0; i < inputs->count; i++) {
		const struct input *input = &inputs->list[i];

		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:s, s:s, s:i}", "what", input->what,
			"means", kinds[input->kind], "found", input->found,
			"made", input->made, "line", input->line));
	}
	return list;
}

static json_t *tables_json(const struct comparison *comparison)
{
	json_t *list = json_array();

	for (int i = 0; i < comparison->block_count; i++) {
		const struct comparison_block *block = &comparison->blocks[i];

		json_array_append_new(list, json_pack(
			"{s:s, s:i, s:s}", "table", block->title, "lines",
			block->lines, "verdict",
			standing_name(block->standing)));
	}
	return list;
}

static json_t *lines_json(const struct comparison *comparison)
{
	json_t *list = json_array();

	for (int i = 0; i < comparison->line_count; i++) {
		const struct comparison_line *line = &comparison->lines[i];

		json_array_append_new(list, json_pack(
			"{s:s, s:s, s:i, s:s, s:s, s:s}", "table",
			line->block < 0 ? "text" :
			comparison->blocks[line->block].title, "where",
			line->label, "line", line->line, "found", line->found,
			"made", line->made, "verdict",
			word_of_line(line)));
	}
	return list;
}

json_t *verify_json(const struct verify_result *result, const char *what,
		    const struct report_text *report)
{
	char *plan = words_of(report ? &report->footer : NULL, "plan");
	json_t *value = json_pack(
		"{s:s, s:s, s:s, s:s, s:s?, s:o, s:o, s:o, s:i}", "what",
		what, "plan", plan, "verdict",
		standing_name(result->standing), "reason",
		result->reason.text, "folder", result->folder, "inputs",
		inputs_json(&result->inputs), "tables",
		tables_json(&result->comparison), "lines",
		lines_json(&result->comparison), "equal_tables",
		result->tables);

	free(plan);
	return value;
}
