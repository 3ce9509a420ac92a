/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_SHADOW_H
#define NUMABOOT_SHADOW_H

/*
 * Who called what is running.  Every kernel stack has a shadow stack, which
 * calls, jumps, returns and traps are followed on; the rules are in
 * docs/profile.md.  What was executed is charged to exactly one path, that on
 * top, and what the rules cannot explain is counted as an event.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "plugin/flow.h"
#include "plugin/paths.h"

/* What a function is for the shadow stacks; bits. */
enum trait {
	TRAIT_ALONE = 1,	/* its calls are not followed: begins a path */
	TRAIT_INTERRUPT = 2,	/* the processor enters it between two others */
	TRAIT_EXCEPTION = 4,	/* … because of what an instruction did */
	TRAIT_VECTORS = 8,	/* … at more places than its first byte */
};

/**
 * struct block - instructions of one function that run in a row
 * @start: address of the first one
 * @next: address behind the last one
 * @target: where the last one may lead beside @next, 0: nowhere known
 * @function: that they belong to
 * @flow: what the last one does
 * @entry: @start is the first byte of @function
 */
struct block {
	uint64_t start;
	uint64_t next;
	uint64_t target;
	uint32_t function;
	enum flow flow;
	bool entry;
};

/** enum frame_kind - why a frame was put on a shadow stack */
enum frame_kind {
	FRAME_CALL,	/* a return to @returns_to ends it */
	FRAME_JUMP,	/* ends with the frame below it */
	FRAME_TRAP,	/* iret and its like end it */
};

/**
 * struct frame - one function that has been entered and not left
 * @stack: FRAME_CALL: where its return address lies
 * @returns_to: FRAME_CALL: that return address
 * @path: whose cost it adds to
 * @kind: how it was entered
 * @suspended: FRAME_TRAP: the block that it cut off
 * @suspended_stack: FRAME_TRAP: shadow->stack at that time
 */
struct frame {
	uint64_t stack;
	uint64_t returns_to;
	uint32_t path;
	enum frame_kind kind;
	const struct block *suspended;
	uint64_t suspended_stack;
};

/**
 * struct context - a shadow stack; every kernel stack has its own
 * @frames: the first is the root and stays
 * @depth: how many
 * @room: for how many there is memory
 * @last_run: when it was left, in switches
 */
struct context {
	struct frame *frames;
	size_t depth;
	size_t room;
	uint64_t last_run;
};

/**
 * struct shadow_events - how often the flow did what calls do not explain
 * @interrupts: entered between two instructions
 * @exceptions: entered because an instruction could not go on
 * @restarts: instructions that began again after an exception
 * @traps: entered because an instruction is there for it
 * @switches: returns to a stack that had been left
 * @stacks: returns to a stack that had not been seen
 * @pushed: returns to an address that no call had left
 * @unwound: frames that their callers' return ended
 * @unfollowed: jumps into the middle of another function
 */
struct shadow_events {
	uint64_t interrupts;
	uint64_t exceptions;
	uint64_t restarts;
	uint64_t traps;
	uint64_t switches;
	uint64_t stacks;
	uint64_t pushed;
	uint64_t unwound;
	uint64_t unfollowed;
};

/**
 * struct shadow - who called what is running
 * @executed: by the machine so far; emulated code adds to it
 * @stack: where the last call or return accessed its return address
 * @function: of the frame on top
 * @previous: the block that ran last
 * @paths: where the costs go
 * @charged: the part of @executed that @paths has
 * @traits: of each function
 * @interrupt: pseudo function above everything that interrupts
 * @contexts: all shadow stacks
 * @context_count: how many
 * @current: the running one, index into @contexts
 * @switches: so far
 * @events: so far
 */
struct shadow {
	struct counter executed;
	uint64_t stack;
	uint32_t function;
	const struct block *previous;
	struct paths paths;
	struct counter charged;
	const uint8_t *traits;
	uint32_t interrupt;
	struct context *contexts;
	size_t context_count;
	size_t current;
	uint64_t switches;
	struct shadow_events events;
};

/**
 * shadow_open - begin with an empty stack
 * @root: pseudo function that stands for everything
 * @interrupt: pseudo function of all that interrupts
 * @traits: of every function but these two; not owned
 */
void shadow_open(struct shadow *shadow, uint32_t root, uint32_t interrupt,
		 const uint8_t *traits);

/** shadow_release - free all of it */
void shadow_release(struct shadow *shadow);

/**
 * shadow_charge - give what was executed since to the path on top
 *
 * Before anything reads the costs of @paths.
 */
void shadow_charge(struct shadow *shadow);

/** shadow_follow - shadow_enter() for a block that needs a closer look */
void shadow_follow(struct shadow *shadow, const struct block *block);

/**
 * shadow_enter - a block is about to run
 *
 * docs/profile.md has the rules.
 */
static inline void shadow_enter(struct shadow *shadow,
				const struct block *block)
{
	if (block->function != shadow->function ||
	    shadow->previous->flow > FLOW_JUMP)
		shadow_follow(shadow, block);
	shadow->previous = block;
}

#endif
