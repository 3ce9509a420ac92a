// SPDX-License-Identifier: GPL-2.0-only
#include "machine/vcpu.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* AMD64 allows 52; nothing that boots Linux has less than 32. */
#define PHYSICAL_BITS_MIN 32
#define PHYSICAL_BITS_MAX 52

/* Find "NAME=HEX" as a word of its own: "CR3=" is not the end of "XCR3=". */
static int parse_register(const char *text, const char *name,
			  uint64_t *value, struct error *err)
{
	size_t length = strlen(name);
	const char *at = text;
	char *end;

	while ((at = strstr(at, name))) {
		if ((at == text || strchr(" \r\n", at[-1])) &&
		    at[length] == '=') {
			*value = strtoull(at + length + 1, &end, 16);
			if (end != at + length + 1)
				return 0;
		}
		at += length;
	}
	return error_set(err, EPROTO,
			 "info registers: found no %s, expected NAME=HEX",
			 name);
}

int vcpu_parse(struct vcpu *vcpu, const char *text, struct error *err)
{
	const struct {
		const char *name;
		uint64_t *value;
	} registers[] = {
		{ "RIP", &vcpu->rip }, { "RSP", &vcpu->rsp },
		{ "RDI", &vcpu->rdi }, { "RSI", &vcpu->rsi },
		{ "CR0", &vcpu->cr0 }, { "CR3", &vcpu->cr3 },
		{ "CR4", &vcpu->cr4 }, { "EFER", &vcpu->efer },
	};
	int ret = 0;

	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]) &&
			   ret == 0; i++)
		ret = parse_register(text, registers[i].name,
				     registers[i].value, err);
	return ret;
}

/* Of the two names that a register has in 64-bit mode and outside of it. */
static bool parse_either(const char *text, const char *wide,
			 const char *narrow, uint64_t *value)
{
	struct error ignored;

	return parse_register(text, wide, value, &ignored) == 0 ||
	       parse_register(text, narrow, value, &ignored) == 0;
}

/* AMD64 Architecture Programmer's Manual, volume 2: 3.1.6 and table 14-1. */
#define RFLAGS_IF (1 << 9)
#define RESET_RIP 0xfff0
#define CR0_PE 1

static bool parse_rest(struct vcpu_rest *rest, const char *text)
{
	uint64_t flags, halted, cr0;
	struct error ignored;

	if (!parse_either(text, "RIP", "EIP", &rest->rip) ||
	    !parse_either(text, "RFL", "EFL", &flags) ||
	    parse_register(text, "HLT", &halted, &ignored) ||
	    parse_register(text, "CR0", &cr0, &ignored))
		return false;
	rest->halted = halted;
	rest->interruptible = flags & RFLAGS_IF;
	rest->is_reset = rest->rip == RESET_RIP && !(cr0 & CR0_PE);
	return true;
}

size_t vcpu_parse_rest(struct vcpu_rest *rests, size_t most, const char *text)
{
	static const char head[] = "CPU#";
	size_t count = 0;

	while (text && count < most) {
		const char *start = strstr(text, head);
		const char *at = start ? start + strlen(head) : text;
		const char *next = strstr(at, head);
		char *one = strndup(at, next ? (size_t)(next - at) : strlen(at));
		bool whole = one && parse_rest(&rests[count], one);

		free(one);
		if (!whole)
			return 0;
		count++;
		text = next;
	}
	return count;
}

/* One that was never started stays as it is while no other runs. */
bool vcpu_is_stuck(const struct vcpu_rest *rest)
{
	return rest->is_reset || (rest->halted && !rest->interruptible);
}

static int read_registers(struct vcpu *vcpu, struct qmp *qmp,
			  unsigned int index, uint64_t deadline_ns,
			  struct error *err)
{
	json_t *reply;
	int ret = qmp_call(qmp, "human-monitor-command",
			   json_pack("{s:s, s:i}", "command-line",
				     "info registers", "cpu-index",
				     (int)index),
			   &reply, deadline_ns, err);

	if (ret)
		return ret;
	if (json_is_string(reply))
		ret = vcpu_parse(vcpu, json_string_value(reply), err);
	else
		ret = error_set(err, EPROTO,
				"info registers: expected text");
	json_decref(reply);
	return ret;
}

/* Where QEMU keeps the CPU among its objects. */
static int read_path(struct qmp *qmp, unsigned int index, char *path,
		     size_t size, uint64_t deadline_ns, struct error *err)
{
	json_t *reply, *cpu;
	size_t position;
	int ret = qmp_execute(qmp, "query-cpus-fast", &reply, deadline_ns,
			      err);

	if (ret)
		return ret;
	*path = '\0';
	json_array_foreach(reply, position, cpu) {
		json_int_t number = json_integer_value(
			json_object_get(cpu, "cpu-index"));
		const char *found = json_string_value(
			json_object_get(cpu, "qom-path"));

		if (number == (json_int_t)index && found)
			snprintf(path, size, "%s", found);
	}
	json_decref(reply);
	return *path ? 0 : error_set(err, EPROTO,
				     "query-cpus-fast: found no CPU %u",
				     index);
}

static int read_physical_bits(struct vcpu *vcpu, struct qmp *qmp,
			      const char *path, uint64_t deadline_ns,
			      struct error *err)
{
	json_int_t bits;
	json_t *reply;
	int ret = qmp_call(qmp, "qom-get",
			   json_pack("{s:s, s:s}", "path", path, "property",
				     "phys-bits"),
			   &reply, deadline_ns, err);

	if (ret)
		return ret;
	bits = json_integer_value(reply);
	json_decref(reply);
	if (bits < PHYSICAL_BITS_MIN || bits > PHYSICAL_BITS_MAX)
		return error_set(err, EPROTO,
				 "phys-bits of %s: found %" JSON_INTEGER_FORMAT
				 ", expected %d to %d", path, bits,
				 PHYSICAL_BITS_MIN, PHYSICAL_BITS_MAX);
	vcpu->physical_bits = (unsigned int)bits;
	return 0;
}

int vcpu_read(struct vcpu *vcpu, struct qmp *qmp, unsigned int index,
	      uint64_t deadline_ns, struct error *err)
{
	char path[256];
	int ret;

	*vcpu = (struct vcpu){ 0 };
	ret = read_registers(vcpu, qmp, index, deadline_ns, err);
	if (ret == 0)
		ret = read_path(qmp, index, path, sizeof(path), deadline_ns,
				err);
	if (ret == 0)
		ret = read_physical_bits(vcpu, qmp, path, deadline_ns, err);
	return ret;
}
