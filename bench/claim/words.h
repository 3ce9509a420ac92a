/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef NUMABOOT_WORDS_H
#define NUMABOOT_WORDS_H

/*
 * Two texts word by word: what differs between one that somebody sent and one
 * that was made here.  How wide columns are and where lines break says nothing,
 * since mailers change both.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct word - what stands between blanks
 * @text: @length bytes; not ended
 * @line: index of its line in the text
 * @column: bytes before it in that line
 * @hash: equal for equal words
 */
struct word {
	const char *text;
	int length;
	int line;
	int column;
	uint64_t hash;
};

/**
 * struct words - of a text
 * @list: @count of them
 */
struct words {
	struct word *list;
	int count;
};

/**
 * struct words_difference - words of one text that stand for words of another
 * @given: index of the first one
 * @given_count: 0: the given text lacks what was made
 * @made: index of the first one
 * @made_count: 0: nothing makes what was given
 */
struct words_difference {
	int given;
	int given_count;
	int made;
	int made_count;
};

/**
 * struct words_differences - all of them
 * @list: @count of them, in order
 */
struct words_differences {
	struct words_difference *list;
	int count;
};

/** words_add - add the words of a line */
void words_add(struct words *words, const char *line, int index);

/** words_release - free; a zeroed one is fine */
void words_release(struct words *words);

/** word_is - is this the word? */
bool word_is(const struct word *word, const char *text);

/* "2026-11-27T04:27:07Z" */
#define STAMP_LENGTH 20

/** word_is_stamp - a time in UTC, with at most one more character behind it? */
bool word_is_stamp(const struct word *word);

/** word_has_digit - is it a number, or does it hold one? */
bool word_has_digit(const struct word *word);

/**
 * words_compare - find the differences
 *
 * Lines that both texts have once are taken to be the same ones; between
 * them words are aligned (Needleman and Wunsch 1970), numbers with numbers.
 * Numbers that differ are a difference each.
 */
void words_compare(const struct words *given, const struct words *made,
		   struct words_differences *differences);

/** words_differences_release - free */
void words_differences_release(struct words_differences *differences);

/** words_join - words with a blank between them; the caller frees */
char *words_join(const struct words *words, int first, int count);

#endif
