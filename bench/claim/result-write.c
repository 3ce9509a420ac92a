// SPDX-License-Identifier: GPL-2.0-only
/* Writing a result once, beside the claim. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "claim/result.h"
#include "claim/signature.h"
#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/file.h"
#include "lib/memstream.h"

#define MACHINE_ID "/etc/machine-id"
#define HOST_DIGITS 12
/* Far below what a line may have. */
#define WRAP_COLUMN 150
#define NAMES_MAX 1000

void claim_result_add(struct claim_result *result, const struct finding *finding)
{
	bool told = *finding->detail != '\0';

	result->lines = xgrow(result->lines, result->line_count,
			      sizeof(*result->lines));
	result->lines[result->line_count++] =
		xasprintf("%s: %s: %s%s%s", standing_name(finding->standing),
			  finding->where, finding->what, told ? ": " : "",
			  finding->detail);
}

/* A ` ;` would begin a comment. */
static void print_word(FILE *out, const char *word, size_t length)
{
	if (*word == ';')
		fputc(',', out);
	fprintf(out, "%.*s", (int)length - (*word == ';'),
		word + (*word == ';'));
}

static void print_wrapped(FILE *out, size_t number, const char *text)
{
	size_t column = 0;

	fprintf(out, "%zu =", number);
	while (*text) {
		size_t length = strcspn(text, " ");

		if (column && column + length > WRAP_COLUMN) {
			fputs("\n ", out);
			column = 0;
		}
		fputc(' ', out);
		print_word(out, text, length);
		column += length + 1;
		text += length;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

static void print_key(FILE *out, const char *key, const char *value)
{
	if (value)
		fprintf(out, "%s = %s\n", key, value);
}

static char *print_text(const struct claim_result *result)
{
	char *text;
	size_t size;
	FILE *out = memstream_open(&text, &size);

	fputs("[result]\n", out);
	print_key(out, "claim_sha256", result->claim_sha256);
	print_key(out, "depth", result->depth);
	print_key(out, "standing", standing_name(result->standing));
	print_key(out, "cell", result->cell);
	print_key(out, "host", result->host);
	print_key(out, "name", result->name);
	print_key(out, "date", result->date);
	print_key(out, "numaboot", result->numaboot);
	print_key(out, "qemu", result->qemu);
	print_key(out, "compiler", result->compiler);
	print_key(out, "cpu", result->cpu);
	fputs("\n[lines]\n", out);
	for (size_t i = 0; i < result->line_count; i++)
		print_wrapped(out, i + 1, result->lines[i]);
	memstream_close(out);
	return text;
}

/* Under a name that nobody has; the signature is there before its result. */
static int publish(struct claim_result *result, const char *folder,
		   const char *part, bool is_signed, struct error *err)
{
	char stamp[32] = "";
	char *part_sig = xasprintf("%s.sig", part);
	int ret = -EEXIST;

	for (const char *at = result->date; *at; at++)
		if (!strchr("-:", *at))
			strncat(stamp, at, 1);
	for (int i = 1; i <= NAMES_MAX && ret == -EEXIST; i++) {
		char *stem = i == 1 ?
			xasprintf("%s/%s-%s", folder, result->host, stamp) :
			xasprintf("%s/%s-%s-%d", folder, result->host, stamp,
				  i);
		char *sig = xasprintf("%s" RESULT_SIGNATURE_SUFFIX, stem);

		free(result->path);
		result->path = xasprintf("%s" RESULT_SUFFIX, stem);
		ret = is_signed && link(part_sig, sig) ? -errno : 0;
		if (ret == 0 && link(part, result->path)) {
			ret = -errno;
			if (is_signed)
				unlink(sig);
		}
		free(sig);
		free(stem);
	}
	if (ret)
		error_set(err, -ret, "%s: %s", result->path, strerror(-ret));
	free(part_sig);
	return ret;
}

int claim_result_write(struct claim_result *result, const struct claim *claim,
		 const char *key, struct error *err)
{
	char *folder = claim_file(claim, ".results");
	char *part = xasprintf("%s/.%s.%d", folder, result->host,
			       (int)getpid());
	char *part_sig = xasprintf("%s.sig", part);
	char *text = print_text(result);
	int ret = directory_make(folder, err);

	if (ret == 0)
		ret = file_write(part, text, strlen(text), err);
	if (ret == 0 && key)
		ret = signature_make(part, key, err);
	if (ret == 0)
		ret = publish(result, folder, part, key != NULL, err);
	if (ret == 0)
		ret = file_sync(folder, err);
	unlink(part_sig);
	unlink(part);
	free(text);
	free(part_sig);
	free(part);
	free(folder);
	return ret;
}

/* A random one that stays. */
static int make_seed(char **seed, const char *path, struct error *err)
{
	unsigned char bytes[16];
	char hex[2 * sizeof(bytes) + 1];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return error_set(err, errno, "getrandom: %s", strerror(errno));
	for (size_t i = 0; i < sizeof(bytes); i++)
		sprintf(hex + 2 * i, "%02x", bytes[i]);
	*seed = xstrdup(hex);
	return file_write(path, hex, strlen(hex), err);
}

static int find_seed(char **seed, struct error *err)
{
	struct error ignored;
	char *cache, *path;
	int ret;

	*seed = NULL;
	if (file_read(MACHINE_ID, seed, NULL, &ignored) == 0 &&
	    strcspn(*seed, "\n") == 32)
		return 0;
	free(*seed);
	*seed = NULL;
	cache = cache_folder();
	path = xasprintf("%s/host-id", cache);
	ret = directory_make(cache, err);
	if (ret == 0)
		ret = file_exists(path) ? file_read(path, seed, NULL, err) :
					  make_seed(seed, path, err);
	free(path);
	free(cache);
	return ret;
}

int claim_result_host(char **id, struct error *err)
{
	char hex[DIGEST_HEX_SIZE];
	SHA2_CTX digest;
	char *seed;
	int ret = find_seed(&seed, err);

	*id = NULL;
	if (ret == 0) {
		SHA256Init(&digest);
		digest_add_text(&digest, "numaboot host", seed);
		SHA256End(&digest, hex);
		*id = xasprintf("%.*s", HOST_DIGITS, hex);
	}
	free(seed);
	return ret;
}
