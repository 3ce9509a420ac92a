// SPDX-License-Identifier: GPL-2.0-only
#include "cli/cmd-claim.h"

#include "cli/command.h"
#include "cli/words.h"

static const struct word words[] = {
	{ "new", "RUN", "make a claim from a run", claim_new },
	{ "verify", "FILE...", "check claims again", claim_verify },
	{ "status", "[FOLDER | FILE]...", "say who verified and who refuted them",
	  claim_status },
	{ 0 },
};

/* Say what a run shows, so that anyone can check it. */
int cmd_claim(int argc, const char **argv)
{
	return words_run("claim", words, argc, argv);
}
