// SPDX-License-Identifier: GPL-2.0-only
#include "probes/common/emulation.h"

#include <cpuid.h>
#include <stdint.h>
#include <string.h>

#define CPUID_HYPERVISOR_BIT (1u << 31)
#define CPUID_HYPERVISOR_LEAF 0x40000000

const char *emulation_signature(void)
{
	static union {
		uint32_t words[4];
		char text[16];
	} signature;
	uint32_t a, b, c, d;

	memset(&signature, 0, sizeof(signature));
	if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & CPUID_HYPERVISOR_BIT))
		return signature.text;
	__cpuid(CPUID_HYPERVISOR_LEAF, a, signature.words[0],
		signature.words[1], signature.words[2]);
	return signature.text;
}

bool emulation_is_tcg(const char *signature, const char *model)
{
	if (*signature)
		return strcmp(signature, "TCGTCGTCGTCG") == 0;
	return strncmp(model, "QEMU ", 5) == 0;
}

bool emulation_fakes_nodes(const char *cmdline)
{
	return strncmp(cmdline, "numa=fake", 9) == 0 ||
	       strstr(cmdline, " numa=fake");
}
