// SPDX-License-Identifier: GPL-2.0-only
#include "claim/verdicts-json.h"

#include <math.h>

/* Up to here every whole number is a double. */
#define WHOLE_MAX 0x1p53

static json_t *number(double value)
{
	if (isnan(value))
		return json_null();
	if (fabs(value) < WHOLE_MAX && value == trunc(value))
		return json_integer((json_int_t)value);
	return json_real(value);
}

static json_t *row_json(const struct verdict *row)
{
	return json_pack(
		"{s:s, s:s, s:s, s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s,"
		" s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:s}",
		"workload", row->workload, "metric", row->metric, "item",
		row->item, "node", row->node < 0 ? json_null() :
		json_integer(row->node), "topology", row->topology, "mapping",
		row->mapping, "baseline", row->baseline, "arm", row->arm,
		"unit", row->unit, "class", row->noisy ? "noisy" : "exact",
		"direction", row->direction, "min_effect",
		number(row->min_effect), "layout", number(row->layout),
		"baseline_value", number(row->baseline_value), "value",
		number(row->value), "difference", number(row->difference),
		"change", number(row->change), "low", number(row->low), "high",
		number(row->high), "verdict", verdict_name(row->verdict),
		"reason", verdict_reason_name(row->reason));
}

json_t *verdicts_json(const struct verdicts *verdicts)
{
	json_t *array = json_array();

	for (size_t i = 0; i < verdicts->count; i++)
		json_array_append_new(array, row_json(&verdicts->rows[i]));
	return array;
}
