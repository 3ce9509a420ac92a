// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/image.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/input.h"
#include "lib/le.h"

/* Offsets in the file: boot.rst, "The Real-Mode Kernel Header". */
#define SETUP_SECTS 0x1f1
#define SYSSIZE 0x1f4
#define BOOT_FLAG 0x1fe
#define HEADER 0x202
#define LOADFLAGS 0x211
#define HEADER_END 0x268

#define LOADED_HIGH 0x01

int image_check(const char *path, struct error *err)
{
	unsigned char header[HEADER_END];
	uint64_t described;
	struct stat status;
	FILE *file = input_open(path, INPUT_IMAGE_BYTES, err);
	size_t got;

	if (!file)
		return -errno;
	got = fread(header, 1, sizeof(header), file);
	fstat(fileno(file), &status);
	fclose(file);
	if (got != sizeof(header) || le16(header + BOOT_FLAG) != 0xaa55 ||
	    memcmp(header + HEADER, "HdrS", 4) ||
	    !(header[LOADFLAGS] & LOADED_HIGH))
		return error_set(err, EINVAL,
				 "%s: found no bzImage header, expected an x86 bzImage",
				 path);
	/* setup_sects 0 means 4; syssize counts 16-byte paragraphs. */
	described = ((header[SETUP_SECTS] ? header[SETUP_SECTS] : 4) + 1) *
			    512ULL +
		    le32(header + SYSSIZE) * 16ULL;
	if ((uint64_t)status.st_size + 15 < described)
		return error_set(err, EINVAL,
				 "%s: found %lld bytes, expected %llu as its header says: the image is cut short",
				 path, (long long)status.st_size,
				 (unsigned long long)described);
	return 0;
}
