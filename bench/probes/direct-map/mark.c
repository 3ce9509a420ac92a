// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/mark.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "probes/common/buffer.h"

int mark_map(struct error *err)
{
	/* Shared: a page that fork() leaves writable. */
	void *wanted = (void *)MARK_ADDRESS;
	void *page = mmap(wanted, SMALL_PAGE_BYTES, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1,
			  0);

	if (page == MAP_FAILED)
		return error_set(err, errno, "mmap of the page of marks: %s",
				 strerror(errno));
	if (page != wanted)
		return error_set(err, EEXIST,
				 "found the page of marks at %p, expected %p",
				 page, wanted);
	/* Its last byte is no mark. */
	mark_store(SMALL_PAGE_BYTES - 1);
	return 0;
}
