// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/kallsyms.h"

#include <string.h>

#include "lib/le.h"

/* KSYM_NAME_LEN is 512 as of Linux 6.1. */
#define NAME_MAX_BYTES 512
#define TOKENS 256
#define COUNT_MIN 16
#define COUNT_MAX (1U << 23)
/* The names of symbols 0, 256, 512 … are marked. */
#define MARKED 256
/* Of what stands before _stext: only CONFIG_KALLSYMS_ALL has that too. */
#define HEAD_MAX_BYTES (1U << 16)

/* The parts begin at multiples of 8 of the file, as of the kernel. */
static const unsigned char *align(const struct payload *payload,
				  const unsigned char *at)
{
	return payload->bytes +
	       (((size_t)(at - payload->bytes) + 7) & ~(size_t)7);
}

/* @digit: where the token "0" stands, the 48th of them. */
static bool take_tokens(struct kallsyms *table, const struct payload *payload,
			const unsigned char *digit)
{
	const unsigned char *end = payload->bytes + payload->size;
	const unsigned char *at = digit;

	for (int i = '0'; i < TOKENS; i++) {
		at = memchr(at, 0, (size_t)(end - at));
		if (!at || ++at == end)
			return false;
	}
	at = align(payload, at);
	if (at + 2 * TOKENS > end || le16(at) ||
	    le16(at + 2 * '0') > digit - payload->bytes)
		return false;
	for (int i = 1; i < TOKENS; i++)
		if (le16(at + 2 * i) <= le16(at + 2 * (i - 1)))
			return false;
	if (digit - le16(at + 2 * '0') + le16(at + 2 * (TOKENS - 1)) >= at)
		return false;
	table->tokens = digit - le16(at + 2 * '0');
	table->token_index = at;
	return true;
}

static bool find_tokens(struct kallsyms *table, const struct payload *payload)
{
	static const char digits[] = "0\0001\0002\0003\0004\0005\0006\0007\0008\0009";
	const unsigned char *end = payload->bytes + payload->size;
	const unsigned char *at = payload->bytes;

	while ((at = memmem(at, (size_t)(end - at), digits, sizeof(digits)))) {
		if (take_tokens(table, payload, at))
			return true;
		at++;
	}
	return false;
}

/* Return: how many tokens a name has; @at is moved to the first. */
static unsigned int name_length(const unsigned char **at)
{
	unsigned int length = *(*at)++;

	if (length & 0x80)
		length = (length & 0x7f) | (unsigned int)*(*at)++ << 7;
	return length;
}

/* Are there @count names from @names on, and then their markers? */
static bool are_names(const struct kallsyms *table,
		      const struct payload *payload,
		      const unsigned char *names, uint32_t count)
{
	const unsigned char *at = names;
	size_t second = 0;

	for (uint32_t i = 0; i < count; i++) {
		unsigned int length;

		if (i == MARKED)
			second = (size_t)(at - names);
		if (at + 2 >= table->tokens)
			return false;
		length = name_length(&at);
		if (!length || length > NAME_MAX_BYTES ||
		    length >= (size_t)(table->tokens - at))
			return false;
		at += length;
	}
	at = align(payload, at);
	if (at + 8 > table->tokens || le32(at))
		return false;
	return count <= MARKED || le32(at + 4) == second ||
	       le64(at + 8) == second;
}

static bool find_names(struct kallsyms *table, const struct payload *payload)
{
	size_t end = (size_t)(table->tokens - payload->bytes) & ~(size_t)7;

	for (size_t at = end; at >= 8; at -= 8) {
		const unsigned char *number = payload->bytes + at - 8;
		uint32_t count = le32(number);

		if (count < COUNT_MIN || count > COUNT_MAX || le32(number + 4) ||
		    !are_names(table, payload, number + 8, count))
			continue;
		table->count = count;
		table->names = number + 8;
		return true;
	}
	return false;
}

static uint64_t address_of(const struct kallsyms *table, uint32_t index)
{
	int32_t offset;

	if (!table->base)
		return le64(table->offsets + 8 * (size_t)index);
	offset = (int32_t)le32(table->offsets + 4 * (size_t)index);
	if (!table->percpu)
		return table->base + (uint32_t)offset;
	return offset < 0 ? table->base - 1 - (int64_t)offset :
			    (uint64_t)offset;
}

/* The kernel's start is in each table, at its place in the right one. */
struct start {
	uint64_t address;
	bool found;
};

static int see_start(void *context, uint64_t address, char type,
		     const char *name)
{
	struct start *start = context;

	(void)type;
	if (strcmp(name, "_stext") == 0)
		start->found = address - start->address < HEAD_MAX_BYTES;
	else
		start->found = address == start->address &&
			       (strcmp(name, "_text") == 0 ||
				strcmp(name, "startup_64") == 0);
	return start->found;
}

static bool try_offsets(struct kallsyms *table, const struct payload *payload,
			const unsigned char *at, size_t width,
			const unsigned char *base)
{
	const unsigned char *end = payload->bytes + payload->size;
	struct start start = { .address = payload->text_start };

	if (at < payload->bytes || at + width * table->count > end ||
	    (base && base + 8 > end))
		return false;
	table->offsets = at;
	table->base = base ? le64(base) : 0;
	if (base && !table->base)
		return false;
	for (int percpu = 0; percpu < 2; percpu++) {
		table->percpu = percpu;
		kallsyms_each(table, see_start, &start);
		if (start.found)
			return true;
	}
	return false;
}

static bool find_offsets(struct kallsyms *table, const struct payload *payload)
{
	size_t before = (size_t)(table->names - payload->bytes) - 8;
	size_t bytes = (4 * (size_t)table->count + 7) & ~(size_t)7;
	const unsigned char *behind = align(payload, table->token_index +
					    2 * TOKENS);
	const unsigned char *number = table->names - 8;

	return (before >= bytes + 8 &&
		try_offsets(table, payload, number - 8 - bytes, 4,
			    number - 8)) ||
	       (bytes < payload->size &&
		try_offsets(table, payload, behind, 4, behind + bytes)) ||
	       (before >= 8 * (size_t)table->count &&
		try_offsets(table, payload,
			    number - 8 * (size_t)table->count, 8, NULL));
}

void kallsyms_find(struct kallsyms *table, const struct payload *payload)
{
	*table = (struct kallsyms){ 0 };
	if (!find_tokens(table, payload) || !find_names(table, payload) ||
	    !find_offsets(table, payload))
		table->count = 0;
}

/* The first byte is nm's letter. */
static const unsigned char *take_name(const struct kallsyms *table,
				      const unsigned char *at, char *name)
{
	unsigned int length = name_length(&at);
	size_t used = 0;

	while (length--) {
		const unsigned char *token = table->tokens +
			le16(table->token_index + 2 * *at++);

		while (*token && used < NAME_MAX_BYTES)
			name[used++] = (char)*token++;
	}
	name[used] = '\0';
	return at;
}

int kallsyms_each(const struct kallsyms *table,
		  int (*handle)(void *context, uint64_t address, char type,
				const char *name),
		  void *context)
{
	const unsigned char *at = table->names;
	char name[NAME_MAX_BYTES + 1];
	int ret = 0;

	for (uint32_t i = 0; i < table->count && ret == 0; i++) {
		at = take_name(table, at, name);
		if (*name)
			ret = handle(context, address_of(table, i), *name,
				     name + 1);
	}
	return ret;
}
