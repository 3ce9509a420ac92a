// SPDX-License-Identifier: GPL-2.0-only
#include "machine/pagetable-extents.h"

#include <inttypes.h>
#include <string.h>

void extents_begin(struct extents *extents, struct pagetable_extents *result,
		   const char *header)
{
	*extents = (struct extents){ .result = result };
	extents->out = open_memstream(&result->text, &result->size);
	fprintf(extents->out, "%s\n", header);
}

static void flush(struct extents *extents)
{
	const struct extent *last = &extents->last;

	if (!last->bytes)
		return;
	fprintf(extents->out, "0x%016" PRIx64 "\t0x%" PRIx64 "\t%" PRIu64,
		last->virtual, last->physical, last->bytes);
	if (last->page != PAGETABLE_SIZES)
		fprintf(extents->out, "\t%s\t%s\t%d",
			pagetable_size_name(last->page), last->rights,
			last->pat);
	fputc('\n', extents->out);
}

static bool continues(const struct extent *last, const struct extent *more)
{
	return last->bytes && last->virtual + last->bytes == more->virtual &&
	       last->physical + last->bytes == more->physical &&
	       last->page == more->page && last->pat == more->pat &&
	       strcmp(last->rights, more->rights) == 0;
}

void extents_add(struct extents *extents, const struct extent *more)
{
	if (continues(&extents->last, more)) {
		extents->last.bytes += more->bytes;
		return;
	}
	flush(extents);
	extents->last = *more;
}

void extents_end(struct extents *extents)
{
	struct pagetable_extents *result = extents->result;

	flush(extents);
	fclose(extents->out);
	SHA256Data((const uint8_t *)result->text, result->size,
		   result->sha256);
}
