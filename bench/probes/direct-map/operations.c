// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/operations.h"

const struct operation *const operations[OPERATION_COUNT] = {
	[OPERATION_READ] = &operation_read,
	[OPERATION_FAULT] = &operation_fault,
	[OPERATION_FORK] = &operation_fork,
	[OPERATION_DENTRY] = &operation_dentry,
	[OPERATION_SYSCALL] = &operation_syscall,
};
