// SPDX-License-Identifier: GPL-2.0-only
#include "boot/stops.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "evidence/files.h"
#include "kernel/symbols.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "machine/vcpu.h"

/* A guest that has done its part may be told so after its deadline. */
#define QUIT_TIMEOUT_NS (60 * NS_PER_S)
/* The direct map of a machine takes some tens of calls. */
#define MAX_CALLS 4096

static const struct stop_point *next_point(const struct stops *stops)
{
	return &stops->workload->stops[stops->at];
}

const char *stops_next(const struct stops *stops)
{
	const struct stop_point *point =
		stops->workload ? next_point(stops) : NULL;

	return point && point->function ? boot_stage_name(point->stage) : NULL;
}

int stops_check(const struct workload *workload, const struct era *era,
		const struct sysmap *map, struct error *err)
{
	const struct stop_point *point = workload->stops;

	for (; point && point->function; point++)
		if (!symbols_find_in_era(era, map, point->function))
			return error_set(err, ENOENT,
					 "the kernel has no function %s for the stop %s",
					 point->function,
					 boot_stage_name(point->stage));
	return 0;
}

static int open_log(struct stops *stops, struct error *err)
{
	char *path = evidence_path(stops->directory, EVIDENCE_GDB_LOG);
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
	       const struct era *era, const struct sysmap *map,
	       const struct machine *machine, const char *directory,
	       struct error *err)
{
	int *passed = stops->passed_fds;
	int ret;

	*stops = (struct stops){
		.workload = workload,
		.era = era,
		.map = map,
		.directory = directory,
		.mapping = machine->mapping,
		.stub_fd = -1,
		.qemu_fd = -1,
	};
	ret = guestmem_open(&stops->memory, machine->topology, err);
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

static int arm(struct stops *stops, const struct stops_place *place,
	       uint64_t deadline_ns, struct error *err)
{
	return gdbstub_break(&stops->stub, place->address, deadline_ns, err);
}

static int disarm(struct stops *stops, const struct stops_place *place,
		  uint64_t deadline_ns, struct error *err)
{
	return gdbstub_unbreak(&stops->stub, place->address, deadline_ns,
			       err);
}

static struct stops_place entry_of(const struct stops *stops,
				   const char *name)
{
	const struct sysmap_function *function =
		name ? symbols_find_in_era(stops->era, stops->map, name) : NULL;

	return (struct stops_place){
		.address = function ? function->address : 0,
	};
}

/* Arm the entry of the next stop's function, if there is a next one. */
static int arm_next(struct stops *stops, uint64_t deadline_ns,
		    struct error *err)
{
	const struct stop_point *point = next_point(stops);

	if (!point->function)
		return 0;
	stops->phase = STOPS_BEFORE;
	stops->target = entry_of(stops, point->function);
	stops->callee = entry_of(stops, point->callee);
	stops->call_count = 0;
	return arm(stops, &stops->target, deadline_ns, err);
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

/* On entry to a function the return address is on top of the stack. */
static int arm_return(struct stops *stops, const struct vcpu *vcpu,
		      struct stops_place *place, uint64_t deadline_ns,
		      struct error *err)
{
	int ret = gdbstub_read_u64(&stops->stub, vcpu->rsp, &place->address,
				   deadline_ns, err);

	place->stack = vcpu->rsp + sizeof(place->address);
	return ret ? ret : arm(stops, place, deadline_ns, err);
}

static int check_place(const struct stops_place *place,
		       const struct vcpu *vcpu, struct error *err)
{
	if (vcpu->rip != place->address)
		return error_set(err, EPROTO,
				 "found the guest stopped at 0x%" PRIx64
				 ", expected 0x%" PRIx64, vcpu->rip,
				 place->address);
	if (place->stack && vcpu->rsp != place->stack)
		return error_set(err, EPROTO,
				 "found the stack at 0x%" PRIx64
				 " after the return, expected 0x%" PRIx64,
				 vcpu->rsp, place->stack);
	return 0;
}

/* The guest is at @place, as expected: do not stop there again. */
static int leave(struct stops *stops, const struct stops_place *place,
		 const struct vcpu *vcpu, uint64_t deadline_ns,
		 struct error *err)
{
	int ret = check_place(place, vcpu, err);

	return ret ? ret : disarm(stops, place, deadline_ns, err);
}

static int visit(struct stops *stops, const struct vcpu *vcpu,
		 uint64_t deadline_ns, struct error *err)
{
	const struct stop_view view = {
		.name = stops_next(stops),
		.memory = &stops->memory,
		.topology = stops->memory.topology,
		.mapping = stops->mapping,
		.vcpu = vcpu,
		.calls = stops->calls,
		.call_count = stops->call_count,
		.map = stops->map,
		.directory = stops->directory,
	};
	int ret = stops->workload->visit(&view, err);

	if (ret)
		return ret;
	stops->at++;
	return arm_next(stops, deadline_ns, err);
}

static int enter_function(struct stops *stops, const struct vcpu *vcpu,
			  uint64_t deadline_ns, struct error *err)
{
	int ret = leave(stops, &stops->target, vcpu, deadline_ns, err);

	if (ret || !next_point(stops)->returns)
		return ret ? ret : visit(stops, vcpu, deadline_ns, err);
	stops->phase = STOPS_INSIDE;
	ret = arm_return(stops, vcpu, &stops->target, deadline_ns, err);
	if (ret == 0 && stops->callee.address)
		ret = arm(stops, &stops->callee, deadline_ns, err);
	return ret;
}

static int leave_function(struct stops *stops, const struct vcpu *vcpu,
			  uint64_t deadline_ns, struct error *err)
{
	int ret = leave(stops, &stops->target, vcpu, deadline_ns, err);

	if (ret == 0 && stops->callee.address)
		ret = disarm(stops, &stops->callee, deadline_ns, err);
	return ret ? ret : visit(stops, vcpu, deadline_ns, err);
}

/*
 * A breakpoint would stop the guest again where it is: the callee's entry
 * is armed anew only at its return.
 */
static int enter_callee(struct stops *stops, const struct vcpu *vcpu,
			uint64_t deadline_ns, struct error *err)
{
	int ret = leave(stops, &stops->callee, vcpu, deadline_ns, err);

	if (ret)
		return ret;
	if (stops->call_count == MAX_CALLS)
		return error_set(err, EPROTO,
				 "found more than %d calls of %s", MAX_CALLS,
				 next_point(stops)->callee);
	stops->calls = xgrow(stops->calls, stops->call_count,
			     sizeof(*stops->calls));
	stops->calls[stops->call_count++] = (struct stop_call){
		.arguments = { vcpu->rdi, vcpu->rsi },
	};
	stops->phase = STOPS_IN_CALLEE;
	return arm_return(stops, vcpu, &stops->callee_return, deadline_ns,
			  err);
}

static int leave_callee(struct stops *stops, const struct vcpu *vcpu,
			uint64_t deadline_ns, struct error *err)
{
	int ret = leave(stops, &stops->callee_return, vcpu, deadline_ns, err);

	stops->phase = STOPS_INSIDE;
	return ret ? ret : arm(stops, &stops->callee, deadline_ns, err);
}

static int take_stop(struct stops *stops, const struct vcpu *vcpu,
		     uint64_t deadline_ns, struct error *err)
{
	switch (stops->phase) {
	case STOPS_BEFORE:
		return enter_function(stops, vcpu, deadline_ns, err);
	case STOPS_IN_CALLEE:
		return leave_callee(stops, vcpu, deadline_ns, err);
	case STOPS_INSIDE:
		break;
	}
	if (vcpu->rip == stops->callee.address)
		return enter_callee(stops, vcpu, deadline_ns, err);
	return leave_function(stops, vcpu, deadline_ns, err);
}

bool stops_ended_boot(const struct stops *stops)
{
	return stops->workload && stops->workload->ends_at_last_stop &&
	       !stops_next(stops);
}

static int go_on(struct stops *stops, struct qmp *qmp, uint64_t deadline_ns,
		 struct error *err)
{
	uint64_t quit_ns = clock_now_ns() + QUIT_TIMEOUT_NS;

	if (stops_ended_boot(stops))
		return qmp_execute(qmp, "quit", NULL,
				   quit_ns > deadline_ns ? quit_ns :
							   deadline_ns, err);
	return gdbstub_continue(&stops->stub, deadline_ns, err);
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
		ret = go_on(stops, qmp, deadline_ns, err);
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
	free(stops->calls);
	*stops = (struct stops){ 0 };
}
