// SPDX-License-Identifier: GPL-2.0-only
#include "boot/lookout.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "evidence/console.h"
#include "evidence/lastwords.h"
#include "lib/alloc.h"
#include "lib/clock.h"
#include "lib/interrupt.h"

/* A kernel that died gets so long without a word to reset by itself … */
#define QUIET_NS NS_PER_S
/* … and so long in all: some print without end. */
#define LAST_WORDS_NS (2 * NS_PER_S)
/* A guest that is silent for so long may have halted. */
#define SILENCE_NS NS_PER_S
/* It is asked again when it was silent an eighth longer, … */
#define SILENCE_SHARE 8
/* … but not sooner than that; and that long after it seemed to have halted. */
#define ASK_AGAIN_NS (NS_PER_S / 4)
/* What QEMU may take for its last answer. */
#define LAST_ANSWER_NS NS_PER_S

static void note_life(struct lookout *lookout, uint64_t now_ns)
{
	lookout->said_ns = now_ns;
	lookout->ask_ns = now_ns + SILENCE_NS;
	lookout->question = LOOKOUT_BOOT_CPU;
	lookout->cpu_known = false;
	lookout->panics = 0;
}

/* Larger is none by default (CONFIG_LOG_BUF_SHIFT up to 20). */
#define LOG_MAX_BYTES (1 << 20)

void lookout_find_log(struct lookout *lookout, const struct sysmap *map)
{
	const struct sysmap_symbol *log =
		map ? sysmap_symbol(map, "__log_buf") : NULL;
	const struct sysmap_symbol *next = log;

	if (!log)
		return;
	for (size_t i = 0; i < map->symbol_count; i++)
		if (map->symbols[i].address > log->address &&
		    (next == log || map->symbols[i].address < next->address))
			next = &map->symbols[i];
	lookout->log_address = log->address;
	lookout->log_bytes = next->address - log->address;
	if (lookout->log_bytes > LOG_MAX_BYTES)
		lookout->log_bytes = LOG_MAX_BYTES;
}

void lookout_begin(struct lookout *lookout, uint64_t now_ns)
{
	note_life(lookout, now_ns);
}

/* The last line is read again when it has an end. */
static void read_console(struct lookout *lookout, uint64_t now_ns)
{
	struct console console;
	struct error ignored;

	if (console_read_from(&console, lookout->console_path,
			      lookout->read_bytes, &ignored) == 0) {
		const struct console_line *last =
			console.count ? &console.lines[console.count - 1] :
					NULL;

		if (last)
			lookout->read_bytes += last->text - console.bytes;
		if (lastwords_died(&console))
			lookout->died_ns = now_ns;
	}
	console_release(&console);
}

static bool has_grown(const char *path, off_t *bytes)
{
	struct stat status;

	if (stat(path, &status) || status.st_size == *bytes)
		return false;
	*bytes = status.st_size;
	return true;
}

bool lookout_look(struct lookout *lookout, uint64_t now_ns)
{
	if (has_grown(lookout->records_path, &lookout->records_bytes))
		note_life(lookout, now_ns);
	if (has_grown(lookout->console_path, &lookout->console_bytes)) {
		note_life(lookout, now_ns);
		if (!lookout->died_ns)
			read_console(lookout, now_ns);
	}
	return lookout->died_ns &&
	       (now_ns - lookout->said_ns >= QUIET_NS ||
		now_ns - lookout->died_ns >= LAST_WORDS_NS);
}

static void ask(struct lookout *lookout, struct qmp *qmp)
{
	struct error ignored;
	int ret;

	if (lookout->question == LOOKOUT_LOG)
		ret = qmp_ask(qmp, "memsave",
			      json_pack("{s:I, s:I, s:s}", "val",
					(json_int_t)lookout->log_address,
					"size", (json_int_t)lookout->log_bytes,
					"filename", lookout->log_path),
			      &ignored);
	else
		ret = qmp_ask(qmp, "human-monitor-command",
			      json_pack("{s:s}", "command-line",
					lookout->question == LOOKOUT_BOOT_CPU ?
					"info registers" : "info registers -a"),
			      &ignored);
	lookout->is_asking = ret == 0;
}

void lookout_ask(struct lookout *lookout, struct qmp *qmp, uint64_t now_ns)
{
	uint64_t share_ns = (now_ns - lookout->said_ns) / SILENCE_SHARE;

	if ((lookout->is_timed && lookout->records_bytes) || qmp->fd < 0 ||
	    qmp->asked || now_ns < lookout->ask_ns)
		return;
	lookout->ask_ns = now_ns + (share_ns > ASK_AGAIN_NS ? share_ns :
							      ASK_AGAIN_NS);
	ask(lookout, qmp);
}

static bool all_are_stuck(const char *answer, uint64_t rip)
{
	struct vcpu_rest *rests = xcalloc(LOOKOUT_CPUS_MAX, sizeof(*rests));
	size_t count = vcpu_parse_rest(rests, LOOKOUT_CPUS_MAX, answer);
	bool stuck = count && rests[0].rip == rip;

	for (size_t i = 0; i < count; i++)
		stuck = stuck && vcpu_is_stuck(&rests[i]);
	free(rests);
	return stuck;
}

static bool log_has_last_words(const struct lookout *lookout)
{
	char words[LASTWORDS_BYTES];
	struct console log;
	struct error ignored;
	bool has = console_read_log_buffer(&log, lookout->log_path,
					   &ignored) == 0 &&
		   lastwords_tell(&log, words);

	console_release(&log);
	return has;
}

/* A boot CPU that seems to have halted is asked for again, with all others. */
static void note_boot_cpu(struct lookout *lookout, const char *answer,
			  uint64_t now_ns)
{
	lookout->cpu_known = vcpu_parse_rest(&lookout->cpu, 1, answer);
	if (lookout->cpu_known && lookout->cpu.halted &&
	    !lookout->cpu.interruptible) {
		lookout->question = LOOKOUT_ALL_CPUS;
		lookout->ask_ns = now_ns + ASK_AGAIN_NS;
	} else if (lookout->log_bytes) {
		lookout->question = LOOKOUT_LOG;
		lookout->ask_ns = now_ns;
	}
}

/* A kernel that panics may be about to reset: its log is looked at twice. */
static bool note_log(struct lookout *lookout, uint64_t now_ns)
{
	lookout->panics = log_has_last_words(lookout) ? lookout->panics + 1 : 0;
	if (lookout->panics)
		lookout->ask_ns = now_ns + ASK_AGAIN_NS;
	else
		lookout->question = LOOKOUT_BOOT_CPU;
	return lookout->panics > 1;
}

static bool note_answer(struct lookout *lookout, const char *answer,
			uint64_t now_ns)
{
	switch (lookout->question) {
	case LOOKOUT_LOG:
		return note_log(lookout, now_ns);
	case LOOKOUT_ALL_CPUS:
		lookout->question = LOOKOUT_BOOT_CPU;
		return answer && all_are_stuck(answer, lookout->cpu.rip);
	case LOOKOUT_BOOT_CPU:
		break;
	}
	if (answer)
		note_boot_cpu(lookout, answer, now_ns);
	return false;
}

bool lookout_note_answer(struct lookout *lookout, struct qmp *qmp,
			 uint64_t now_ns)
{
	char *answer;
	bool dead;

	if (!lookout->is_asking || qmp->asked)
		return false;
	lookout->is_asking = false;
	answer = qmp_take_answer(qmp);
	dead = note_answer(lookout, answer, now_ns);
	free(answer);
	return dead;
}

static void ask_and_wait(struct lookout *lookout, struct qmp *qmp,
			 uint64_t deadline_ns)
{
	struct pollfd readable = { .fd = qmp->fd, .events = POLLIN };
	struct error ignored;

	if (qmp->asked)
		return;
	ask(lookout, qmp);
	while (qmp->asked && interrupt_poll(&readable, 1, deadline_ns) > 0)
		if (qmp_drain(qmp, &ignored))
			return;
	lookout_note_answer(lookout, qmp, clock_now_ns());
}

void lookout_ask_log(struct lookout *lookout, struct qmp *qmp)
{
	if (qmp->fd < 0 || !lookout->log_bytes)
		return;
	lookout->question = LOOKOUT_LOG;
	ask_and_wait(lookout, qmp, clock_now_ns() + LAST_ANSWER_NS);
}

void lookout_ask_last(struct lookout *lookout, struct qmp *qmp)
{
	uint64_t deadline_ns = clock_now_ns() + LAST_ANSWER_NS;

	if (qmp->fd < 0)
		return;
	lookout->question = LOOKOUT_BOOT_CPU;
	ask_and_wait(lookout, qmp, deadline_ns);
	if (!lookout->log_bytes)
		return;
	lookout->question = LOOKOUT_LOG;
	ask_and_wait(lookout, qmp, deadline_ns);
}
