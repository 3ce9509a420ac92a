// SPDX-License-Identifier: GPL-2.0-only
#include "claim/signature.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/process.h"

#define NAMESPACE "numaboot"
#define TIMEOUT_NS (30 * NS_PER_S)
#define OUTPUT_BYTES 4096
/* "Good "numaboot" signature with ED25519 key SHA256:…" */
#define FINGERPRINT "SHA256:"

/*
 * Runs ssh-keygen, whose dates are of this time zone.
 * @input: for its stdin, or NULL
 * @said: what it printed; the caller frees
 *
 * Return: as process_run().
 */
static int run(const struct argv *argv, const char *input, char **said,
	       struct error *err)
{
	static const char *const environment[] = {
		"TZ=UTC0", "SSH_ASKPASS_REQUIRE=force",
		"SSH_ASKPASS=/bin/false", NULL,
	};
	int output = memfd_create("said", MFD_CLOEXEC);
	int in = input ? open(input, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : 0;
	struct process_setup setup = {
		.output_fd = output,
		.error_fd = output,
		.input_fd = in,
		.environment = environment,
	};
	ssize_t got;
	int ret;

	*said = xcalloc(1, OUTPUT_BYTES);
	if (output < 0 || in < 0)
		ret = error_set(err, errno, "%s: %s", input ? input :
				"ssh-keygen", strerror(errno));
	else
		ret = process_run(argv, &setup, TIMEOUT_NS, err);
	got = output >= 0 ? pread(output, *said, OUTPUT_BYTES - 1, 0) : 0;
	(*said)[got > 0 ? got : 0] = '\0';
	if (in > 0)
		close(in);
	if (output >= 0)
		close(output);
	return ret;
}

static void begin(struct argv *argv, const char *what)
{
	*argv = (struct argv){ 0 };
	argv_add(argv, "ssh-keygen");
	argv_add(argv, "-Y");
	argv_add(argv, "%s", what);
}

static void add_option(struct argv *argv, const char *option,
		       const char *value)
{
	argv_add(argv, "%s", option);
	argv_add(argv, "%s", value);
}

int signature_make(const char *path, const char *key, struct error *err)
{
	struct argv argv;
	char *said;
	int ret;

	if (!file_exists(key))
		return error_set(err, ENOENT,
				 "%s: expected the file of an ssh key", key);
	begin(&argv, "sign");
	add_option(&argv, "-f", key);
	add_option(&argv, "-n", NAMESPACE);
	argv_add(&argv, "%s", path);
	ret = run(&argv, NULL, &said, err);
	if (ret > 0)
		ret = error_set(err, EINVAL,
				"%s: ssh-keygen cannot sign with it: %.*s",
				key, (int)strcspn(said, "\n"), said);
	free(said);
	argv_release(&argv);
	return ret;
}

/* -Overify-time=YYYYMMDDHHMMSS */
static void add_time(struct argv *argv, const char *date)
{
	char digits[16] = "";

	for (size_t length = 0; *date && length < 14; date++)
		if (*date >= '0' && *date <= '9')
			digits[length++] = *date;
	argv_add(argv, "-Overify-time=%s", digits);
}

/*
 * Return: 0 with the signer in @who when there is one, 1 when there is none,
 * or -errno.
 */
static int find_signer(const char *signature, const char *signers,
		       const char *date, char **who, struct error *err)
{
	struct argv argv;
	char *said;
	int ret;

	begin(&argv, "find-principals");
	add_option(&argv, "-s", signature);
	add_option(&argv, "-f", signers);
	add_time(&argv, date);
	ret = run(&argv, NULL, &said, err);
	if (ret == 0)
		*who = xasprintf("%.*s", (int)strcspn(said, "\n"), said);
	free(said);
	argv_release(&argv);
	return ret;
}

static int verify(const char *path, const char *signature,
		  const char *signers, const char *date, const char *who,
		  struct error *err)
{
	struct argv argv;
	char *said;
	int ret;

	begin(&argv, "verify");
	add_option(&argv, "-f", signers);
	add_option(&argv, "-I", who);
	add_option(&argv, "-n", NAMESPACE);
	add_option(&argv, "-s", signature);
	add_time(&argv, date);
	ret = run(&argv, path, &said, err);
	free(said);
	argv_release(&argv);
	return ret;
}

/* Right of any key? */
static int check_alone(const char *path, const char *signature, char **who,
		       struct error *err)
{
	struct argv argv;
	char *said, *fingerprint;
	int ret;

	begin(&argv, "check-novalidate");
	add_option(&argv, "-n", NAMESPACE);
	add_option(&argv, "-s", signature);
	ret = run(&argv, path, &said, err);
	fingerprint = strstr(said, FINGERPRINT);
	if (ret == 0 && fingerprint)
		*who = xasprintf("%.*s", (int)strcspn(fingerprint, "\n"),
				 fingerprint);
	free(said);
	argv_release(&argv);
	return ret;
}

int signature_check(const char *path, const char *signature,
		    const char *signers, const char *date, char **who,
		    struct error *err)
{
	int ret;

	*who = NULL;
	if (!file_exists(signature))
		return SIGNATURE_NONE;
	ret = check_alone(path, signature, who, err);
	if (ret)
		return ret < 0 ? ret : SIGNATURE_BAD;
	if (!file_exists(signers))
		return SIGNATURE_UNKNOWN;
	free(*who);
	*who = NULL;
	ret = find_signer(signature, signers, date, who, err);
	if (ret == 0)
		ret = verify(path, signature, signers, date, *who, err);
	if (ret == 0)
		return SIGNATURE_GOOD;
	free(*who);
	*who = NULL;
	if (ret < 0)
		return ret;
	ret = check_alone(path, signature, who, err);
	return ret < 0 ? ret : SIGNATURE_UNKNOWN;
}
