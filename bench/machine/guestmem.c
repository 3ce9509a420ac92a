// SPDX-License-Identifier: GPL-2.0-only
#include "machine/guestmem.h"

#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB(n) ((uint64_t)(n) << 30)

static int open_node(uint64_t bytes, int *fd, struct error *err)
{
	*fd = memfd_create("guest-ram", MFD_CLOEXEC);
	if (*fd < 0) {
		*fd = 0;
		return error_set(err, errno, "memfd_create: %s",
				 strerror(errno));
	}
	if (ftruncate(*fd, (off_t)bytes))
		return error_set(err, errno,
				 "guest RAM of %" PRIu64 " bytes: %s", bytes,
				 strerror(errno));
	return 0;
}

/* QEMU is told of no node where the firmware has no SRAT: all RAM is one. */
static bool is_one_file(const struct topology *topology)
{
	return topology->srat == TOPOLOGY_SRAT_NONE;
}

/* RAM in the order in which QEMU lays it out: all nodes, round by round. */
static uint64_t piece_bytes(const struct topology *topology, unsigned int i)
{
	return topology_piece_bytes(topology, i % topology->node_count,
				    i / topology->node_count);
}

int guestmem_open(struct guestmem *memory, const struct topology *topology,
		  struct error *err)
{
	int *fd = memory->fds;
	int ret = 0;

	*memory = (struct guestmem){ .topology = topology };
	if (is_one_file(topology))
		return open_node(topology->memory_bytes, fd, err);
	for (unsigned int i = 0;
	     i < topology->node_count * TOPOLOGY_MAX_ROUNDS && ret == 0; i++) {
		uint64_t bytes = piece_bytes(topology, i);

		if (bytes)
			ret = open_node(bytes, fd++, err);
	}
	return ret;
}

/* QEMU lays the nodes' RAM end to end and cuts it below 4 GiB. */
static uint64_t unsplit(const struct topology *topology, uint64_t address)
{
	return address < GIB(4) ? address :
	       address - GIB(4) + topology_low_end(topology);
}

/* Whether a place in all RAM, or in a DIMM's, is in that piece of it. */
static bool holds(const struct topology *topology, unsigned int nid,
		  uint64_t start, uint64_t bytes, uint64_t place)
{
	if (topology->nodes[nid].hot_added)
		return bytes;
	return place >= start && place < start + bytes;
}

/* A DIMM is not laid end to end with the other RAM. */
static uint64_t dimm_start(const struct topology *topology, int nid)
{
	const struct topology_range *range = topology->ranges;

	while (range->nid != nid)
		range++;
	return range->start;
}

int guestmem_position(const struct guestmem *memory, uint64_t address,
		      int *fd, uint64_t *offset)
{
	const struct topology *topology = memory->topology;
	uint64_t place = unsplit(topology, address), start = 0;
	int wanted = topology_nid_of(topology, address);
	int file = 0;

	if (wanted < 0)
		return -EFAULT;
	for (unsigned int i = 0; !is_one_file(topology); i++) {
		unsigned int nid = i % topology->node_count;
		uint64_t bytes = piece_bytes(topology, i);

		if ((int)nid == wanted &&
		    holds(topology, nid, start, bytes, place))
			break;
		if (!topology->nodes[nid].hot_added)
			start += bytes;
		file += bytes != 0;
	}
	if (topology->nodes[wanted].hot_added) {
		place = address;
		start = dimm_start(topology, wanted);
	}
	*fd = memory->fds[file];
	*offset = place - start;
	return 0;
}

int guestmem_read(const struct guestmem *memory, uint64_t address,
		  void *buffer, size_t size, struct error *err)
{
	uint64_t offset;
	ssize_t got;
	int fd;

	if (guestmem_position(memory, address, &fd, &offset))
		return error_set(err, EFAULT,
				 "found the physical address 0x%" PRIx64
				 ", expected one in the guest's RAM", address);
	got = pread(fd, buffer, size, (off_t)offset);
	if (got < 0)
		return error_set(err, errno, "guest RAM: %s", strerror(errno));
	if ((size_t)got != size)
		return error_set(err, EIO,
				 "guest RAM: found its end at 0x%" PRIx64,
				 address + (uint64_t)got);
	return 0;
}

/* st_blocks counts units of 512 bytes (stat(2)). */
uint64_t guestmem_touched_bytes(const struct guestmem *memory)
{
	uint64_t bytes = 0;
	struct stat status;

	for (const int *fd = memory->fds; *fd; fd++)
		if (fstat(*fd, &status) == 0)
			bytes += 512 * (uint64_t)status.st_blocks;
	return bytes;
}

void guestmem_close(struct guestmem *memory)
{
	for (int *fd = memory->fds; *fd; fd++)
		close(*fd);
	*memory = (struct guestmem){ 0 };
}
