/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_ARGUMENTS_H
#define NUMABOOT_ARGUMENTS_H

/*
 * The words that QEMU hands a plugin: "key=value", each by itself.  Nothing is
 * copied; they live as long as the plugin is being installed.
 */

/** argument_value - the value of "key=value", NULL for any other key */
const char *argument_value(const char *argument, const char *key);

/** argument_find - the value of the first argument with that key, or NULL */
const char *argument_find(int argc, char **argv, const char *key);

#endif
