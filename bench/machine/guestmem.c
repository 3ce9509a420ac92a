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

int guestmem_open(struct guestmem *memory, const struct topology *topology,
		  struct error *err)
{
	int *fd = memory->fds;
	int ret = 0;

	*memory = (struct guestmem){ .topology = topology };
	if (is_one_file(topology))
		return open_node(topology->memory_bytes, fd, err);
	for (unsigned int nid = 0; nid < topology->node_count && ret == 0;
	     nid++)
		if (topology->nodes[nid].memory_bytes)
			ret = open_node(topology->nodes[nid].memory_bytes,
					fd++, err);
	return ret;
}

/* QEMU lays the nodes' RAM end to end and cuts it below 4 GiB. */
static uint64_t unsplit(const struct topology *topology, uint64_t address)
{
	return address < GIB(4) ? address :
	       address - GIB(4) + topology_low_end(topology);
}

int guestmem_position(const struct guestmem *memory, uint64_t address,
		      int *fd, uint64_t *offset)
{
	const struct topology *topology = memory->topology;
	int wanted = topology_nid_of(topology, address);
	uint64_t start = 0;
	int file = 0;

	if (wanted < 0)
		return -EFAULT;
	for (int nid = 0; nid < wanted && !is_one_file(topology); nid++) {
		start += topology->nodes[nid].memory_bytes;
		file += topology->nodes[nid].memory_bytes != 0;
	}
	*fd = memory->fds[file];
	*offset = unsplit(topology, address) - start;
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
