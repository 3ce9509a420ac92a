// SPDX-License-Identifier: GPL-2.0-only
#include "claim/standing.h"

static const struct {
	const char *name;
	int exit_code;
} words[] = {
	[STANDING_VERIFIED] = { "verified", 0 },
	[STANDING_HOLDS] = { "holds", 0 },
	[STANDING_NOT_CHECKABLE] = { "not checkable", 2 },
	[STANDING_REFUTED] = { "refuted", 1 },
};

const char *standing_name(enum standing standing)
{
	return words[standing].name;
}

enum standing standing_worse(enum standing one, enum standing other)
{
	return one > other ? one : other;
}

int standing_exit_code(enum standing standing)
{
	return words[standing].exit_code;
}
