// SPDX-License-Identifier: GPL-2.0-only
#include "run/stops.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "machine/vcpu.h"

static const struct stop_point *next_point(const struct stops *stops)
{
	return &stops->workload->stops[stops->at];
}

const char *stops_next(const struct stops *stops)
{
	return stops->workload ? next_point(stops)->name : NULL;
}

int stops_check(const struct workload *workload, const struct sysmap *map,
		struct error *err)
{
	const struct stop_point *point = workload->stops;

	for (; point && point->name; point++)
		if (!symbols_find_function(map, point->function))
			return error_set(err, ENOENT,
					 "the kernel has no function %s for the stop %s",
					 point->function, point->name);
	return 0;
}

static int open_log(struct stops *stops, struct error *err)
{
	char *path = xasprintf("%s/gdb.log", stops->directory);
	int ret = 0;

	stops->log = fopen(path, "we");
	if (!stops->log)
		ret = error_set(err, errno, "%s: %s", path, strerror(errno));
	free(path);
	return ret;
}

static int open_socket(struct stops *stops, struct error *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends))
		return error_set(err, errno, "socketpair: %s",
				 strerror(errno));
	stops->stub_fd = ends[0];
	stops->qemu_fd = ends[1];
	return 0;
}

int stops_open(struct stops *stops, const struct workload *workload,
	       const struct sysmap *map, const struct topology *topology,
	       const char *directory, struct error *err)
{
	int *passed = stops->passed_fds;
	int ret;

	*stops = (struct stops){
		.workload = workload,
		.map = map,
		.directory = directory,
		.stub_fd = -1,
		.qemu_fd = -1,
	};
	ret = guestmem_open(&stops->memory, topology, err);
	if (ret == 0)
		ret = open_log(stops, err);
	if (ret == 0)
		ret = open_socket(stops, err);
	if (ret)
		return ret;
	for (const int *fd = stops->memory.fds; *fd; fd++)
		*passed++ = *fd;
	*passed = stops->qemu_fd;
	return 0;
}

void stops_release_qemu_fds(struct stops *stops)
{
	if (stops->qemu_fd >= 0)
		close(stops->qemu_fd);
	stops->qemu_fd = -1;
}

static int arm(struct stops *stops, uint64_t address, uint64_t deadline_ns,
	       struct error *err)
{
	stops->breakpoint = address;
	return gdbstub_break(&stops->stub, address, deadline_ns, err);
}

/* Arm the entry of the next stop's function, if there is a next one. */
static int arm_next(struct stops *stops, uint64_t deadline_ns,
		    struct error *err)
{
	const struct stop_point *point = next_point(stops);

	stops->frame = 0;
	if (!point->name)
		return 0;
	return arm(stops, symbols_find_function(stops->map,
						point->function)->address,
		   deadline_ns, err);
}

/* The guest is let go by the stub: a byte for it would stop the guest. */
int stops_start(struct stops *stops, uint64_t deadline_ns, struct error *err)
{
	int ret = gdbstub_open(&stops->stub, stops->stub_fd, stops->log,
			       deadline_ns, err);

	stops->stub_fd = -1;
	if (ret == 0)
		ret = arm_next(stops, deadline_ns, err);
	if (ret == 0)
		ret = gdbstub_continue(&stops->stub, deadline_ns, err);
	return ret;
}

int stops_fd(const struct stops *stops)
{
	return stops->stub.fd > 0 && stops_next(stops) ? stops->stub.fd : -1;
}

/* On entry the stack has the return address on top. */
static int arm_return(struct stops *stops, const struct vcpu *vcpu,
		      uint64_t deadline_ns, struct error *err)
{
	uint64_t address;
	int ret = gdbstub_read_u64(&stops->stub, vcpu->rsp, &address,
				   deadline_ns, err);

	if (ret)
		return ret;
	stops->frame = vcpu->rsp + sizeof(address);
	return arm(stops, address, deadline_ns, err);
}

static int visit(struct stops *stops, const struct vcpu *vcpu,
		 struct error *err)
{
	const struct stop_view view = {
		.name = next_point(stops)->name,
		.memory = &stops->memory,
		.topology = stops->memory.topology,
		.vcpu = vcpu,
		.map = stops->map,
		.directory = stops->directory,
	};

	return stops->workload->visit(&view, err);
}

/* It stopped where it should, and in the call that it should. */
static int check_place(const struct stops *stops, const struct vcpu *vcpu,
		       struct error *err)
{
	if (vcpu->rip != stops->breakpoint)
		return error_set(err, EPROTO,
				 "found the guest stopped at 0x%" PRIx64
				 ", expected 0x%" PRIx64, vcpu->rip,
				 stops->breakpoint);
	if (stops->frame && vcpu->rsp != stops->frame)
		return error_set(err, EPROTO,
				 "found the stack at 0x%" PRIx64
				 " after the return, expected 0x%" PRIx64,
				 vcpu->rsp, stops->frame);
	return 0;
}

static int take_stop(struct stops *stops, const struct vcpu *vcpu,
		     uint64_t deadline_ns, struct error *err)
{
	bool entered = next_point(stops)->returns && !stops->frame;
	int ret = check_place(stops, vcpu, err);

	if (ret == 0)
		ret = gdbstub_unbreak(&stops->stub, stops->breakpoint,
				      deadline_ns, err);
	if (ret == 0 && entered)
		return arm_return(stops, vcpu, deadline_ns, err);
	if (ret == 0)
		ret = visit(stops, vcpu, err);
	if (ret)
		return ret;
	stops->at++;
	return arm_next(stops, deadline_ns, err);
}

int stops_handle(struct stops *stops, struct qmp *qmp, uint64_t deadline_ns,
		 struct error *err)
{
	const char *name = stops_next(stops);
	struct vcpu vcpu;
	unsigned int cpu;
	int ret = gdbstub_wait_stop(&stops->stub, &cpu, deadline_ns, err);

	if (ret == -ENODATA || ret == -EPIPE) {
		gdbstub_close(&stops->stub);
		return 0;
	}
	if (ret == 0)
		ret = vcpu_read(&vcpu, qmp, cpu, deadline_ns, err);
	if (ret == 0)
		ret = take_stop(stops, &vcpu, deadline_ns, err);
	if (ret == 0)
		ret = gdbstub_continue(&stops->stub, deadline_ns, err);
	if (ret)
		error_prefix(err, "%s: ", name);
	return ret;
}

void stops_close(struct stops *stops)
{
	if (!stops->workload)
		return;
	stops_release_qemu_fds(stops);
	if (stops->stub_fd >= 0)
		close(stops->stub_fd);
	gdbstub_close(&stops->stub);
	guestmem_close(&stops->memory);
	if (stops->log)
		fclose(stops->log);
	*stops = (struct stops){ 0 };
}
