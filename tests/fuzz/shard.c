// SPDX-License-Identifier: GPL-2.0-only
/* Formats of bench/shard: a frozen plan, and a session that says it is of it. */
#include "fuzz.h"

#include "shard/frozen.h"

void fuzz_shards(const struct fuzz_input *input)
{
	const char *folder = fuzz_subfolder("frozen");
	struct session_record session = { 0 };
	struct frozen frozen;
	struct error err;

	fuzz_put_input(input, "frozen/run.json");
	if (frozen_read(&frozen, folder, &err) == 0 &&
	    session_record_read(&session, folder, &err) == 0)
		frozen_check_session(&frozen, &session, &err);
	session_record_release(&session);
	frozen_release(&frozen);
}
