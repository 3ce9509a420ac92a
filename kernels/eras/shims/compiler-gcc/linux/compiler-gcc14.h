/* SPDX-License-Identifier: GPL-2.0-only */
#include <linux/compiler-gcc4.h>
