// SPDX-License-Identifier: GPL-2.0-only
#include "claim/points.h"

#include <stdlib.h>

#include "evidence/result.h"
#include "lib/alloc.h"
#include "lib/clock.h"

static enum point_state state_of(enum end_state end)
{
	switch (end) {
	case END_COMPLETED:
		return POINT_OK;
	case END_SKIPPED:
		return POINT_SKIPPED;
	case END_QEMU_DIED:
	case END_QEMU_KILLED:
		return POINT_BROKEN;
	default:
		return POINT_FAILED;
	}
}

struct point *points_add(struct points *points, const char *name,
			 const char *group, const char *reason)
{
	struct point *point;

	points->list = xgrow(points->list, points->count,
			     sizeof(*points->list));
	point = &points->list[points->count++];
	*point = (struct point){
		.name = xstrdup(name),
		.group = xstrdup(group),
		.reason = xstrdup(reason),
		.end = "",
	};
	return point;
}

static void add_cell(struct points *points, const char *runs,
		     const struct cell *cell)
{
	struct result result = { 0 };
	struct error ignored;
	struct point *point;

	if (result_load(&result, runs, cell->run_id, &ignored)) {
		point = points_add(points, cell->run_id, cell->name,
				   points->trouble ? points->trouble : "");
		point->state = POINT_MISSING;
		point->end = "not-booted";
		return;
	}
	point = points_add(points, cell->run_id, cell->name, result.reason);
	point->state = state_of(result.state);
	point->end = end_state_name(result.state);
	point->seconds = (double)result.end_ns / NS_PER_S;
}

void points_collect(struct points *points, const struct session *session,
		    const struct error *trouble)
{
	*points = (struct points){
		.suite = xstrdup(session->plan->name),
		.folder = xstrdup(session->folder.path),
		.trouble = trouble ? xstrdup(trouble->text) : NULL,
	};
	for (int i = 0; i < session->cells.count; i++)
		add_cell(points, session->folder.runs,
			 &session->cells.cells[i]);
}

void points_release(struct points *points)
{
	for (size_t i = 0; i < points->count; i++) {
		free(points->list[i].name);
		free(points->list[i].group);
		free(points->list[i].reason);
	}
	free(points->list);
	free(points->suite);
	free(points->folder);
	free(points->trouble);
	*points = (struct points){ 0 };
}
