// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/image.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/le.h"

/* Offsets in the file: boot.rst, "The Real-Mode Kernel Header". */
#define SETUP_SECTS 0x1f1
#define SYSSIZE 0x1f4
#define BOOT_FLAG 0x1fe
#define HEADER 0x202
#define KERNEL_VERSION 0x20e
#define LOADFLAGS 0x211

#define LOADED_HIGH 0x01

/* kernel_version counts from here. */
#define VERSION_BASE 0x200

/* setup_sects 0 means 4; the boot sector comes on top. */
static uint64_t code_offset(const uint8_t *header)
{
	return ((header[SETUP_SECTS] ? header[SETUP_SECTS] : 4) + 1) * 512ULL;
}

static int check_header(const char *path, const uint8_t *header,
			uint64_t size, struct error *err)
{
	/* syssize counts 16-byte paragraphs. */
	uint64_t described = code_offset(header) +
			     le32(header + SYSSIZE) * 16ULL;

	if (le16(header + BOOT_FLAG) != 0xaa55 ||
	    memcmp(header + HEADER, "HdrS", 4) ||
	    !(header[LOADFLAGS] & LOADED_HIGH))
		return error_set(err, EINVAL,
				 "%s: found no bzImage header, expected an x86 bzImage",
				 path);
	if (size + 15 < described)
		return error_set(err, EINVAL,
				 "%s: found %llu bytes, expected %llu as its header says: the image is cut short",
				 path, (unsigned long long)size,
				 (unsigned long long)described);
	return 0;
}

int image_read_header(const char *path, uint8_t *header, struct error *err)
{
	FILE *file = input_open(path, INPUT_IMAGE_BYTES, err);
	struct stat status;
	size_t got;

	if (!file)
		return -errno;
	memset(header, 0, IMAGE_HEADER_BYTES);
	got = fread(header, 1, IMAGE_HEADER_BYTES, file);
	fstat(fileno(file), &status);
	fclose(file);
	if (got < IMAGE_HEADER_BYTES)
		header[LOADFLAGS] = 0;
	return check_header(path, header, (uint64_t)status.st_size, err);
}

int image_check(const char *path, struct error *err)
{
	uint8_t header[IMAGE_HEADER_BYTES];

	return image_read_header(path, header, err);
}

char *image_release(const char *path)
{
	uint8_t header[IMAGE_HEADER_BYTES];
	char text[128] = "";
	struct error ignored;
	FILE *file = NULL;
	uint64_t at;

	if (image_read_header(path, header, &ignored))
		return NULL;
	at = VERSION_BASE + le16(header + KERNEL_VERSION);
	if (at > VERSION_BASE && at < code_offset(header))
		file = input_open(path, INPUT_IMAGE_BYTES, &ignored);
	if (file && fseek(file, (long)at, SEEK_SET) == 0)
		text[fread(text, 1, sizeof(text) - 1, file)] = '\0';
	if (file)
		fclose(file);
	text[strcspn(text, " ")] = '\0';
	return *text ? xstrdup(text) : NULL;
}

int image_write_code(const char *path, const char *code, struct error *err)
{
	size_t size = 0, offset;
	char *bytes = NULL;
	int ret = file_read_at_most(path, INPUT_IMAGE_BYTES, &bytes, &size,
				    err);

	if (ret == 0 && size < IMAGE_HEADER_BYTES)
		ret = error_set(err, EINVAL,
				"%s: found %zu bytes, expected a bzImage",
				path, size);
	if (ret == 0)
		ret = check_header(path, (const uint8_t *)bytes, size, err);
	offset = ret ? 0 : code_offset((const uint8_t *)bytes);
	if (ret == 0)
		ret = file_write(code, bytes + offset, size - offset, err);
	free(bytes);
	return ret;
}
