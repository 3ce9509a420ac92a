// SPDX-License-Identifier: GPL-2.0-only
#include "host/machine.h"

#include <errno.h>
#include <stdlib.h>

#include "machine/qemu.h"

int host_machine_check(const struct topology *topology, struct error *err)
{
	const char *what = NULL;

	if (topology->hole_count)
		what = "holes";
	else if (topology->srat != TOPOLOGY_SRAT_GOOD)
		what = "an SRAT that is not good";
	else if (topology->guest_differs)
		what = "[guest N]";
	else if (*topology->parameters)
		what = "parameters";
	for (unsigned int nid = 0; nid < topology->node_count && !what; nid++)
		if (topology->nodes[nid].hot_added)
			what = "hot-added memory";
		else if (topology_piece_bytes(topology, nid, 1))
			what = "memory of a node in several places";
	if (!what)
		return 0;
	return error_set(err, EINVAL,
			 "topology %s: found %s, expected nodes, CPUs, memory and distances only: an emulated host has QEMU's own firmware",
			 topology->name, what);
}

static void add_distances(const struct topology *topology, struct argv *argv)
{
	for (unsigned int from = 0; from < topology->node_count; from++)
		for (unsigned int to = 0; to < topology->node_count; to++) {
			argv_add(argv, "-numa");
			argv_add(argv, "dist,src=%u,dst=%u,val=%u", from, to,
				 topology->distance[from][to]);
		}
}

static void add_folder(const char *tag, const char *path, const char *options,
		       struct argv *argv)
{
	char *escaped = qemu_escape(path);

	argv_add(argv, "-virtfs");
	argv_add(argv,
		 "local,path=%s,mount_tag=%s,security_model=none,multidevs=remap%s",
		 escaped, tag, options);
	free(escaped);
}

static void add_ports(const struct host_machine *machine, struct argv *argv)
{
	argv_add(argv, "-device");
	argv_add(argv, "virtio-serial-pci");
	for (int i = 0; i < HOST_PORT_COUNT; i++) {
		argv_add(argv, "-chardev");
		argv_add(argv, "socket,id=port%d,fd=%d", i,
			 machine->port_fds[i]);
		argv_add(argv, "-device");
		argv_add(argv, "virtserialport,chardev=port%d,nr=%d", i, i + 1);
	}
}

/*
 * SVM with nested paging is what TCG emulates of virtualisation; every vCPU
 * has a thread.  The host kernel's own defences only cost time here; timers and
 * CPUs that come late are those of a busy machine and no fault.
 */
void host_machine_add_args(const struct host_machine *machine,
			   struct argv *argv)
{
	char *console = qemu_escape(machine->console_path);

	argv_add(argv, "%s", machine->qemu);
	argv_add(argv, "-no-user-config");
	argv_add(argv, "-nodefaults");
	argv_add(argv, "-no-reboot");
	argv_add(argv, "-display");
	argv_add(argv, "none");
	argv_add(argv, "-machine");
	argv_add(argv, "q35");
	argv_add(argv, "-accel");
	argv_add(argv, "tcg,thread=multi");
	argv_add(argv, "-cpu");
	argv_add(argv, "EPYC,+svm");
	topology_add_qemu_args(machine->topology, TOPOLOGY_VCPUS_ALL,
			       (struct topology_backing){ 0 }, argv);
	add_distances(machine->topology, argv);
	argv_add(argv, "-kernel");
	argv_add(argv, "%s", machine->kernel);
	argv_add(argv, "-initrd");
	argv_add(argv, "%s", machine->initramfs);
	argv_add(argv, "-append");
	argv_add(argv, "console=ttyS0 panic=-1 mitigations=off no_timer_check nowatchdog");
	argv_add(argv, "-serial");
	argv_add(argv, "file:%s", console);
	add_ports(machine, argv);
	add_folder(HOST_TAG_ROOT, "/", ",readonly=on", argv);
	if (machine->out)
		add_folder(HOST_TAG_OUT, machine->out, "", argv);
	free(console);
}
