// SPDX-License-Identifier: GPL-2.0-only
#include "lib/digest.h"

#include <errno.h>
#include <string.h>

#include "lib/input.h"
#include "lib/interrupt.h"

/* Gigabytes take seconds: a user who wants to stop does not wait for them. */
static int add_content(SHA2_CTX *digest, FILE *file, const char *path,
		       struct error *err)
{
	uint8_t chunk[65536];
	size_t got;

	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0) {
		if (interrupt_signal())
			return error_set(err, EINTR, "%s: interrupted", path);
		SHA256Update(digest, chunk, got);
	}
	if (ferror(file))
		return error_set(err, errno, "%s: %s", path, strerror(errno));
	return 0;
}

int digest_file(const char *path, char hex[DIGEST_HEX_SIZE],
		struct error *err)
{
	FILE *file = input_open(path, INPUT_LARGEST_BYTES, err);
	SHA2_CTX digest;
	int ret;

	if (!file)
		return -errno;
	SHA256Init(&digest);
	ret = add_content(&digest, file, path, err);
	SHA256End(&digest, hex);
	fclose(file);
	return ret;
}

bool digest_is_hex(const char *text)
{
	return strspn(text, "0123456789abcdef") == DIGEST_HEX_SIZE - 1 &&
	       strlen(text) == DIGEST_HEX_SIZE - 1;
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
