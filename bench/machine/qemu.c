// SPDX-License-Identifier: GPL-2.0-only
#include "machine/qemu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"
#include "machine/firmware.h"

#define MACHINE "q35,hpet=off"

const char *accelerator_name(enum accelerator accelerator)
{
	static const char *const names[] = {
		[ACCELERATOR_TCG_EXACT] = "tcg-icount",
		[ACCELERATOR_TCG] = "tcg",
		[ACCELERATOR_KVM] = "kvm",
		[ACCELERATOR_KVM_IN_TCG] = "kvm in tcg",
	};

	return names[accelerator];
}

char *qemu_escape(const char *value)
{
	char *escaped = xcalloc(1, 2 * strlen(value) + 1);
	char *to = escaped;

	for (; *value; value++) {
		if (*value == ',')
			*to++ = ',';
		*to++ = *value;
	}
	return escaped;
}

/*
 * icount with shift 0: one instruction is one virtual nanosecond, so that
 * no timer depends on the host.  sleep=off: an idle guest jumps to its next
 * timer instead of waiting for the host's clock.
 */
static void add_accelerator(const struct machine *machine, struct argv *argv)
{
	const char *cpu = "qemu64";

	argv_add(argv, "-accel");
	switch (machine->accelerator) {
	case ACCELERATOR_TCG_EXACT:
		argv_add(argv, "tcg,thread=single");
		argv_add(argv, "-icount");
		argv_add(argv, "shift=0,sleep=off");
		break;
	case ACCELERATOR_TCG:
		argv_add(argv, "tcg");
		break;
	case ACCELERATOR_KVM:
	case ACCELERATOR_KVM_IN_TCG:
		argv_add(argv, "kvm");
		cpu = "host";
		break;
	}
	argv_add(argv, "-cpu");
	argv_add(argv, "%s%s", cpu, mapping_cpu_flags(machine->mapping));
	argv_add(argv, "-rtc");
	argv_add(argv, "base=2026-01-01,clock=vm");
}

static void add_serial(const char *id, const char *path, struct argv *argv)
{
	char *escaped = qemu_escape(path);

	argv_add(argv, "-chardev");
	argv_add(argv, "file,id=%s,path=%s", id, escaped);
	argv_add(argv, "-serial");
	argv_add(argv, "chardev:%s", id);
	free(escaped);
}

/* A file that lies in the guest's RAM from the start. */
static void add_memory(const char *path, uint64_t address, struct argv *argv)
{
	char *escaped = qemu_escape(path);

	argv_add(argv, "-device");
	argv_add(argv, "loader,file=%s,addr=0x%" PRIx64 ",force-raw=on",
		 escaped, address);
	free(escaped);
}

/* What every start has: a machine that waits, and whom it obeys. */
void qemu_add_trial_args(const struct machine *machine, struct argv *argv)
{
	argv_add(argv, "%s", machine->qemu);
	argv_add(argv, "-no-user-config");
	argv_add(argv, "-nodefaults");
	argv_add(argv, "-display");
	argv_add(argv, "none");
	argv_add(argv, "-S");
	argv_add(argv, "-machine");
	argv_add(argv, MACHINE);
	add_accelerator(machine, argv);
	argv_add(argv, "-bios");
	argv_add(argv, "%s", machine->firmware);
	argv_add(argv, "-chardev");
	argv_add(argv, "socket,id=qmp,fd=%d", machine->qmp_fd);
	argv_add(argv, "-qmp");
	argv_add(argv, "chardev:qmp");
}

void qemu_add_args(const struct machine *machine, struct argv *argv)
{
	qemu_add_trial_args(machine, argv);
	argv_add(argv, "-no-reboot");
	topology_add_qemu_args(machine->topology,
			       machine->accelerator == ACCELERATOR_TCG_EXACT ?
			       TOPOLOGY_VCPUS_FIRST : TOPOLOGY_VCPUS_ALL,
			       machine->backing, argv);
	add_serial("console", machine->console_path, argv);
	add_serial("records", machine->records_path, argv);
	add_memory(machine->code, FIRMWARE_KERNEL, argv);
	add_memory(machine->initramfs,
		   firmware_initramfs(machine->topology,
				      machine->initramfs_bytes), argv);
	if (machine->plugin) {
		argv_add(argv, "-plugin");
		argv_add(argv, "%s", machine->plugin);
	}
	if (machine->gdb_fd) {
		argv_add(argv, "-chardev");
		argv_add(argv, "socket,id=gdb,fd=%d", machine->gdb_fd);
		argv_add(argv, "-gdb");
		argv_add(argv, "chardev:gdb");
	}
}

const char *qemu_complaint(const char *log)
{
	static const char warning[] = ": warning: ";
	const char *line = log;

	while (*line) {
		size_t length = strcspn(line, "\n");

		if (!memmem(line, length, warning, strlen(warning)))
			return line;
		line += length + (line[length] == '\n');
	}
	return log;
}
