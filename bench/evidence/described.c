// SPDX-License-Identifier: GPL-2.0-only
#include "evidence/described.h"

#include "evidence/files.h"
#include "lib/jsonfile.h"

json_t *evidence_cell(const char *folder, struct error *err)
{
	return jsonfile_read(folder, evidence_name(EVIDENCE_CELL), err);
}

json_t *evidence_session(const char *folder, struct error *err)
{
	return jsonfile_read(folder, evidence_session_name(EVIDENCE_RUN_JSON),
			     err);
}
