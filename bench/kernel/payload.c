// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/payload.h"

#include <ctype.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/inflate.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/le.h"

/* boot.rst, "The Real-Mode Kernel Header". */
#define SETUP_SECTS 0x1f1
#define PAYLOAD_OFFSET 0x248
#define PAYLOAD_LENGTH 0x24c

/* A kernel with everything built in has 200 MiB. */
#define INFLATED_MAX (1U << 30)
#define BANNER_MAX 512

/* The program header with this index. */
static const Elf64_Phdr *segment(const struct payload *payload, unsigned int i)
{
	const Elf64_Ehdr *header = (const void *)payload->bytes;

	return (const void *)(payload->bytes + header->e_phoff +
			      i * sizeof(Elf64_Phdr));
}

static unsigned int segment_count(const struct payload *payload)
{
	return ((const Elf64_Ehdr *)(const void *)payload->bytes)->e_phnum;
}

/* Every segment lies within the file, and the first that is loaded is text. */
static int check_elf(struct payload *payload, const char *image,
		     struct error *err)
{
	const Elf64_Ehdr *header = (const void *)payload->bytes;
	bool good = payload->size >= sizeof(*header) &&
		    memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
		    header->e_ident[EI_CLASS] == ELFCLASS64 &&
		    header->e_machine == EM_X86_64 &&
		    header->e_phentsize == sizeof(Elf64_Phdr) &&
		    header->e_phoff <= payload->size &&
		    header->e_phoff % 8 == 0 &&
		    header->e_phnum * sizeof(Elf64_Phdr) <=
			    payload->size - header->e_phoff;

	for (unsigned int i = 0; good && i < header->e_phnum; i++) {
		const Elf64_Phdr *at = segment(payload, i);

		good = at->p_offset <= payload->size &&
		       at->p_filesz <= payload->size - at->p_offset;
		if (!good || at->p_type != PT_LOAD || payload->text_size)
			continue;
		payload->text_start = at->p_vaddr;
		payload->text_size = at->p_filesz;
	}
	if (good && payload->text_size)
		return 0;
	return error_set(err, EINVAL,
			 "%s: found no 64-bit kernel of x86 in its payload, expected one",
			 image);
}

static int inflate_payload(struct payload *payload, const unsigned char *bytes,
			   size_t length, const char *image, struct error *err)
{
	long got;

	payload->compression = inflate_method(bytes, length);
	got = inflate_bytes(bytes, length, payload->bytes, payload->size, err);
	payload->size = got < 0 ? 0 : (size_t)got;
	if (got >= 0)
		return 0;
	error_prefix(err, "%s: its payload ", image);
	return (int)got;
}

/* Its last four bytes are the inflated size: gzip's own, else appended. */
static int read_payload(struct payload *payload, const unsigned char *file,
			size_t size, const char *image, struct error *err)
{
	uint64_t start, length;
	const unsigned char *bytes;

	if (size < PAYLOAD_LENGTH + 4)
		return error_set(err, EINVAL, "%s: found no bzImage header, expected an x86 bzImage",
				 image);
	start = ((file[SETUP_SECTS] ? file[SETUP_SECTS] : 4) +
		 1) * 512ULL + le32(file + PAYLOAD_OFFSET);
	length = le32(file + PAYLOAD_LENGTH);
	if (length < 8 || start > size || length > size - start)
		return error_set(err, EINVAL,
				 "%s: found no kernel in it, expected a compressed kernel as of Linux 2.6.26: is it memdisk, memtest or another program that only looks like a kernel?",
				 image);
	bytes = file + start;
	payload->size = le32(bytes + length - 4);
	if (payload->size > INFLATED_MAX || payload->size < sizeof(Elf64_Ehdr))
		return error_set(err, EINVAL, "%s: found %zu bytes in its payload, expected at most %u",
				 image, payload->size, INFLATED_MAX);
	payload->bytes = xcalloc(payload->size, 1);
	if (memcmp(bytes, "\x1f\x8b", 2))
		length -= 4;
	return inflate_payload(payload, bytes, length, image, err);
}

int payload_read(struct payload *payload, const char *image,
		 struct error *err)
{
	char *file = NULL;
	size_t size;
	int ret = file_read(image, &file, &size, err);

	*payload = (struct payload){ 0 };
	if (ret == 0)
		ret = read_payload(payload, (unsigned char *)file, size, image, err);
	if (ret == 0)
		ret = check_elf(payload, image, err);
	free(file);
	return ret;
}

const unsigned char *payload_at(const struct payload *payload,
				uint64_t address, size_t length)
{
	for (unsigned int i = 0; i < segment_count(payload); i++) {
		const Elf64_Phdr *at = segment(payload, i);

		if (at->p_type == PT_LOAD && address >= at->p_vaddr &&
		    address - at->p_vaddr < at->p_filesz &&
		    length <= at->p_filesz - (address - at->p_vaddr))
			return payload->bytes + at->p_offset +
			       (address - at->p_vaddr);
	}
	return NULL;
}

/* The line at @at, NULL when none is there. */
static char *copy_line(const unsigned char *at, const unsigned char *end)
{
	const unsigned char *stop = end - at > BANNER_MAX ?
				    memchr(at, '\n', BANNER_MAX) : NULL;

	return stop && isdigit(at[14]) ?
	       xasprintf("%.*s", (int)(stop - at), (const char *)at) : NULL;
}

/* As of 6.1 there is a draft of it too, whose build has no number. */
static bool is_draft(const char *banner)
{
	const char *build = strrchr(banner, '#');

	return !build || !isdigit((unsigned char)build[1]);
}

char *payload_banner(const struct payload *payload)
{
	const unsigned char *end = payload->bytes + payload->size;
	const unsigned char *at = payload->bytes;
	char *found = NULL;

	while ((!found || is_draft(found)) &&
	       (at = memmem(at, (size_t)(end - at), "Linux version ", 14))) {
		char *line = copy_line(at, end);

		if (line && (!found || !is_draft(line))) {
			free(found);
			found = line;
		} else {
			free(line);
		}
		at++;
	}
	return found;
}

static char *hex_of(const unsigned char *bytes, size_t size)
{
	char *text = xcalloc(size * 2 + 1, 1);

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		text[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return text;
}

static char *find_build_id(const unsigned char *at, size_t size)
{
	while (size >= sizeof(Elf64_Nhdr)) {
		Elf64_Nhdr note;
		uint64_t name, whole;

		memcpy(&note, at, sizeof(note));
		name = sizeof(note) + (((uint64_t)note.n_namesz + 3) & ~3ULL);
		whole = name + (((uint64_t)note.n_descsz + 3) & ~3ULL);
		if (whole > size)
			return NULL;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    memcmp(at + sizeof(note), "GNU", 4) == 0)
			return hex_of(at + name, note.n_descsz);
		at += whole;
		size -= whole;
	}
	return NULL;
}

char *payload_build_id(const struct payload *payload)
{
	char *id = NULL;

	for (unsigned int i = 0; !id && i < segment_count(payload); i++) {
		const Elf64_Phdr *at = segment(payload, i);

		if (at->p_type == PT_NOTE)
			id = find_build_id(payload->bytes + at->p_offset,
					   at->p_filesz);
	}
	return id;
}

void payload_release(struct payload *payload)
{
	free(payload->bytes);
	*payload = (struct payload){ 0 };
}
