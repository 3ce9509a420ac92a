/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_REPORT_H
#define NUMABOOT_REPORT_H

/*
 * The only place that starts R for a report.  What R prints is kept as
 * report.log beside the tables.
 */

#include "lib/error.h"

/**
 * enum report_form - how much of a report is made
 * @REPORT_WHOLE: report.txt, report.html and figures
 * @REPORT_PRINTED: the same; its text goes to our stdout before the rest is made
 * @REPORT_TEXT: report.txt
 * @REPORT_ROWS: report.txt with a row for every metric
 * @REPORT_COVER: cover.txt, of which a cover letter has room
 */
enum report_form {
	REPORT_WHOLE,
	REPORT_PRINTED,
	REPORT_TEXT,
	REPORT_ROWS,
	REPORT_COVER,
};

/**
 * report_make - render a session's tables (analysis/render.R)
 * @folder: out/PLAN/STAMP with its tables
 * @latency: file with nanoseconds between nodes (docs/report.md), or NULL for
 *	the distances of the topologies
 * @form: how much of it
 *
 * Inputs that are no files, or too large ones, are refused before R starts.
 *
 * Return: 0 or -errno; the sentence is ours or the one that R printed.
 */
int report_make(const char *folder, const char *latency,
		enum report_form form, struct error *err);

#endif
