// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/addresses.h"

#include <sys/personality.h>
#include <unistd.h>

#define ASK 0xffffffff

bool addresses_are_fixed(void)
{
	int found = personality(ASK);

	return found >= 0 && found & ADDR_NO_RANDOMIZE;
}

void addresses_fix(const char **argv)
{
	int found = personality(ASK);

	if (found < 0 || found & ADDR_NO_RANDOMIZE ||
	    personality(found | ADDR_NO_RANDOMIZE) < 0)
		return;
	execv("/proc/self/exe", (char *const *)argv);
	/* This one keeps the addresses that it has. */
	personality(found);
}
