/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLAN_H
#define NUMABOOT_PLAN_H

/*
 * What is to be booted: arms × topologies × mappings × workloads × blocks, from
 * a file (docs/plan.md) or a command line.  A plan that plan_check() accepts
 * can be expanded and booted; reading one writes no file and boots nothing.
 */

#include <stdbool.h>
#include <stdint.h>

#include "kernel/catalog.h"
#include "lib/error.h"
#include "machine/qemu.h"
#include "machine/topology.h"
#include "workload/workload.h"

/* Where topologies are, from the root of the project. */
#define PLAN_TOPOLOGIES "bench/topologies"

/** enum engine - what a plan measures with */
enum engine {
	ENGINE_EXACT,	/* counts, under TCG with icount */
	ENGINE_TIMED,	/* times, under KVM */
};

/** enum plan_layout - what a plan says of its layout control (plan/layout.h) */
enum plan_layout {
	LAYOUT_DEFAULT,	/* nothing: it depends on the plan */
	LAYOUT_YES,
	LAYOUT_NO,
};

/** engine_name - "exact" or "timed" */
const char *engine_name(enum engine engine);

/**
 * struct arm - a kernel plus boot parameters: what is compared
 * @name: label and parameters; a second one that is the same becomes NAME#2
 * @label: what its kernel is called (plan/label.h)
 * @labelled: the user chose that: LABEL=KERNEL
 * @written: KERNEL[+PARAMETER…] as written
 * @written_kernel: KERNEL of it
 * @is_path: that is no name of a variant
 * @kernel: variant with its base, bzImage or TREE[@REVISION][:SERIES]
 * @parameters: for the kernel's command line, separated by blanks
 * @config_file: the user's own .config for it, or NULL
 * @make: words of make that choose its tools (kernel/toolchain.h), or NULL
 * @chosen: the base of a variant that was written without one; else NULL
 */
struct arm {
	char *name;
	char *label;
	bool labelled;
	char *written;
	char *written_kernel;
	bool is_path;
	char *kernel;
	char *parameters;
	char *config_file;
	char *make;
	const struct base *chosen;
};

/**
 * struct arm_option - what is said of the kernel of an arm
 * @key: "config-file" or "make"
 * @label: of the arm; NULL: all that are built
 */
struct arm_option {
	char *key;
	char *label;
	char *value;
};

/**
 * struct plan_arguments - what the program of a workload is given instead
 * @workload: whose guests run it
 * @text: words separated by blanks
 */
struct plan_arguments {
	const struct workload *workload;
	char *text;
};

/**
 * struct plan - arms × topologies × mappings × workloads × blocks
 * @path: the file, or NULL when made from a command line
 * @name: names the output folder
 * @arguments: of section [arguments], @arguments_count of them
 * @options: of arms (plan/arm-options.h), @option_count of them
 * @layout: whether the first arm is booted with another padding too
 * @mmu: parameters of the CPU that modelled boots are put on
 * @blocks: shuffled passes over all cells
 * @seed: of the shuffling
 * @timeout_ns: for one boot
 * @timeout_given: somebody said so; else it is the default, which is longer
 *	for some kernels (kernel/pace.h)
 */
struct plan {
	char *path;
	char *name;
	char *description;
	struct arm *arms;
	int arm_count;
	struct topology *topologies;
	int topology_count;
	enum mapping *mappings;
	int mapping_count;
	const struct workload **workloads;
	int workload_count;
	struct plan_arguments *arguments;
	int arguments_count;
	struct arm_option *options;
	int option_count;
	char *mmu;
	enum engine engine;
	enum plan_layout layout;
	int blocks;
	uint64_t seed;
	uint64_t timeout_ns;
	bool timeout_given;
};

/**
 * plan_load - read bench/plans/NAME.plan, or a path with / or . in it
 *
 * Format: docs/plan.md.  Every key, topology and workload is checked, so
 * that nothing is refused after the first boot.
 *
 * Return: 0 or -errno; freed by plan_release() in both cases.
 */
int plan_load(struct plan *plan, const struct catalog *catalog,
	      const char *name, struct error *err);

/**
 * plan_set - set one key of a plan as if it stood in a file
 *
 * Return: 0, or -EINVAL with "expected …" in @err.
 */
int plan_set(struct plan *plan, const struct catalog *catalog,
	     const char *key, const char *value, struct error *err);

struct inifile_entry;

/** plan_set_entry - the same of an entry of a plan's file; Return: 0 or -errno */
int plan_set_entry(struct plan *plan, const struct catalog *catalog,
		   const struct inifile_entry *entry, struct error *err);

/** plan_has_key - is there such a key, whatever its value? */
bool plan_has_key(const char *key);

/**
 * plan_add_arm - add one arm, whose kernel may be a path with blanks
 * @text: [LABEL=]KERNEL[+PARAMETER…]
 *
 * A `+` begins a parameter, unless it begins a value or stands in quotes.
 *
 * Return: 0, or -EINVAL: a parameter is empty or has blanks, or the text has
 * what cannot be written down.
 */
int plan_add_arm(struct plan *plan, const struct catalog *catalog,
		 const char *text, struct error *err);

/**
 * plan_set_kernel - say which kernel an arm has, where a path has a `+`
 * @kernel: what the arm begins with, of another host's plan
 *
 * Return: 0 or -EINVAL.
 */
int plan_set_kernel(struct plan *plan, const struct catalog *catalog,
		    int index, const char *kernel, struct error *err);

/** plan_release_arm - free what an arm holds */
void plan_release_arm(struct arm *arm);

/** plan_add_topology - one more, whose path may have blanks; 0 or -errno */
int plan_add_topology(struct plan *plan, const char *name, struct error *err);

/**
 * plan_load_topology - a topology by the word that a user writes
 *
 * From its file, or where there is none and the name says what is in it.
 *
 * Return: 0, -ENOENT, or -EINVAL.
 */
int plan_load_topology(struct topology *topology, const char *name,
		       struct error *err);

/** plan_check_text - refuse control characters and what is no UTF-8 */
int plan_check_text(const char *what, const char *text, struct error *err);

/** plan_arguments - words for the program of a workload, "" for none */
const char *plan_arguments(const struct plan *plan,
			   const struct workload *workload);

/**
 * plan_check - nothing missing, names unique, and one base for all kernels
 * that are named without
 *
 * Return: 0 or -EINVAL.
 */
int plan_check(struct plan *plan, struct error *err);

/** plan_has_mmu - whether a boot of it is put on the modelled CPU */
bool plan_has_mmu(const struct plan *plan);

/* For a boot, unless the plan says another: one that a kernel may stretch. */
#define PLAN_TIMEOUT_S 120

/** plan_init - an empty plan with the defaults */
void plan_init(struct plan *plan, const char *name);

/** plan_release - free what a plan holds */
void plan_release(struct plan *plan);

#endif
