// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/judge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/alloc.h"

static bool applies(const struct mail *mail)
{
	return mail->state == MAIL_APPLIED;
}

static bool same_title(const struct mail *a, const struct mail *b)
{
	return *a->title && strcasecmp(a->title, b->title) == 0;
}

static bool same_group(const struct mail *a, const struct mail *b)
{
	return a->total && a->total == b->total && a->version == b->version;
}

/* Is there a later version of this one, in a series if it is in one? */
static const struct mail *later(const struct place *place,
				const struct mail *mail)
{
	for (int i = 0; i < place->count; i++) {
		const struct mail *other = &place->mails[i];

		if (applies(other) && other->version > mail->version &&
		    !other->total == !mail->total && same_title(mail, other))
			return other;
	}
	return NULL;
}

static bool group_has_later(const struct place *place,
			    const struct mail *mail)
{
	for (int i = 0; i < place->count; i++)
		if (applies(&place->mails[i]) &&
		    same_group(&place->mails[i], mail) &&
		    later(place, &place->mails[i]))
			return true;
	return false;
}

/* Two mails in one sentence. */
static int refuse_two(const struct place *place, const struct mail *a,
		      const struct mail *b, const char *expected,
		      struct error *err)
{
	return error_set(err, EINVAL, "%s: found `%.70s` and `%.70s`, expected %s",
			 place->path, a->subject, b->subject, expected);
}

/* Of two series with as many patches nobody can tell whose part has a later
 * version. */
static const struct mail *twin(const struct place *place,
			       const struct mail *mail)
{
	for (int i = 0; i < place->count; i++) {
		const struct mail *other = &place->mails[i];

		if (other != mail && applies(other) &&
		    same_group(other, mail) && other->index == mail->index &&
		    !same_title(other, mail))
			return other;
	}
	return NULL;
}

static int set_older_apart(struct place *place, struct error *err)
{
	int ret = 0;
	bool *older = xcalloc(place->count + 1, sizeof(*older));

	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		older[i] = applies(mail) &&
			   (later(place, mail) || group_has_later(place, mail));
		if (older[i] && twin(place, mail))
			ret = refuse_two(place, mail, twin(place, mail),
					 "one series: name each by itself",
					 err);
	}
	for (int i = 0; i < place->count && ret == 0; i++)
		if (older[i])
			place->mails[i].state = MAIL_OLDER;
	free(older);
	return ret;
}

/* Versions that share no title are not one another's. */
static int check_versions(const struct place *place, struct error *err)
{
	const struct mail *first = NULL;

	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		if (!applies(mail) || !mail->total)
			continue;
		first = first ? first : mail;
		if (mail->version != first->version)
			return refuse_two(place, first, mail,
					  "one version of one series: name each by itself",
					  err);
	}
	for (int i = 0; first && i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		for (int j = 0; j < place->count; j++)
			if (applies(mail) && applies(&place->mails[j]) &&
			    mail->total && !place->mails[j].total &&
			    mail->version != place->mails[j].version &&
			    same_title(mail, &place->mails[j]))
				return refuse_two(place, mail,
						  &place->mails[j],
						  "one version of each patch: keep the one you mean",
						  err);
	}
	return 0;
}

static bool same_patch(const struct mail *a, const struct mail *b)
{
	return strcmp(a->sha256, b->sha256) == 0 && same_title(a, b);
}

static int set_duplicates_apart(struct place *place, struct error *err)
{
	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		for (int j = i + 1; applies(mail) && j < place->count; j++) {
			struct mail *other = &place->mails[j];

			if (!applies(other))
				continue;
			if (same_patch(mail, other) &&
			    mail->index == other->index)
				other->state = MAIL_DUPLICATE;
			else if (same_group(mail, other) &&
				 mail->index == other->index &&
				 same_title(mail, other))
				return refuse_two(place, mail, other,
						  "one of them: they differ",
						  err);
		}
	}
	return 0;
}

/* Whole series one after the other, and patches without a number. */
static bool in_order(const struct place *place)
{
	const struct mail *last = NULL;

	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		if (!applies(mail) || !mail->total)
			continue;
		if (last && last->index < last->total ?
		    mail->total != last->total ||
		    mail->index != last->index + 1 : mail->index != 1)
			return false;
		last = mail;
	}
	return !last || last->index == last->total;
}

static int compare_numbers(const void *a, const void *b)
{
	const struct mail *left = a, *right = b;

	return (left->index > right->index) - (left->index < right->index);
}

/* All patches have a number: they are 1 to m. */
static int sort_numbered(struct place *place, int count, struct error *err)
{
	struct mail *last = NULL;
	int wanted = 1;

	qsort(place->mails, place->count, sizeof(*place->mails),
	      compare_numbers);
	for (int i = 0; i < place->count; i++) {
		struct mail *mail = &place->mails[i];

		if (!applies(mail))
			continue;
		if (last && mail->total != last->total)
			return refuse_two(place, last, mail,
					  "the patches of one series: name each by itself",
					  err);
		if (last && mail->index == last->index)
			return refuse_two(place, last, mail,
					  "one patch of each number", err);
		if (mail->index != wanted)
			break;
		last = mail;
		wanted++;
	}
	if (last ? wanted <= last->total : count > 0)
		return error_set(err, EINVAL,
				 "%s: found no patch %d of the series, expected all of them: add it, or name the files that you want one by one",
				 place->path, wanted);
	return 0;
}

/* Some have a number: the place's order holds if the numbers ascend. */
static int check_ascending(const struct place *place, int count,
			   struct error *err)
{
	const struct mail *last = NULL;

	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		if (!applies(mail) || !mail->total)
			continue;
		if (last && (mail->total != last->total ||
			     mail->index <= last->index))
			return refuse_two(place, last, mail,
					  "ascending numbers, since others have none",
					  err);
		if (mail->total > count)
			return error_set(err, EINVAL,
					 "%s: found %d patches beside `%.70s`, expected at least %d",
					 place->path, count - 1,
					 mail->subject, mail->total);
		last = mail;
	}
	return 0;
}

/* Beside the numbered mails of a series, a diff that only answers one of them
 * is a reviewer's. */
static int check_numbers(struct place *place, struct error *err)
{
	bool numbered = false;

	for (int i = 0; i < place->count; i++) {
		const struct mail *mail = &place->mails[i];

		if (!applies(mail) || !mail->total)
			continue;
		numbered = true;
		if (mail->index > mail->total)
			return error_set(err, EINVAL,
					 "%s: found `%.70s`, expected a number up to %d",
					 place->path, mail->subject,
					 mail->total);
	}
	for (int i = 0; i < place->count && numbered; i++)
		if (applies(&place->mails[i]) && place->mails[i].loose)
			place->mails[i].state = MAIL_REPLY;
	return 0;
}

int place_judge(struct place *place, struct error *err)
{
	int count = 0, numbered = 0;
	int ret;

	if (place->order == PLACE_BY_LIST)
		return 0;
	ret = check_numbers(place, err);
	if (ret == 0)
		ret = set_older_apart(place, err);
	if (ret == 0)
		ret = check_versions(place, err);
	if (ret == 0)
		ret = set_duplicates_apart(place, err);
	if (ret)
		return ret;
	for (int i = 0; i < place->count; i++) {
		count += applies(&place->mails[i]);
		numbered += applies(&place->mails[i]) &&
			    place->mails[i].total;
	}
	/* A file with one mail is what its name says. */
	if (in_order(place) || (place->order == PLACE_BY_MAILBOX &&
				place->count == 1))
		return 0;
	return numbered == count ? sort_numbered(place, count, err) :
				   check_ascending(place, count, err);
}
