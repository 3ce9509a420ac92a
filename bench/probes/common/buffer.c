// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/buffer.h"

#include <errno.h>
#include <inttypes.h>
#include <numa.h>
#include <numaif.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/file.h"

/* Since Linux 6.1; Debian 12's headers do not have it. */
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

#define LEAST_BYTES (64ULL << 20)
#define PAGES_AT_ONCE 4096
#define HUGE_PAGES_SYSFS "/sys/kernel/mm/transparent_hugepage"

static int failed(struct error *err, const char *call, int nid)
{
	return error_set(err, errno, "%s for memory of node %d: %s", call,
			 nid, strerror(errno));
}

/* What stays inaccessible on both sides keeps other mappings apart. */
static int map_area(struct buffer *buffer, struct error *err)
{
	uint64_t size = buffer->bytes + 2 * HUGE_PAGE_BYTES;
	void *area = mmap(NULL, size, PROT_NONE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	uintptr_t start;

	if (area == MAP_FAILED)
		return failed(err, "mmap", buffer->nid);
	buffer->area = area;
	start = ((uintptr_t)area + HUGE_PAGE_BYTES) & ~(HUGE_PAGE_BYTES - 1);
	buffer->base = (void *)start;
	if (mprotect(buffer->base, buffer->bytes, PROT_READ | PROT_WRITE))
		return failed(err, "mprotect", buffer->nid);
	return 0;
}

static int map_file(const struct buffer *buffer, int fd, struct error *err)
{
	if (ftruncate(fd, buffer->bytes))
		return failed(err, "ftruncate", buffer->nid);
	if (mmap(buffer->base, buffer->bytes, PROT_READ | PROT_WRITE,
		 MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED)
		return failed(err, "mmap", buffer->nid);
	return 0;
}

static int bind_area(const struct buffer *buffer, struct error *err)
{
	struct bitmask *nodes = numa_allocate_nodemask();
	int ret = 0;

	numa_bitmask_setbit(nodes, buffer->nid);
	if (mbind(buffer->base, buffer->bytes, MPOL_BIND, nodes->maskp,
		  nodes->size + 1, 0))
		ret = failed(err, "mbind", buffer->nid);
	numa_bitmask_free(nodes);
	return ret;
}

static int fault_in(const struct buffer *buffer, struct error *err)
{
	bool huge = buffer->page_bytes == HUGE_PAGE_BYTES;

	/*
	 * A kernel without transparent huge pages, or without advice, may
	 * refuse; what counts is what is there then.
	 */
	if (madvise(buffer->base, buffer->bytes,
		    huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) &&
	    errno != EINVAL && errno != ENOSYS)
		return failed(err, "madvise", buffer->nid);
	memset(buffer->base, 0, buffer->bytes);
	return 0;
}

static int check_page_size(const struct buffer *buffer, struct error *err)
{
	bool huge = buffer->page_bytes == HUGE_PAGE_BYTES;
	uint64_t wanted = huge ? buffer->bytes : 0, found;
	int ret = buffer_huge_bytes(buffer, &found, err);

	/* Collapsing may fail in the same way. */
	if (ret == 0 && huge && found != wanted) {
		madvise(buffer->base, buffer->bytes, MADV_COLLAPSE);
		ret = buffer_huge_bytes(buffer, &found, err);
	}
	if (ret == 0 && found != wanted)
		ret = error_set(err, ENOTSUP,
				"found %" PRIu64 " of %" PRIu64 " bytes in pages of 2 MiB on node %d, expected %s",
				found, buffer->bytes, buffer->nid,
				huge ? "all" : "none");
	return ret;
}

/* Bind and fault in what is mapped. */
static int place(const struct buffer *buffer, struct error *err)
{
	int ret = bind_area(buffer, err);

	if (ret == 0)
		ret = fault_in(buffer, err);
	if (ret == 0)
		ret = check_page_size(buffer, err);
	return ret;
}

int buffer_create(struct buffer *buffer, uint64_t bytes, int nid,
		  uint64_t page_bytes, struct error *err)
{
	int ret;

	*buffer = (struct buffer){
		.bytes = bytes,
		.nid = nid,
		.page_bytes = page_bytes,
	};
	ret = map_area(buffer, err);
	return ret ? ret : place(buffer, err);
}

int buffer_create_file(struct buffer *buffer, int fd, uint64_t bytes, int nid,
		       struct error *err)
{
	int ret;

	*buffer = (struct buffer){
		.bytes = bytes,
		.nid = nid,
		.page_bytes = SMALL_PAGE_BYTES,
	};
	ret = map_area(buffer, err);
	if (ret == 0)
		ret = map_file(buffer, fd, err);
	return ret ? ret : place(buffer, err);
}

static int count_some(const struct buffer *buffer, uint64_t first,
		      uint64_t count, uint64_t *pages, struct error *err)
{
	static void *addresses[PAGES_AT_ONCE];
	static int status[PAGES_AT_ONCE];

	for (uint64_t i = 0; i < count; i++)
		addresses[i] = (char *)buffer->base +
			       (first + i) * SMALL_PAGE_BYTES;
	if (move_pages(0, count, addresses, NULL, status, 0) < 0)
		return failed(err, "move_pages", buffer->nid);
	for (uint64_t i = 0; i < count; i++)
		*pages += status[i] == buffer->nid;
	return 0;
}

int buffer_count_pages(const struct buffer *buffer, uint64_t *pages,
		       struct error *err)
{
	uint64_t all = buffer->bytes / SMALL_PAGE_BYTES;
	int ret = 0;

	*pages = 0;
	for (uint64_t at = 0; ret == 0 && at < all; at += PAGES_AT_ONCE) {
		uint64_t left = all - at;

		ret = count_some(buffer, at,
				 left < PAGES_AT_ONCE ? left : PAGES_AT_ONCE,
				 pages, err);
	}
	return ret;
}

/* Adds the bytes of "\nNAME:  123 kB". */
static bool add_field(const char *mapping, const char *name, uint64_t *bytes)
{
	const char *at = strstr(mapping, name);
	unsigned long long kib;

	if (!at || sscanf(at + strlen(name), "%llu kB", &kib) != 1)
		return false;
	*bytes += kib * 1024;
	return true;
}

/* The buffer is one mapping of its own, found by its first address. */
static int find_huge(const struct buffer *buffer, const char *smaps,
		     uint64_t *bytes, struct error *err)
{
	char name[40];
	const char *at;

	snprintf(name, sizeof(name), "%" PRIxPTR "-%" PRIxPTR " ",
		 (uintptr_t)buffer->base,
		 (uintptr_t)buffer->base + buffer->bytes);
	at = strstr(smaps, name);
	if (!at || !add_field(at, "\nAnonHugePages:", bytes))
		return error_set(err, EINVAL,
				 "/proc/self/smaps: found no mapping %swith AnonHugePages, expected one",
				 name);
	/* Before Linux 4.8 files in memory had no huge pages. */
	add_field(at, "\nShmemPmdMapped:", bytes);
	return 0;
}

int buffer_huge_bytes(const struct buffer *buffer, uint64_t *bytes,
		      struct error *err)
{
	char *smaps;
	int ret = file_read("/proc/self/smaps", &smaps, NULL, err);

	/* No huge page comes from a kernel that knows of none. */
	*bytes = 0;
	if (ret == -ENOENT && !file_exists(HUGE_PAGES_SYSFS))
		return 0;
	if (ret)
		return ret;
	ret = find_huge(buffer, smaps, bytes, err);
	free(smaps);
	return ret;
}

uint64_t buffer_default_bytes(uint64_t cache_bytes)
{
	uint64_t bytes = 4 * cache_bytes;

	if (bytes < LEAST_BYTES)
		return LEAST_BYTES;
	return (bytes + HUGE_PAGE_BYTES - 1) / HUGE_PAGE_BYTES *
	       HUGE_PAGE_BYTES;
}

void buffer_release(struct buffer *buffer)
{
	if (buffer->area)
		munmap(buffer->area, buffer->bytes + 2 * HUGE_PAGE_BYTES);
	*buffer = (struct buffer){ 0 };
}
