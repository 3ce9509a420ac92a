// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/image.h"

#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kernel/kind.h"
#include "kernel/payload.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/input.h"
#include "lib/le.h"

/* Offsets in the file: boot.rst, "The Real-Mode Kernel Header". */
#define SETUP_SECTS 0x1f1
#define SYSSIZE 0x1f4
#define BOOT_FLAG 0x1fe
#define HEADER 0x202
#define PROTOCOL 0x206
#define KERNEL_VERSION 0x20e
#define LOADFLAGS 0x211
#define XLOADFLAGS 0x236

#define LOADED_HIGH 0x01
#define XLF_KERNEL_64 0x01

/* xloadflags came with 2.12 (Linux 3.8), a payload that is told with 2.08. */
#define PROTOCOL_XLOADFLAGS 0x020c

/* kernel_version counts from here. */
#define VERSION_BASE 0x200

/* setup_sects 0 means 4; the boot sector comes on top. */
static uint64_t code_offset(const uint8_t *header)
{
	return ((header[SETUP_SECTS] ? header[SETUP_SECTS] : 4) + 1) * 512ULL;
}

static int check_length(const char *path, const uint8_t *header,
			uint64_t size, struct error *err)
{
	/* syssize counts 16-byte paragraphs. */
	uint64_t described = code_offset(header) +
			     le32(header + SYSSIZE) * 16ULL;

	if (size + 15 >= described)
		return 0;
	return error_set(err, EINVAL,
			 "%s: found %llu bytes, expected %llu as its header says: the image is cut short, copy it again",
			 path, (unsigned long long)size,
			 (unsigned long long)described);
}

/* Older kernels do not say it: then the kernel inside does. */
static int check_payload(const char *path, struct error *err)
{
	struct payload payload;
	int ret = payload_read(&payload, path, err);

	payload_release(&payload);
	return ret;
}

static int check_bits(const char *path, const uint8_t *header,
		      struct error *err)
{
	if (le16(header + PROTOCOL) < PROTOCOL_XLOADFLAGS)
		return check_payload(path, err);
	if (le16(header + XLOADFLAGS) & XLF_KERNEL_64)
		return 0;
	return error_set(err, EINVAL,
			 "%s: found a 32-bit kernel (i386; XLF_KERNEL_64 is not set), expected one of x86-64",
			 path);
}

/* @head: the file's first bytes, @got of them; @size: of the file. */
static int check_head(const char *path, const uint8_t *head, size_t got,
		      uint64_t size, struct error *err)
{
	if (got < IMAGE_HEADER_BYTES || le16(head + BOOT_FLAG) != 0xaa55 ||
	    memcmp(head + HEADER, "HdrS", 4))
		return kind_refuse(path, head, got, err);
	if (!(head[LOADFLAGS] & LOADED_HIGH))
		return error_set(err, EINVAL,
				 "%s: found a zImage, which is loaded low, expected an x86 bzImage: make bzImage",
				 path);
	return check_length(path, head, size, err);
}

int image_read_header(const char *path, uint8_t *header, struct error *err)
{
	FILE *file = input_open(path, INPUT_IMAGE_BYTES, err);
	uint8_t *head;
	struct stat status;
	size_t got;
	int ret;

	if (!file)
		return -errno;
	head = xcalloc(1, KIND_BYTES);
	got = fread(head, 1, KIND_BYTES, file);
	fstat(fileno(file), &status);
	fclose(file);
	memcpy(header, head, IMAGE_HEADER_BYTES);
	ret = check_head(path, head, got, (uint64_t)status.st_size, err);
	free(head);
	return ret;
}

int image_check(const char *path, struct error *err)
{
	uint8_t header[IMAGE_HEADER_BYTES];
	int ret = image_read_header(path, header, err);

	return ret ? ret : check_bits(path, header, err);
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

	if (ret == 0)
		ret = check_head(path, (const uint8_t *)bytes,
				 size < KIND_BYTES ? size : KIND_BYTES, size,
				 err);
	offset = ret ? 0 : code_offset((const uint8_t *)bytes);
	if (ret == 0)
		ret = file_write(code, bytes + offset, size - offset, err);
	free(bytes);
	return ret;
}
