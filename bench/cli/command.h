/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_COMMAND_H
#define NUMABOOT_COMMAND_H

/*
 * What all commands share: exit codes, the words of a command line, and how a
 * failure is told.  A command prints what it made to stdout and one sentence
 * about what is wrong to stderr; only commands exit.
 */

#include <popt.h>
#include <stdbool.h>

#include "lib/error.h"
#include "workload/workload.h"

/* Exit codes of every command. */
#define EXIT_FAILED 1
#define EXIT_USAGE 2
#define EXIT_SKIPPED 77
#define EXIT_SIGNAL 128

/**
 * struct command - one word after `numaboot`
 * @name: the word
 * @summary: for `numaboot --help`
 * @run: gets the words from @name on; returns the exit code
 */
struct command {
	const char *name;
	const char *summary;
	int (*run)(int argc, const char **argv);
};

/** commands_own - those that no workload brings; ends with a nameless one */
extern const struct command commands_own[];

int cmd_doctor(int argc, const char **argv);
int cmd_kernel(int argc, const char **argv);
int cmd_boot(int argc, const char **argv);
int cmd_run(int argc, const char **argv);
int cmd_compare(int argc, const char **argv);
int cmd_series(int argc, const char **argv);
int cmd_bisect(int argc, const char **argv);
int cmd_memblock(int argc, const char **argv);
int cmd_predict(int argc, const char **argv);
int cmd_samples(int argc, const char **argv);
int cmd_report(int argc, const char **argv);
int cmd_verify(int argc, const char **argv);
int cmd_topology(int argc, const char **argv);
int cmd_host(int argc, const char **argv);
int cmd_list(int argc, const char **argv);
int cmd_claim(int argc, const char **argv);
int cmd_night(int argc, const char **argv);
int cmd_gc(int argc, const char **argv);
int cmd_history(int argc, const char **argv);
int cmd_shard(int argc, const char **argv);
int cmd_collect(int argc, const char **argv);
int cmd_submit(int argc, const char **argv);

/**
 * cmd_question - the command of a workload that prints what it finds
 * @argc: as of the others, which have a name in main.c
 */
int cmd_question(const struct workload *workload, int argc, const char **argv);

/** command_asks_help - --help, or one of its short forms */
bool command_asks_help(const char *word);

/**
 * command_parse - read a command's options by its table
 * @options: popt's option table, with POPT_AUTOHELP
 * @usage: what stands behind the options in the help, "PLAN"
 * @min: fewest further words
 * @max: most further words
 * @words: those words, NULL-terminated; they live as long as @context
 * @context: free with command_release()
 *
 * --help prints the table and exits 0, as popt does it.  Of an unknown option the
 * sentence offers the nearest there is.
 *
 * Return: 0, or EXIT_USAGE after one sentence on stderr.
 */
int command_parse(int argc, const char **argv,
		  const struct poptOption *options, const char *usage,
		  int min, int max, const char ***words,
		  poptContext *context);

/** command_release - free what command_parse() made, also after a failure */
void command_release(poptContext context);

/**
 * command_fail - print why a command failed
 *
 * Return: the exit code: 128 + signal after an interrupt, else EXIT_FAILED.
 */
int command_fail(const struct error *err);

/**
 * command_refuse - print why a command did not begin
 * @ret: what the failed call returned
 *
 * Return: the exit code: EXIT_USAGE when the input is wrong, else as
 * command_fail().
 */
int command_refuse(int ret, const struct error *err);

#endif
