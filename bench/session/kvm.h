/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_KVM_H
#define NUMABOOT_KVM_H

/*
 * Does KVM work here?  /dev/kvm may open on a host where no Linux guest gets
 * anywhere, so only a guest that reached its init proves it.  The answer is
 * remembered in the cache, one for each host kernel, CPU and QEMU.
 */

#include <stdbool.h>

#include "boot/boot.h"

#define KVM_DEVICE "/dev/kvm"

/** kvm_accelerator - what KVM is here: its CPUs may be emulated themselves */
enum accelerator kvm_accelerator(void);

/**
 * kvm_probe - does a guest really come up under KVM here?
 * @trial: what is booted when no answer is known: a kernel, its initramfs and
 *	a topology, where its evidence goes, and how long it may take at most
 * @qemu_version: first line of `qemu --version`
 * @reason: why not; NULL when KVM works; the caller frees
 *
 * Return: 0, -EINTR, or -errno when nothing could be found out.
 */
int kvm_probe(const struct boot *trial, const char *qemu_version,
	      char **reason, struct error *err);

/**
 * kvm_recall - what is known without booting anything
 * @qemu_version: first line of `qemu --version`
 * @detail: one sentence; the caller frees
 *
 * Return: true when a guest is known to have come up here.
 */
bool kvm_recall(const char *qemu_version, char **detail);

#endif
