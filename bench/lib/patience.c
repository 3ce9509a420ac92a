// SPDX-License-Identifier: GPL-2.0-only
#include "lib/patience.h"

static unsigned int patience = 1;

void patience_set(unsigned int factor)
{
	patience = factor;
}

unsigned int patience_factor(void)
{
	return patience;
}
