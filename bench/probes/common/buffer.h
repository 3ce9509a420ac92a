/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_BUFFER_H
#define NUMABOOT_BUFFER_H

/*
 * What is walked, read or looked into: memory of one node, all of its pages of
 * one size, faulted in before anybody uses it.  A buffer that was created is
 * what was asked for; whether it stays so is for the caller to ask again.
 */

#include <stdint.h>

#include "lib/error.h"

#define SMALL_PAGE_BYTES 4096ULL
#define HUGE_PAGE_BYTES (2ULL << 20)

/**
 * struct buffer - memory of one node in pages of one size
 * @base: its first byte, at a multiple of HUGE_PAGE_BYTES
 * @bytes: a multiple of HUGE_PAGE_BYTES
 * @nid: the node that it is bound to
 * @page_bytes: SMALL_PAGE_BYTES or HUGE_PAGE_BYTES
 * @area: what is reserved around it, so that no other mapping touches it
 */
struct buffer {
	void *base;
	uint64_t bytes;
	int nid;
	uint64_t page_bytes;
	void *area;
};

/**
 * buffer_create - map, bind and fault in
 *
 * Return: 0, -ENOTSUP when the pages are not all of that size, or -errno of
 * the failed step; release it in any case.
 */
int buffer_create(struct buffer *buffer, uint64_t bytes, int nid,
		  uint64_t page_bytes, struct error *err);

/**
 * buffer_create_file - the same with pages of 4 KiB that a file in memory has
 * @fd: an empty one (memfd_create(2)); the caller closes it
 *
 * Return: as buffer_create().
 */
int buffer_create_file(struct buffer *buffer, int fd, uint64_t bytes, int nid,
		       struct error *err);

/**
 * buffer_count_pages - ask Linux for each page where it is (move_pages(2))
 * @pages: pages of 4 KiB that lie on the buffer's node
 *
 * Return: 0 or -errno.
 */
int buffer_count_pages(const struct buffer *buffer, uint64_t *pages,
		       struct error *err);

/**
 * buffer_huge_bytes - how much of it is in pages of 2 MiB
 *
 * Return: 0 or -errno.
 */
int buffer_huge_bytes(const struct buffer *buffer, uint64_t *bytes,
		      struct error *err);

/**
 * buffer_default_bytes - four times the last cache, 64 MiB at least
 * @cache_bytes: size of that cache, 0 when it is not known
 *
 * Return: a multiple of HUGE_PAGE_BYTES.
 */
uint64_t buffer_default_bytes(uint64_t cache_bytes);

/** buffer_release - give it back; a zeroed one is released already */
void buffer_release(struct buffer *buffer);

#endif
