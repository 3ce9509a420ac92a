/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_EVIDENCE_FILES_H
#define NUMABOOT_EVIDENCE_FILES_H

/*
 * The names of all files in a run's folder and of what a session's folder
 * has beside it (docs/evidence.md).  Writers and readers take them from here;
 * no other file has one as a string.  Sealed evidence keeps its names: an
 * entry may be added, and none renamed.
 */

#include <stdbool.h>

/** enum evidence_file - a file of a run's folder, as docs/evidence.md has it */
enum evidence_file {
	EVIDENCE_CELL,
	EVIDENCE_TOPOLOGY,
	EVIDENCE_COMMAND,
	EVIDENCE_FIRMWARE,
	EVIDENCE_CONSOLE,
	EVIDENCE_GUEST,
	EVIDENCE_PROFILE,
	EVIDENCE_CALLGRAPH,
	EVIDENCE_ACCESSES,
	EVIDENCE_TRANSLATION,
	EVIDENCE_WALKS,
	EVIDENCE_MMU,
	EVIDENCE_GDB_LOG,
	EVIDENCE_HYPERFINE,
	EVIDENCE_PERF,
	EVIDENCE_NUMA_MAPS,
	EVIDENCE_QMP_LOG,
	EVIDENCE_QEMU_LOG,
	EVIDENCE_RESULT,
	EVIDENCE_SUMS,
	EVIDENCE_FILE_COUNT,
};

/**
 * enum evidence_stop_file - a file that a run has for each of its stops
 * @EVIDENCE_STOP_PAGETABLE: pagetable.STOP.json
 * @EVIDENCE_STOP_MAPPING: mapping.STOP.tsv
 * @EVIDENCE_STOP_FRAMES: frames.STOP.tsv
 */
enum evidence_stop_file {
	EVIDENCE_STOP_PAGETABLE,
	EVIDENCE_STOP_MAPPING,
	EVIDENCE_STOP_FRAMES,
};

/** evidence_name - "console.log", … */
const char *evidence_name(enum evidence_file file);

/**
 * evidence_is_repeatable - does only the guest decide what is in it?
 * @name: of a file of a run
 *
 * Of two boots of a cell under the exact engine such files are the same.  The
 * others have paths, host times, or the time of a command.
 */
bool evidence_is_repeatable(const char *name);

/**
 * evidence_path - where a file of a run is
 * @folder: of the run, sealed or not
 *
 * Return: FOLDER/NAME; the caller frees.
 */
char *evidence_path(const char *folder, enum evidence_file file);

/** evidence_stop_name - "pagetable.STOP.json", …; the caller frees */
char *evidence_stop_name(enum evidence_stop_file file, const char *stop);

/** evidence_stop_path - FOLDER/pagetable.STOP.json, …; the caller frees */
char *evidence_stop_path(const char *folder, enum evidence_stop_file file,
			 const char *stop);

/**
 * enum evidence_session_file - what a session's folder has
 * @EVIDENCE_RUN_JSON: run.json
 * @EVIDENCE_RUNS: the folder of all runs' folders
 * @EVIDENCE_AGAIN: the folder of the second boot of a cell
 * @EVIDENCE_INPUTS: the folder of what the boots read
 * @EVIDENCE_REPORT: report.txt
 * @EVIDENCE_VERDICTS: verdicts.csv, made with the report (docs/verdicts.md)
 */
enum evidence_session_file {
	EVIDENCE_RUN_JSON,
	EVIDENCE_RUNS,
	EVIDENCE_AGAIN,
	EVIDENCE_INPUTS,
	EVIDENCE_REPORT,
	EVIDENCE_VERDICTS,
};

/** evidence_session_name - "run.json", … */
const char *evidence_session_name(enum evidence_session_file file);

/** evidence_session_path - FOLDER/NAME; the caller frees */
char *evidence_session_path(const char *folder, enum evidence_session_file file);

/**
 * evidence_session_image - FOLDER/inputs/armN.bzImage, armN.4K.bzImage
 * @of: the only mapping that the kernel is for, "4K"; NULL: the arm's others
 *
 * The caller frees; so with the next ones.
 */
char *evidence_session_image(const char *folder, int arm, const char *of);

/** evidence_session_code - FOLDER/inputs/armN.code, … */
char *evidence_session_code(const char *folder, int arm, const char *of);

/** evidence_session_map - FOLDER/inputs/armN.map, … */
char *evidence_session_map(const char *folder, int arm, const char *of);

/** evidence_session_lines - FOLDER/inputs/armN.lines, … */
char *evidence_session_lines(const char *folder, int arm, const char *of);

/** evidence_session_topology - FOLDER/inputs/NAME.topo; the caller frees */
char *evidence_session_topology(const char *folder, const char *name);

#endif
