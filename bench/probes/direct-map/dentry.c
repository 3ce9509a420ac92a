// SPDX-License-Identifier: GPL-2.0-only
#include "probes/direct-map/dentry.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "probes/common/random.h"
#include "probes/direct-map/operations.h"

#define PREFIX "direct-map-"
#define DIGITS 16

static const char *const folders[] = { "/dev/shm", "/tmp", "/" };

const char *dentry_find_folder(struct error *err)
{
	struct statfs found;

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (statfs(folders[i], &found) == 0 &&
		    (found.f_type == TMPFS_MAGIC ||
		     found.f_type == RAMFS_MAGIC))
			return folders[i];
	error_set(err, ENOENT,
		  "found neither tmpfs nor ramfs at /dev/shm, /tmp or /");
	return NULL;
}

static void write_digits(char *digits, uint64_t value)
{
	for (int i = DIGITS; i-- > 0; value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
}

/* Does the folder lack this name?  Sets errno when it does not. */
static bool is_missing(int folder, const char *name)
{
	if (faccessat(folder, name, F_OK, 0) == 0)
		errno = EEXIST;
	return errno == ENOENT;
}

/* Numbers that follow each other in one seed are all different. */
static void repeat(struct work *work)
{
	char name[] = PREFIX "0123456789abcdef";
	uint64_t seed = work->seed, done;

	for (done = 0; done < work->count; done++) {
		write_digits(name + strlen(PREFIX), random_next(&seed));
		if (!is_missing(work->fd, name)) {
			work->error_number = errno;
			break;
		}
	}
	work->done = done;
}

static int prepare(struct work *work, struct error *err)
{
	const char *folder = dentry_find_folder(err);

	if (!folder)
		return -ENOENT;
	work->fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (work->fd < 0)
		return error_set(err, errno, "%s: %s", folder, strerror(errno));
	if (!is_missing(work->fd, PREFIX "first"))
		return error_set(err, errno, "%s/" PREFIX "first: %s", folder,
				 strerror(errno));
	return 0;
}

const struct operation operation_dentry = {
	.name = "dentry",
	.prepare = prepare,
	.run = repeat,
};
