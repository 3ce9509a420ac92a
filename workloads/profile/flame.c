// SPDX-License-Identifier: GPL-2.0-only
#include "flame.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "flame-script.h"
#include "format.h"
#include "kinds.h"
#include "lib/alloc.h"

/* All in pixels. */
#define WIDTH 1600
#define MARGIN 24
#define PLOT (WIDTH - 2 * MARGIN)
#define PHASES_TOP 92
#define PHASES_HEIGHT 26
#define FRAMES_TOP 156
#define ROW 19
#define LEGEND_HEIGHT 56
/* Narrower frames are not seen, and are in the file for when one is made larger. */
#define MIN_WIDTH 1.2
#define MIN_ZOOMED 0.1
/* What comes before the kernel is folded into so much. */
#define STRIP 40
#define CHARACTER 6.4
#define PADDING 4

/* What code is for, told by names; a function without one is its caller's. */
enum subject {
	SUBJECT_OTHER,
	SUBJECT_MEMORY,
	SUBJECT_ACPI,
	SUBJECT_DEVICES,
	SUBJECT_TASKS,
	SUBJECT_FILES,
	SUBJECT_CODE,
	SUBJECT_BEFORE,
	SUBJECT_INTERRUPT,
	SUBJECT_WAIT,
	SUBJECT_USER,
	SUBJECT_COUNT,
};

static const struct {
	const char *name;
	const char *colour;
} subjects[SUBJECT_COUNT] = {
	[SUBJECT_OTHER] = { "other kernel code", "#d9d2c0" },
	[SUBJECT_MEMORY] = { "memory", "#5aa6a6" },
	[SUBJECT_ACPI] = { "ACPI", "#e0a458" },
	[SUBJECT_DEVICES] = { "devices, sysfs", "#8fae5d" },
	[SUBJECT_TASKS] = { "tasks, RCU, SMP", "#7b9acc" },
	[SUBJECT_FILES] = { "files, exec", "#b48ead" },
	[SUBJECT_CODE] = { "self-tests, patching", "#cf8e6d" },
	[SUBJECT_BEFORE] = { "firmware, decompressor", "#b8bcc4" },
	[SUBJECT_INTERRUPT] = { "interrupts", "#d1605e" },
	[SUBJECT_WAIT] = { "waiting", "#e6e6e6" },
	[SUBJECT_USER] = { "init", "#9a86c9" },
};

static const struct {
	const char *part;
	enum subject subject;
} parts[] = {
	{ "selftest", SUBJECT_CODE },
	{ "alternative", SUBJECT_CODE },
	{ "jump_label", SUBJECT_CODE },
	{ "text_poke", SUBJECT_CODE },
	{ "acpi_", SUBJECT_ACPI },
	{ "find_smp_config", SUBJECT_OTHER },
	{ "memblock", SUBJECT_MEMORY },
	{ "paging_init", SUBJECT_MEMORY },
	{ "mem_init", SUBJECT_MEMORY },
	{ "init_mem", SUBJECT_MEMORY },
	{ "e820", SUBJECT_MEMORY },
	{ "page", SUBJECT_MEMORY },
	{ "zone", SUBJECT_MEMORY },
	{ "slab", SUBJECT_MEMORY },
	{ "kmem_", SUBJECT_MEMORY },
	{ "kmalloc", SUBJECT_MEMORY },
	{ "vmalloc", SUBJECT_MEMORY },
	{ "vmemmap", SUBJECT_MEMORY },
	{ "sparse_", SUBJECT_MEMORY },
	{ "pcpu_", SUBJECT_MEMORY },
	{ "setup_per_cpu", SUBJECT_MEMORY },
	{ "numa", SUBJECT_MEMORY },
	{ "free_area", SUBJECT_MEMORY },
	{ "demotion", SUBJECT_MEMORY },
	{ "sysfs", SUBJECT_DEVICES },
	{ "kernfs", SUBJECT_DEVICES },
	{ "kobject", SUBJECT_DEVICES },
	{ "device", SUBJECT_DEVICES },
	{ "driver", SUBJECT_DEVICES },
	{ "pci_", SUBJECT_DEVICES },
	{ "bus_", SUBJECT_DEVICES },
	{ "tty", SUBJECT_DEVICES },
	{ "param_", SUBJECT_DEVICES },
	{ "kthread", SUBJECT_TASKS },
	{ "sched", SUBJECT_TASKS },
	{ "rcu_", SUBJECT_TASKS },
	{ "smp_", SUBJECT_TASKS },
	{ "smpboot", SUBJECT_TASKS },
	{ "cpuhp", SUBJECT_TASKS },
	{ "worker_thread", SUBJECT_TASKS },
	{ "workqueue", SUBJECT_TASKS },
	{ "rootfs", SUBJECT_FILES },
	{ "initramfs", SUBJECT_FILES },
	{ "execve", SUBJECT_FILES },
	{ "vfs_", SUBJECT_FILES },
	{ "mount", SUBJECT_FILES },
	{ "path_", SUBJECT_FILES },
};

/**
 * struct picture - what is drawn and where
 * @flame: of what
 * @frames: its stacks
 * @count: how many
 * @total: instructions of all of them
 * @folded: of these, what comes before the kernel and is folded
 * @subjects: of each frame
 * @left: left edge of each frame, in instructions from the left
 * @depth: deepest row that is drawn
 * @file: the SVG
 */
struct picture {
	const struct flame *flame;
	const struct folded_frame *frames;
	uint32_t count;
	uint64_t total;
	uint64_t folded;
	enum subject *subjects;
	uint64_t *left;
	unsigned int depth;
	FILE *file;
};

static enum subject subject_of_kind(enum kind kind)
{
	switch (kind) {
	case KIND_BEFORE:
		return SUBJECT_BEFORE;
	case KIND_INTERRUPT:
		return SUBJECT_INTERRUPT;
	case KIND_WAIT:
	case KIND_CONSOLE:
	case KIND_IDLE:
		return SUBJECT_WAIT;
	case KIND_USER:
		return SUBJECT_USER;
	default:
		return SUBJECT_OTHER;
	}
}

static enum subject subject_of_name(const char *name)
{
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i].part))
			return parts[i].subject;
	return SUBJECT_OTHER;
}

static enum subject subject_of(enum kind kind, const char *name)
{
	enum subject subject = subject_of_kind(kind);

	return subject == SUBJECT_OTHER ? subject_of_name(name) : subject;
}

/* What no name tells is as the caller is. */
static void find_subjects(struct picture *picture)
{
	enum kind *kinds = xcalloc(picture->count, sizeof(*kinds));

	for (uint32_t i = 1; i < picture->count; i++) {
		const struct folded_frame *frame = &picture->frames[i];
		enum subject subject;

		kinds[i] = kind_of(frame->name, kinds[frame->parent]);
		subject = subject_of(kinds[i], frame->name);
		if (subject == SUBJECT_OTHER)
			subject = picture->subjects[frame->parent];
		picture->subjects[i] = subject;
	}
	free(kinds);
}

/* Where an instruction is, from the left edge of the plot on. */
static double place_of(const struct picture *picture, uint64_t insns)
{
	double strip = picture->folded ? STRIP : 0;

	if (insns < picture->folded)
		return (double)insns * strip / (double)picture->folded;
	return strip + (double)(insns - picture->folded) * (PLOT - strip) /
	       (double)(picture->total - picture->folded);
}

static double width_of(const struct picture *picture, uint64_t at,
		       uint64_t insns)
{
	return place_of(picture, at + insns) - place_of(picture, at);
}

/* Whether it can be seen, folded or when what is folded is shown. */
static bool is_drawn(const struct picture *picture, uint64_t at, uint64_t insns)
{
	double plain = (double)insns * PLOT / (double)picture->total;

	return plain >= MIN_ZOOMED || width_of(picture, at, insns) >= MIN_ZOOMED;
}

/*
 * Outermost frames of what comes before the kernel, as far as they are the
 * first; nothing where there is nothing else.
 */
static uint64_t count_before(const struct picture *picture)
{
	uint64_t before = 0;

	for (uint32_t i = 1; i < picture->count; i++) {
		if (picture->frames[i].depth != 1)
			continue;
		if (picture->subjects[i] != SUBJECT_BEFORE)
			break;
		before += picture->frames[i].all_insns;
	}
	return before < picture->total ? before : 0;
}

static void lay_out(struct picture *picture)
{
	uint64_t *used = xcalloc(picture->count, sizeof(*used));

	for (uint32_t i = 1; i < picture->count; i++) {
		const struct folded_frame *frame = &picture->frames[i];
		uint32_t parent = frame->parent;

		picture->left[i] = picture->left[parent] + used[parent];
		used[parent] += frame->all_insns;
		if (is_drawn(picture, picture->left[i], frame->all_insns) &&
		    frame->depth > picture->depth)
			picture->depth = frame->depth;
	}
	free(used);
}

static void print_text(FILE *file, const char *text, size_t length)
{
	for (size_t i = 0; i < length && text[i]; i++) {
		switch (text[i]) {
		case '&':
			fputs("&amp;", file);
			break;
		case '<':
			fputs("&lt;", file);
			break;
		case '>':
			fputs("&gt;", file);
			break;
		default:
			fputc(text[i], file);
		}
	}
}

/* As much of a name as fits, nothing where that says nothing. */
static void print_label(FILE *file, const char *name, double x, double y,
			double width)
{
	size_t room = width < 2 * PADDING ? 0 :
		      (size_t)((width - 2 * PADDING) / CHARACTER);
	size_t length = strlen(name);

	fprintf(file, "<text x=\"%.1f\" y=\"%.1f\">", x + PADDING, y);
	if (length <= room) {
		print_text(file, name, length);
	} else if (room >= 3) {
		print_text(file, name, room - 1);
		fputs("…", file);
	}
	fputs("</text>", file);
}

/* The group of a frame or phase: where it is and how large, for the script. */
static void print_group(const struct picture *picture, int row, uint64_t at,
			uint64_t insns)
{
	bool hidden = width_of(picture, at, insns) < MIN_WIDTH;

	fprintf(picture->file,
		"<g class=\"f\" data-row=\"%d\" data-at=\"%" PRIu64 "\" data-size=\"%" PRIu64 "\"%s>",
		row, at, insns, hidden ? " style=\"display:none\"" : "");
}

static void print_tip(const struct picture *picture,
		      const struct folded_frame *frame)
{
	fputs("<title>", picture->file);
	print_text(picture->file, frame->name, SIZE_MAX);
	fprintf(picture->file,
		"\n%s instructions, %.2f %%\n%s of its own</title>",
		format_count(frame->all_insns).text,
		format_share(frame->all_insns, picture->total),
		format_count(frame->self_insns).text);
}

static void print_frame(const struct picture *picture, uint32_t index)
{
	const struct folded_frame *frame = &picture->frames[index];
	uint64_t at = picture->left[index];
	double width = width_of(picture, at, frame->all_insns);
	double x = MARGIN + place_of(picture, at);
	double y = FRAMES_TOP + ((double)frame->depth - 1) * ROW;

	if (!is_drawn(picture, at, frame->all_insns))
		return;
	print_group(picture, (int)frame->depth, at, frame->all_insns);
	/* Neighbours of one colour are told apart by shade. */
	fprintf(picture->file,
		"<rect x=\"%.2f\" y=\"%.0f\" width=\"%.2f\" height=\"%d\" class=\"s%d\" fill-opacity=\"%s\"/>",
		x, y, width, ROW - 1, picture->subjects[index],
		index % 2 ? "1" : ".82");
	print_tip(picture, frame);
	print_label(picture->file, frame->name, x, y + 13, width);
	fputs("</g>\n", picture->file);
}

static void print_phase(const struct picture *picture, size_t index)
{
	const struct graph_phase *phase = &picture->flame->phases[index];
	uint64_t at = phase->begin.insns;
	double x = MARGIN + place_of(picture, at);
	double width = width_of(picture, at, phase->cost.insns);

	print_group(picture, -1, at, phase->cost.insns);
	fprintf(picture->file,
		"<rect x=\"%.2f\" y=\"%d\" width=\"%.2f\" height=\"%d\" class=\"p%zu\"/><title>",
		x, PHASES_TOP, width, PHASES_HEIGHT, index % 2);
	print_text(picture->file, phase->name, SIZE_MAX);
	fprintf(picture->file, "\n%s instructions, %.2f %%</title>",
		format_count(phase->cost.insns).text,
		format_share(phase->cost.insns, picture->total));
	print_label(picture->file, phase->name, x, PHASES_TOP + 17, width);
	fputs("</g>\n", picture->file);
}

/* In the order of a boot: what comes before the kernel stands first. */
static void print_legend(const struct picture *picture, double y)
{
	double x = MARGIN;

	for (int i = 0; i < SUBJECT_COUNT; i++) {
		int subject = (SUBJECT_BEFORE + i) % SUBJECT_COUNT;
		const char *name = subjects[subject].name;

		fprintf(picture->file,
			"<rect x=\"%.0f\" y=\"%.0f\" width=\"13\" height=\"13\" class=\"s%d\"/><text x=\"%.0f\" y=\"%.0f\">%s</text>\n",
			x, y, subject, x + 18, y + 11, name);
		x += 34 + CHARACTER * (double)strlen(name);
	}
}

static void print_style(FILE *file)
{
	fputs("<style>\n"
	      "text{font:11px 'DejaVu Sans','Verdana',sans-serif;fill:#22262e}\n"
	      ".title{font-size:20px;font-weight:bold}\n"
	      ".note{font-size:12px;fill:#5b6270}\n"
	      ".p0{fill:#dfe5ee}.p1{fill:#c9d3e2}\n"
	      ".live .f,.live .title{cursor:pointer}\n"
	      ".hit rect{fill:#e5399b;fill-opacity:1}\n"
	      "g:hover rect{stroke:#22262e;stroke-width:1}\n", file);
	for (int i = 0; i < SUBJECT_COUNT; i++)
		fprintf(file, ".s%d{fill:%s}\n", i, subjects[i].colour);
	fputs("</style>\n", file);
}

static void print_head(const struct picture *picture, double height)
{
	FILE *file = picture->file;

	fprintf(file,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%%\" preserveAspectRatio=\"xMinYMin\" viewBox=\"0 0 %d %.0f\" data-total=\"%" PRIu64 "\" data-folded=\"%" PRIu64 "\" data-strip=\"%d\" data-margin=\"%d\">\n",
		WIDTH, height, picture->total, picture->folded, STRIP, MARGIN);
	print_style(file);
	fprintf(file, "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n"
		"<text class=\"title\" x=\"%d\" y=\"48\">", MARGIN);
	print_text(file, picture->flame->title, SIZE_MAX);
	fprintf(file, "</text>\n<text class=\"note\" x=\"%d\" y=\"68\">%s instructions from reset to exit; %s iterations of string instructions are not drawn",
		MARGIN, format_count(picture->total).text,
		format_count(picture->flame->rep).text);
	if (picture->folded)
		fprintf(file, "; folded at the left: %.1f %% before the kernel",
			format_share(picture->folded, picture->total));
	fputs("</text>\n", file);
	fprintf(file, "<text class=\"note\" x=\"%d\" y=\"%d\">phases in the order of the boot</text>\n",
		MARGIN, PHASES_TOP - 6);
	fprintf(file, "<text class=\"note\" x=\"%d\" y=\"%d\">call paths: callees below their callers, as wide as the instructions they take</text>\n",
		MARGIN, FRAMES_TOP - 6);
}

void flame_print(const struct flame *flame, FILE *file)
{
	uint32_t count = flame->stacks->count;
	struct picture picture = {
		.flame = flame,
		.frames = flame->stacks->frames,
		.count = count,
		.total = flame->stacks->frames[0].all_insns,
		.subjects = xcalloc(count, sizeof(*picture.subjects)),
		.left = xcalloc(count, sizeof(*picture.left)),
		.file = file,
	};
	double bottom;

	find_subjects(&picture);
	picture.folded = count_before(&picture);
	lay_out(&picture);
	bottom = FRAMES_TOP + picture.depth * ROW;
	print_head(&picture, bottom + LEGEND_HEIGHT);
	for (size_t i = 0; i < flame->phase_count; i++)
		print_phase(&picture, i);
	for (uint32_t i = 1; i < count; i++)
		print_frame(&picture, i);
	print_legend(&picture, bottom + 22);
	fprintf(file, "<script><![CDATA[\n%s]]></script>\n", flame_script);
	fputs("</svg>\n", file);
	free(picture.subjects);
	free(picture.left);
}
