/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_HOST_PORTS_H
#define NUMABOOT_HOST_PORTS_H

/*
 * What an emulated host and its PID 1 agree on: virtio ports for its output,
 * 9p tags for its folders, and the words by which it tells how it ended.
 */

/** enum host_port - ports of one virtio-serial device, from 1 on */
enum host_port {
	HOST_STDOUT,
	HOST_STDERR,
	HOST_STATUS,
	HOST_PORT_COUNT,
};

/* With pN behind: of the port N - 1. */
#define HOST_PORT_DEVICES "/dev/vport[0-9]*"

/* The 9p tags: the root, which is read only, and the folder out. */
#define HOST_TAG_ROOT "root"
#define HOST_TAG_OUT "out"

/*
 * The initramfs has modules in the order of loading, and a JSON object: "argv"
 * and "environment" (lists of words), "directory", "out" (a path, or null) and
 * "kvm_group" (who may use /dev/kvm).
 */
#define HOST_MODULES "modules"
#define HOST_COMMAND "command"

/*
 * Lines on the port for the status: up, before the command; then its exit code
 * (128 + signal), or why there is none.
 */
#define HOST_SAYS_UP "up"
#define HOST_SAYS_EXIT "exit "
#define HOST_SAYS_FAILED "failed "

#endif
