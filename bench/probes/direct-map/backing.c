// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/backing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MEM_PATH "/proc/self/mem"

static const char *const names[] = {
	[BACKING_ANY] = "any",
	[BACKING_MEMFD] = "memfd",
	[BACKING_MEM] = "mem",
};

const char *backing_name(enum backing backing)
{
	return names[backing];
}

bool backing_parse(const char *name, enum backing *backing)
{
	for (*backing = BACKING_MEMFD; *backing <= BACKING_MEM; ++*backing)
		if (strcmp(name, names[*backing]) == 0)
			return true;
	return false;
}

static int open_backing(enum backing backing, struct error *err)
{
	int fd = backing == BACKING_MEMFD
			 ? memfd_create("direct-map", MFD_CLOEXEC)
			 : open(MEM_PATH, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return error_set(err, errno, "%s: %s",
				 backing == BACKING_MEMFD ? "memfd_create"
							  : MEM_PATH,
				 strerror(errno));
	return fd;
}

int backing_find(enum backing *backing, struct error *err)
{
	enum backing wanted = *backing;
	int fd = -ENOENT;

	for (enum backing i = BACKING_MEMFD; fd < 0 && i <= BACKING_MEM; i++)
		if (wanted == BACKING_ANY || wanted == i) {
			*backing = i;
			fd = open_backing(i, err);
		}
	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

int backing_open(enum backing backing, uint64_t bytes, int nid,
		 struct buffer *buffer, int *fd, uint64_t *origin,
		 struct error *err)
{
	int ret;

	*fd = open_backing(backing, err);
	if (*fd < 0)
		return *fd;
	if (backing == BACKING_MEMFD)
		ret = buffer_create_file(buffer, *fd, bytes, nid, err);
	else
		ret = buffer_create(buffer, bytes, nid, SMALL_PAGE_BYTES, err);
	*origin = backing == BACKING_MEMFD ? 0 : (uintptr_t)buffer->base;
	return ret;
}
