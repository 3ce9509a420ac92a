// SPDX-License-Identifier: GPL-2.0-only
/* What tells of a machine: formats of bench/import and logs of kernels. */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "evidence/klog.h"
#include "import/acpitables.h"
#include "import/files.h"
#include "import/fit.h"
#include "import/import.h"
#include "import/resolve.h"
#include "import/sysfs.h"
#include "import/text.h"
#include "lib/alloc.h"
#include "workload/workload.h"

/* All the way to a topology's file. */
static void use(struct described *d)
{
	struct fit_scale scale = { .largest = true, .limit_bytes = 1ULL << 37 };
	struct resolved *r = xcalloc(1, sizeof(*r));
	struct fitted *f = xcalloc(1, sizeof(*f));
	struct error err;
	char *text = NULL;

	if (resolve(r, d, &err) == 0 && fit(f, r, &scale, d, &err) == 0 &&
	    text_make(r, f, d, "fuzz", &text, &err) == 0)
		free(text);
	free(f);
	resolved_release(r);
	free(r);
}

/* A file of any kind: which, is seen by what is in it. */
void fuzz_described(const struct fuzz_input *input)
{
	const char *paths[] = { fuzz_put_input(input, "described"), NULL };
	struct described d;
	struct error err;

	if (import_read(&d, paths, 0, &err) == 0)
		use(&d);
	described_release(&d);
}

void fuzz_described_log(const struct fuzz_input *input)
{
	struct klog log;
	struct error err;

	if (klog_read(&log, fuzz_put_input(input, "dmesg"), 0, &err) == 0)
		for (int form = LOG_TEXT; form <= LOG_MEMORY; form++)
			workload_placement.print_log(&log, form,
						     fuzz_nowhere(), &err);
	klog_release(&log);
}

/* Checksums are made right: what is behind them is to be read. */
void fuzz_acpi_tables(const struct fuzz_input *input)
{
	static const char *const signatures[] = { "SRAT", "SLIT", "APIC" };
	struct acpitables tables = { 0 };
	struct described d = { 0 };
	struct error err;

	for (int i = 0; i < 3; i++) {
		size_t size = input->size / 3, length = size + 36;
		uint8_t *bytes = xcalloc(length, 1), sum = 0;

		memcpy(bytes, signatures[i], 4);
		for (int j = 0; j < 4; j++)
			bytes[4 + j] = (uint8_t)(length >> (8 * j));
		memcpy(bytes + 36, input->data + size * (size_t)i, size);
		for (size_t j = 0; j < length; j++)
			sum = (uint8_t)(sum + bytes[j]);
		bytes[9] = (uint8_t)-sum;
		acpitables_add(&tables, "fuzz", (const char *)bytes, length,
			       &err);
		free(bytes);
	}
	if (acpitables_describe(&tables, "fuzz", &d, &err) == 0)
		use(&d);
	described_release(&d);
	acpitables_release(&tables);
}

/* One text for every file of sysfs. */
void fuzz_archive(const struct fuzz_input *input)
{
	static const char *const paths[] = {
		"node/node0/cpulist", "node/node0/distance",
		"node/node0/meminfo", "node/node1/cpumap",
		"node/node1/distance", "node/node1/meminfo", "cpu/online",
		"memory/block_size_bytes", "memmap/0/start", "memmap/0/end",
		"node/node0/memory0", "node/node1/memory9",
	};
	struct import_files files;
	struct described d = { 0 };
	struct error err;

	if (files_read_archive(&files, "fuzz", input->text, input->size,
			       &err) == 0 &&
	    sysfs_describe(&files, "fuzz", &d, &err) == 0)
		use(&d);
	described_release(&d);
	files_release(&files);
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		files.at = xgrow(files.at, files.count, sizeof(*files.at));
		files.at[files.count++] = (struct import_file){
			xstrdup(paths[i]), xstrdup(input->text), input->size,
		};
	}
	if (sysfs_describe(&files, "fuzz", &d, &err) == 0)
		use(&d);
	described_release(&d);
	files_release(&files);
}
