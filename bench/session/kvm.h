/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KVM_H
#define NUMABOOT_KVM_H

#include <stdbool.h>

#include "lib/error.h"

struct session;

/**
 * kvm_probe - does a guest really come up under KVM here?
 * @session: its first kernel and topology are booted
 * @reason: why not; NULL when KVM works; the caller frees
 *
 * /dev/kvm may open on a host where no Linux guest gets anywhere, so only
 * a guest whose first record arrives within the deadline proves it.  The
 * answer is remembered for this host kernel, QEMU and CPU.
 *
 * Return: 0, -EINTR, or -errno when nothing could be found out.
 */
int kvm_probe(const struct session *session, char **reason,
	      struct error *err);

/**
 * kvm_recall - what is known without booting anything
 * @qemu_version: first line of `qemu --version`
 * @detail: one sentence; the caller frees
 *
 * Return: true when a guest is known to have come up here.
 */
bool kvm_recall(const char *qemu_version, char **detail);

#endif
