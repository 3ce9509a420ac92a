// SPDX-License-Identifier: GPL-2.0-only
#include "session/kvm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "evidence/files.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/patience.h"
#include "lib/file.h"
#include "lib/jsonfile.h"
#include "machine/firmware.h"
#include "session/audit.h"
#include "session/known.h"

#define PROBE_TIMEOUT_NS (20 * NS_PER_S * patience_factor())
#define PROBE_COMMAND_LINE "console=ttyS0 panic=-1 reboot=t"
#define WORKS "works"

enum accelerator kvm_accelerator(void)
{
	json_t *host = audit_host();
	bool emulated = audit_is_emulated(host);

	json_decref(host);
	return emulated ? ACCELERATOR_KVM_IN_TCG : ACCELERATOR_KVM;
}

static char *device_problem(void)
{
	int fd = open(KVM_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return xasprintf(KVM_DEVICE ": %s", strerror(errno));
	close(fd);
	return NULL;
}

/* One answer for each host kernel, CPU, QEMU and firmware of ours. */
static char *answer_path(const char *qemu_version)
{
	json_t *host = audit_host();
	SHA2_CTX digest;

	SHA256Init(&digest);
	digest_add_text(&digest, "kernel", jsonfile_text(host, "kernel"));
	digest_add_text(&digest, "cpu", jsonfile_text(host, "cpu"));
	digest_add_text(&digest, "qemu", qemu_version);
	firmware_hash(&digest);
	json_decref(host);
	return known_path("kvm", &digest);
}

/*
 * A kernel that spoke and then failed says something of the kernel, not of
 * KVM, and a short deadline says nothing at all; nor does a QEMU that never let
 * a guest go.  None of it is remembered.
 */
static bool is_about_kvm(const struct boot *boot,
			 const struct outcome *outcome)
{
	char *folder = xasprintf("%s/%s", boot->runs, boot->run_id);
	char *console = evidence_path(folder, EVIDENCE_CONSOLE);
	struct error ignored;
	size_t size = 0;
	char *text = NULL;

	if (file_read(console, &text, &size, &ignored))
		size = 0;
	free(text);
	free(console);
	free(folder);
	return size == 0 && outcome->state == END_TIMEOUT &&
	       outcome->end_ns && boot->timeout_ns == PROBE_TIMEOUT_NS;
}

/* The trial under KVM, with our own name, command line and deadline. */
static struct boot probe_of(const struct boot *trial, const char *run_id,
			    const json_t *cell)
{
	struct boot boot = *trial;

	boot.machine.accelerator = kvm_accelerator();
	boot.machine.mapping = MAPPING_2M;
	boot.machine.command_line = PROBE_COMMAND_LINE;
	boot.run_id = run_id;
	boot.cell = cell;
	if (boot.timeout_ns > PROBE_TIMEOUT_NS)
		boot.timeout_ns = PROBE_TIMEOUT_NS;
	return boot;
}

static int boot_under_kvm(const struct boot *trial, char **reason,
			  bool *remember, struct error *err)
{
	char *run_id = xasprintf("kvm-probe-%d", (int)getpid());
	json_t *cell = json_pack("{s:s}", "purpose", "KVM probe");
	struct boot boot = probe_of(trial, run_id, cell);
	unsigned int timeout_s = boot.timeout_ns / NS_PER_S;
	struct outcome outcome;
	int ret;

	fprintf(stderr, "probing KVM (at most %u s)\n", timeout_s);
	ret = boot_run(&boot, &outcome, err);
	if (ret == 0 && !outcome.hello_ns && outcome.state != END_COMPLETED)
		*reason = xasprintf(KVM_DEVICE " opens, but a guest did not reach its init under KVM within %u s: %s",
				    timeout_s, outcome.reason);
	*remember = !*reason || is_about_kvm(&boot, &outcome);
	json_decref(cell);
	free(run_id);
	return ret;
}

int kvm_probe(const struct boot *trial, const char *qemu_version,
	      char **reason, struct error *err)
{
	char *answer = NULL;
	bool remember;
	char *path;
	int ret = 0;

	*reason = device_problem();
	if (*reason)
		return 0;
	path = answer_path(qemu_version);
	if (known_recall(path, &answer)) {
		if (strcmp(answer, WORKS))
			*reason = xstrdup(answer);
	} else {
		ret = boot_under_kvm(trial, reason, &remember, err);
		if (ret == 0 && remember)
			ret = known_remember(path, *reason ? *reason : WORKS,
					     err);
	}
	free(answer);
	free(path);
	return ret;
}

bool kvm_recall(const char *qemu_version, char **detail)
{
	bool works = false;
	char *path;

	*detail = device_problem();
	if (*detail)
		return false;
	path = answer_path(qemu_version);
	if (!known_recall(path, detail))
		*detail = xstrdup(KVM_DEVICE " opens; the first timed plan finds out whether guests come up");
	else
		works = strcmp(*detail, WORKS) == 0;
	free(path);
	return works;
}
