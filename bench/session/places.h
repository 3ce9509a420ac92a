/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_PLACES_H
#define NUMABOOT_PLACES_H

/*
 * Where on this host something lies that goes on needing kernels of the cache,
 * which all working folders share: folders of runs, histories, claims.  Each is
 * noted in the cache when it is first used, so that whoever makes room there
 * can ask all of them (gc/needs.h).
 */

#include "lib/argv.h"

/** enum place - what lies there */
enum place {
	PLACE_RUNS,
	PLACE_HISTORY,
	PLACE_CLAIMS,
};

/**
 * place_note - remember a place
 * @path: that exists; where nothing can be kept, nothing is
 */
void place_note(enum place kind, const char *path);

/**
 * places_list - all that were noted and exist
 * @places: their paths are added; argv_release() it
 */
void places_list(struct argv *places, enum place kind);

#endif
