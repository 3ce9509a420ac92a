// SPDX-License-Identifier: GPL-2.0-only
#include "lib/digest.h"

#include <errno.h>
#include <string.h>

int digest_file(const char *path, char hex[DIGEST_HEX_SIZE],
		struct error *err)
{
	if (!SHA256File(path, hex))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	return 0;
}

void digest_add_text(SHA2_CTX *digest, const char *label, const char *text)
{
	SHA256Update(digest, (const uint8_t *)label, strlen(label) + 1);
	SHA256Update(digest, (const uint8_t *)text, strlen(text) + 1);
}

int digest_add_file(SHA2_CTX *digest, const char *label, const char *path,
		    struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	int ret = digest_file(path, hex, err);

	if (ret == 0)
		digest_add_text(digest, label, hex);
	return ret;
}
