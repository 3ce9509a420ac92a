// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/patches.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/judge.h"
#include "lib/alloc.h"

const struct mail *patches_next(const struct patches *patches,
				const struct mail *mail)
{
	int i = mail ? mail - patches->mails + 1 : 0;

	for (; i < patches->mail_count; i++)
		if (patches->mails[i].state == MAIL_APPLIED)
			return &patches->mails[i];
	return NULL;
}

static void add_digest(SHA2_CTX *digest, const struct mail *mail)
{
	digest_add_text(digest, mail->plain ? "patch" : "diff", mail->sha256);
	if (mail->strip >= 0)
		digest_add_text(digest, "strip", mail->strip ? "1" : "0");
}

/* Take over the mails of a place. */
static int add_place(struct patches *patches, struct place *place,
		     struct error *err)
{
	int count = 0;

	for (int i = 0; i < place->count; i++) {
		count += place->mails[i].state == MAIL_APPLIED;
		patches->mails = xgrow(patches->mails, patches->mail_count,
				       sizeof(*patches->mails));
		patches->mails[patches->mail_count++] = place->mails[i];
	}
	place->count = 0;
	patches->count += count;
	return count ? 0 : error_set(err, EINVAL,
				     "%s: found no diff, expected a patch, a mailbox or a folder of patches",
				     place->path);
}

static int read_place(struct patches *patches, const char *path,
		      int (*judge)(struct place *place, struct error *err),
		      struct error *err)
{
	struct place place;
	int ret = place_read(&place, path, err);

	if (ret == 0 && judge)
		ret = judge(&place, err);
	if (ret == 0)
		ret = add_place(patches, &place, err);
	place_release(&place);
	return ret;
}

int patches_read(struct patches *patches, char *const *places,
		 struct error *err)
{
	SHA2_CTX digest;
	int ret = 0;

	*patches = (struct patches){ 0 };
	for (char *const *place = places; place && *place && ret == 0; place++)
		ret = read_place(patches, *place, place_judge, err);
	SHA256Init(&digest);
	for (const struct mail *mail = NULL;
	     (mail = patches_next(patches, mail));)
		add_digest(&digest, mail);
	SHA256End(&digest, patches->sha256);
	return ret;
}

int patches_read_each(struct patches *patches, const char *folder,
		      struct error *err)
{
	*patches = (struct patches){ 0 };
	return read_place(patches, folder, NULL, err);
}

static const char *base_name(const struct mail *mail)
{
	const char *slash = strrchr(mail->path, '/');

	return slash ? slash + 1 : mail->path;
}

void patches_print(const struct patches *patches, FILE *out)
{
	for (int i = 0; i < patches->mail_count; i++) {
		const struct mail *mail = &patches->mails[i];

		fprintf(out, "series: %s", base_name(mail));
		if (mail->number)
			fprintf(out, ", mail %d", mail->number);
		fprintf(out, ": %s\n", mail_state_name(mail->state));
	}
}

/* JSON takes UTF-8 only; names and subjects may be anything. */
static json_t *any_text(const char *text)
{
	json_t *string = json_string(text ? text : "");
	char *ascii;

	if (string)
		return string;
	ascii = xstrdup(text);
	for (char *at = ascii; *at; at++)
		if (*at & 0x80)
			*at = '?';
	string = json_string(ascii);
	free(ascii);
	return string;
}

int patches_count(const struct patches *patches, enum mail_state state)
{
	int count = 0;

	for (int i = 0; i < patches->mail_count; i++)
		count += patches->mails[i].state == state;
	return count;
}

json_t *patches_names(const struct patches *patches)
{
	json_t *names = json_array();

	for (const struct mail *mail = NULL;
	     (mail = patches_next(patches, mail));)
		json_array_append_new(names, any_text(base_name(mail)));
	return names;
}

json_t *patches_describe(const struct patches *patches)
{
	json_t *list = json_array();

	for (int i = 0; i < patches->mail_count; i++) {
		const struct mail *mail = &patches->mails[i];
		json_t *entry = json_pack("{s:o, s:o, s:s}", "file",
					  any_text(base_name(mail)),
					  "subject", any_text(mail->subject),
					  "state",
					  mail_state_name(mail->state));

		if (mail->number)
			json_object_set_new(entry, "mail",
					    json_integer(mail->number));
		json_array_append_new(list, entry);
	}
	return list;
}

void patches_release(struct patches *patches)
{
	for (int i = 0; i < patches->mail_count; i++)
		mail_release(&patches->mails[i]);
	free(patches->mails);
	*patches = (struct patches){ 0 };
}
