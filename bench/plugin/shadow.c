// SPDX-License-Identifier: GPL-2.0-only
#include "plugin/shadow.h"

#include <stdlib.h>

#include "lib/alloc.h"

/*
 * A return address that code pushed itself lies this close to that of the
 * call that the code runs in.  Another stack is further away: stacks are
 * aligned to their size, and a task is switched off deep in its own.
 */
#define SAME_STACK_BYTES 2048

static const struct block nowhere = { .flow = FLOW_JUMP_ANY };

static struct context *running(struct shadow *shadow)
{
	return &shadow->contexts[shadow->current];
}

static struct frame *top(struct shadow *shadow)
{
	struct context *context = running(shadow);

	return &context->frames[context->depth - 1];
}

static void push(struct shadow *shadow, const struct frame *frame)
{
	struct context *context = running(shadow);

	if (context->depth == context->room)
		context->frames = xgrow(context->frames, context->room++,
					sizeof(*context->frames));
	context->frames[context->depth++] = *frame;
	shadow->paths.list[frame->path].cost.calls++;
}

static uint32_t child_of(struct shadow *shadow, uint32_t parent,
			 const struct block *block)
{
	return paths_child(&shadow->paths, parent, block->function);
}

/* A new stack becomes the running one. */
static void begin_context(struct shadow *shadow)
{
	static const struct frame root = {
		.path = PATHS_ROOT,
		.kind = FRAME_JUMP,
	};

	shadow->contexts = xgrow(shadow->contexts, shadow->context_count,
				 sizeof(*shadow->contexts));
	shadow->contexts[shadow->context_count] = (struct context){ 0 };
	shadow->current = shadow->context_count++;
	push(shadow, &root);
}

void shadow_open(struct shadow *shadow, uint32_t root, uint32_t interrupt,
		 const uint8_t *traits)
{
	*shadow = (struct shadow){
		.function = root,
		.previous = &nowhere,
		.traits = traits,
		.interrupt = interrupt,
	};
	paths_open(&shadow->paths, root);
	begin_context(shadow);
}

void shadow_release(struct shadow *shadow)
{
	for (size_t i = 0; i < shadow->context_count; i++)
		free(shadow->contexts[i].frames);
	free(shadow->contexts);
	paths_release(&shadow->paths);
}

void shadow_charge(struct shadow *shadow)
{
	struct counter *cost = &shadow->paths.list[top(shadow)->path].cost;

	cost->insns += shadow->executed.insns - shadow->charged.insns;
	cost->rep += shadow->executed.rep - shadow->charged.rep;
	shadow->charged = shadow->executed;
}

static bool is_alone(const struct shadow *shadow, uint32_t function)
{
	return shadow->traits[function] & TRAIT_ALONE;
}

static bool is_handler(const struct shadow *shadow, const struct block *block)
{
	uint8_t traits = shadow->traits[block->function];

	return traits & (TRAIT_INTERRUPT | TRAIT_EXCEPTION) &&
	       (block->entry || traits & TRAIT_VECTORS);
}

static void begin_path(struct shadow *shadow, const struct block *block)
{
	struct frame frame = {
		.path = child_of(shadow, PATHS_ROOT, block),
		.kind = FRAME_JUMP,
	};

	running(shadow)->depth = 1;
	push(shadow, &frame);
}

/* The frame of a function that jumps led away from, or 0. */
static size_t find_jumped_from(struct shadow *shadow, uint32_t function)
{
	const struct context *context = running(shadow);

	for (size_t i = context->depth - 1; i > 0; i--) {
		uint32_t path = context->frames[i].path;

		if (shadow->paths.list[path].function == function)
			return i;
		if (context->frames[i].kind != FRAME_JUMP)
			return 0;
	}
	return 0;
}

/* Without a call: a tail call, a cold part and back, or a plain jump. */
static void jump(struct shadow *shadow, const struct block *block)
{
	uint32_t from = shadow->paths.list[top(shadow)->path].function;
	struct frame frame = { .kind = FRAME_JUMP };
	size_t back;

	if (block->function == from)
		return;
	if (is_alone(shadow, block->function) ||
	    (top(shadow)->path && is_alone(shadow, from))) {
		begin_path(shadow, block);
		return;
	}
	back = find_jumped_from(shadow, block->function);
	if (back) {
		running(shadow)->depth = back + 1;
		return;
	}
	shadow->events.unfollowed += !block->entry;
	frame.path = child_of(shadow, top(shadow)->path, block);
	push(shadow, &frame);
}

static void call(struct shadow *shadow, const struct block *from,
		 const struct block *block)
{
	struct frame frame = {
		.stack = shadow->stack,
		.returns_to = from->next,
		.path = child_of(shadow, top(shadow)->path, block),
		.kind = FRAME_CALL,
	};

	push(shadow, &frame);
}

/* Exceptions and what an instruction asked for belong to what is running, interrupts not. */
static uint32_t trap_parent(struct shadow *shadow, const struct block *from,
			    const struct block *block)
{
	uint8_t traits = shadow->traits[block->function];
	uint32_t parent;

	if (!(traits & TRAIT_INTERRUPT) &&
	    (from->flow == FLOW_TRAP || traits & TRAIT_EXCEPTION)) {
		if (from->flow == FLOW_TRAP)
			shadow->events.traps++;
		else
			shadow->events.exceptions++;
		return top(shadow)->path;
	}
	shadow->events.interrupts++;
	parent = paths_child(&shadow->paths, PATHS_ROOT, shadow->interrupt);
	shadow->paths.list[parent].cost.calls++;
	return parent;
}

static void trap(struct shadow *shadow, const struct block *from,
		 const struct block *block)
{
	struct frame frame = {
		.kind = FRAME_TRAP,
		.suspended = from,
		.suspended_stack = shadow->stack,
	};

	frame.path = child_of(shadow, trap_parent(shadow, from, block),
			      block);
	push(shadow, &frame);
}

/* The frame whose return address lies at @stack, or 0. */
static size_t find_return(const struct context *context, uint64_t stack)
{
	for (size_t i = context->depth - 1; i > 0; i--)
		if (context->frames[i].kind == FRAME_CALL &&
		    context->frames[i].stack == stack)
			return i;
	return 0;
}

/*
 * The stack that was left with this return address on it, the last one: a
 * stack's memory is used again after its task is gone.
 */
static bool find_context(const struct shadow *shadow,
			 const struct block *block, size_t *found)
{
	bool any = false;

	for (size_t i = 0; i < shadow->context_count; i++) {
		const struct context *context = &shadow->contexts[i];
		size_t at = i == shadow->current ? 0 :
			    find_return(context, shadow->stack);

		if (!at || context->frames[at].returns_to != block->start)
			continue;
		if (!any ||
		    context->last_run > shadow->contexts[*found].last_run)
			*found = i;
		any = true;
	}
	return any;
}

static void switch_to(struct shadow *shadow, size_t context)
{
	running(shadow)->last_run = ++shadow->switches;
	shadow->current = context;
}

/* The call that the running code is in, or NULL. */
static const struct frame *last_call(struct shadow *shadow)
{
	const struct context *context = running(shadow);

	for (size_t i = context->depth - 1; i > 0; i--)
		if (context->frames[i].kind == FRAME_CALL)
			return &context->frames[i];
	return NULL;
}

static void end_call(struct shadow *shadow, size_t frame)
{
	struct context *context = running(shadow);

	for (size_t i = frame + 1; i < context->depth; i++)
		shadow->events.unwound +=
			context->frames[i].kind != FRAME_JUMP;
	context->depth = frame;
}

static void leave_stack(struct shadow *shadow, const struct block *block)
{
	const struct frame *within = last_call(shadow);
	size_t found;

	if (find_context(shadow, block, &found)) {
		shadow->events.switches++;
		switch_to(shadow, found);
		end_call(shadow, find_return(running(shadow), shadow->stack));
		jump(shadow, block);
	} else if (within && within->returns_to == block->start) {
		/* It moved its own return address. */
		end_call(shadow, (size_t)(within - running(shadow)->frames));
		jump(shadow, block);
	} else if (within &&
		   within->stack - shadow->stack >= SAME_STACK_BYTES) {
		shadow->events.stacks++;
		switch_to(shadow, shadow->context_count);
		begin_context(shadow);
		begin_path(shadow, block);
	} else {
		shadow->events.pushed++;
		jump(shadow, block);
	}
}

static void return_to(struct shadow *shadow, const struct block *block)
{
	size_t frame = find_return(running(shadow), shadow->stack);

	if (!frame) {
		leave_stack(shadow, block);
		return;
	}
	/* Where the address was replaced, as retpolines do, it is a jump. */
	end_call(shadow, frame);
	jump(shadow, block);
}

static bool is_returned_to(struct shadow *shadow, const struct block *block)
{
	const struct context *context = running(shadow);
	size_t frame = find_return(context, shadow->stack);

	return frame && context->frames[frame].returns_to == block->start;
}

static void arrive(struct shadow *shadow, const struct block *from,
		   const struct block *block);

static bool leads_to(const struct block *from, const struct block *block)
{
	return block->start == from->next ||
	       (from->target && block->start == from->target);
}

/*
 * The transition that a trap cut off happens now, unless the instruction
 * starts again.  A handler may also have chosen another place to go on.
 */
static void go_on(struct shadow *shadow, const struct block *from,
		  const struct block *block)
{
	bool within = block->start >= from->start &&
		      block->start < from->next;
	bool fixed = from->flow <= FLOW_JUMP || from->flow == FLOW_TRAP ||
		     (from->flow == FLOW_CALL &&
		      block->start != from->target);

	if (within || fixed)
		jump(shadow, block);
	else
		arrive(shadow, from, block);
}

/* A page that is missing for the code itself lets nothing begin. */
static bool began_before(const struct shadow *shadow,
			 const struct frame *frame, const struct block *block)
{
	uint32_t handler = shadow->paths.list[frame->path].function;
	const struct block *from = frame->suspended;

	return shadow->traits[handler] & TRAIT_EXCEPTION &&
	       from->flow != FLOW_TRAP && block->start >= from->start &&
	       block->start < from->next;
}

static void resume(struct shadow *shadow, const struct block *from,
		   const struct block *block)
{
	struct context *context = running(shadow);
	size_t i = context->depth - 1;

	/* iret to the instruction behind it serialises, it does not resume. */
	if (block->start == from->next && block->function == from->function)
		return;
	while (i > 0 && context->frames[i].kind != FRAME_TRAP)
		i--;
	if (!i) {
		jump(shadow, block);
		return;
	}
	context->depth = i;
	shadow->events.restarts +=
		began_before(shadow, &context->frames[i], block);
	shadow->stack = context->frames[i].suspended_stack;
	go_on(shadow, context->frames[i].suspended, block);
}

static void arrive(struct shadow *shadow, const struct block *from,
		   const struct block *block)
{
	bool handler = is_handler(shadow, block);

	/*
	 * QEMU leaves a block at an access to a device, makes the access and
	 * goes on behind it.
	 */
	if (block->start > from->start && block->start < from->next) {
		jump(shadow, block);
		return;
	}
	switch (from->flow) {
	case FLOW_NEXT:
	case FLOW_JUMP:
		if (leads_to(from, block))
			jump(shadow, block);
		else
			trap(shadow, from, block);
		break;
	case FLOW_CALL:
		if (block->start == from->target)
			call(shadow, from, block);
		else
			trap(shadow, from, block);
		break;
	case FLOW_JUMP_ANY:
		if (handler)
			trap(shadow, from, block);
		else
			jump(shadow, block);
		break;
	case FLOW_CALL_ANY:
		if (handler)
			trap(shadow, from, block);
		else
			call(shadow, from, block);
		break;
	case FLOW_RETURN:
		if (handler && !is_returned_to(shadow, block))
			trap(shadow, from, block);
		else
			return_to(shadow, block);
		break;
	case FLOW_TRAP:
		if (block->function != from->function)
			trap(shadow, from, block);
		break;
	case FLOW_RESUME:
		if (handler)
			trap(shadow, from, block);
		else
			resume(shadow, from, block);
		break;
	}
}

void shadow_follow(struct shadow *shadow, const struct block *block)
{
	shadow_charge(shadow);
	arrive(shadow, shadow->previous, block);
	shadow->function = shadow->paths.list[top(shadow)->path].function;
}
