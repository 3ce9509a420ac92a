// SPDX-License-Identifier: GPL-2.0-only
#include "host/package.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "host/modules.h"
#include "kernel/cache.h"
#include "lib/alloc.h"
#include "lib/argv.h"
#include "lib/clock.h"
#include "lib/file.h"
#include "lib/leftover.h"
#include "lib/lock.h"
#include "lib/process.h"
#include "lib/unpack.h"

#define METAPACKAGE "linux-image-amd64"
#define ASK_TIMEOUT_NS (60 * NS_PER_S)
#define DOWNLOAD_TIMEOUT_NS (900 * NS_PER_S)
#define UNPACK_TIMEOUT_NS (600 * NS_PER_S)
#define LOCK_TIMEOUT_NS (DOWNLOAD_TIMEOUT_NS + UNPACK_TIMEOUT_NS)

/* KVM, what its root and folders come by, and the ports of PID 1. */
static const char *const wanted[] = {
	"virtio_pci", "virtio_console", "9pnet_virtio", "9p", "overlay",
	"kvm_amd", NULL,
};

int host_package_parse(const char *text, char **package, char **version,
		       struct error *err)
{
	static const char key[] = "\nDepends: ";
	const char *depends = strstr(text, key);
	char name[128], number[128];

	if (!depends ||
	    sscanf(depends + strlen(key),
		   "linux-image-%100[a-z0-9.+~-] (= %100[A-Za-z0-9.+~:-])",
		   name, number) != 2)
		return error_set(err, EINVAL,
				 "apt-cache show " METAPACKAGE
				 ": found no `Depends: linux-image-… (= VERSION)`, expected the package of a kernel");
	*package = xasprintf("linux-image-%s", name);
	*version = xstrdup(number);
	return 0;
}

static int ask_package(char **package, char **version, struct error *err)
{
	struct argv argv = { 0 };
	char *text = NULL;
	int ret;

	argv_add(&argv, "apt-cache");
	argv_add(&argv, "show");
	argv_add(&argv, "--no-all-versions");
	argv_add(&argv, METAPACKAGE);
	ret = process_output(&argv, ASK_TIMEOUT_NS, &text, err);
	argv_release(&argv);
	if (ret > 0)
		ret = error_set(err, ENOENT,
				"apt knows no package " METAPACKAGE
				", whose kernel an emulated host has: run `apt-get update`");
	if (ret == 0)
		ret = host_package_parse(text, package, version, err);
	free(text);
	return ret;
}

/* A program that works in @folder; what it says is quoted when it fails. */
static int run_in(const char *folder, const struct argv *argv,
		  uint64_t timeout_ns, struct error *err)
{
	char *log = xasprintf("%s/log", folder);
	const struct process_setup setup = {
		.directory = folder,
		.output_path = log,
	};
	char *text = NULL;
	struct error ignored;
	int ret = process_run(argv, &setup, timeout_ns, err);

	if (ret > 0 && file_read(log, &text, NULL, &ignored))
		text = xstrdup("");
	if (ret > 0) {
		const char *said = strstr(text, "E: ");

		said = said ? said : text;
		ret = error_set(err, EIO, "%s %s: ended with %d: %.*s",
				argv->words[0], argv->words[1], ret,
				(int)strcspn(said, "\n"), said);
	}
	free(text);
	free(log);
	return ret;
}

static int download(const char *folder, const char *package,
		    const char *version, struct error *err)
{
	struct argv argv = { 0 };
	int ret;

	fprintf(stderr, "downloading %s %s for the emulated host\n", package,
		version);
	argv_add(&argv, "apt-get");
	argv_add(&argv, "download");
	argv_add(&argv, "%s=%s", package, version);
	ret = run_in(folder, &argv, DOWNLOAD_TIMEOUT_NS, err);
	argv_release(&argv);
	return ret;
}

/* The only file of a pattern; the caller frees. */
static int find_one(const char *folder, const char *pattern, char **path,
		    struct error *err)
{
	char *whole = xasprintf("%s/%s", folder, pattern);
	glob_t found = { 0 };
	int ret = 0;

	if (glob(whole, 0, NULL, &found) || found.gl_pathc != 1)
		ret = error_set(err, EINVAL, "%s: found %zu files, expected one",
				whole, found.gl_pathc);
	else
		*path = xstrdup(found.gl_pathv[0]);
	globfree(&found);
	free(whole);
	return ret;
}

static int unpack(const char *folder, struct error *err)
{
	struct argv argv = { 0 };
	char *package = NULL;
	int ret = find_one(folder, "*.deb", &package, err);

	if (ret == 0) {
		argv_add(&argv, "dpkg-deb");
		argv_add(&argv, "--extract");
		argv_add(&argv, "%s", package);
		argv_add(&argv, "root");
		ret = run_in(folder, &argv, UNPACK_TIMEOUT_NS, err);
		argv_release(&argv);
	}
	free(package);
	return ret;
}

/* Numbered, as they are loaded, and no longer packed. */
static int keep_module(const char *folder, size_t number, const char *path,
		       struct error *err)
{
	const char *name = strrchr(path, '/') + 1;
	char *to = xasprintf("%s/modules/%02zu-%.*s.ko", folder, number,
			     (int)strcspn(name, "."), name);
	char *bytes = NULL;
	size_t size;
	int ret = unpack_read(path, MODULE_BYTES_MAX, &bytes, &size, err);

	if (ret == 0)
		ret = file_write(to, bytes, size, err);
	free(bytes);
	free(to);
	return ret;
}

static int keep_modules(const char *folder, struct error *err)
{
	char *to = xasprintf("%s/modules", folder);
	struct modules modules = { 0 };
	char *from = NULL;
	int ret = find_one(folder, "root/lib/modules/*", &from, err);

	if (ret)
		ret = find_one(folder, "root/usr/lib/modules/*", &from, err);
	if (ret == 0)
		ret = directory_make(to, err);
	if (ret == 0)
		ret = modules_find(&modules, from, wanted, err);
	for (size_t i = 0; i < modules.count && ret == 0; i++)
		ret = keep_module(folder, i, modules.paths[i], err);
	modules_release(&modules);
	free(from);
	free(to);
	return ret;
}

static int keep_image(const char *folder, struct error *err)
{
	char *to = xasprintf("%s/vmlinuz", folder);
	char *from = NULL;
	int ret = find_one(folder, "root/boot/vmlinuz-*", &from, err);

	if (ret == 0)
		ret = file_copy(from, to, err);
	free(from);
	free(to);
	return ret;
}

/* What is not kept of a package is 400 MiB. */
static int drop_rest(const char *folder, struct error *err)
{
	char *root = xasprintf("%s/root", folder);
	char *package = NULL;
	int ret = directory_remove(root, err);

	if (ret == 0)
		ret = find_one(folder, "*.deb", &package, err);
	if (ret == 0 && unlink(package))
		ret = error_set(err, errno, "%s: %s", package,
				strerror(errno));
	free(package);
	free(root);
	return ret;
}

/* Whole, or not there. */
static int make(const char *folder, const char *package, const char *version,
		struct error *err)
{
	char *partial = xasprintf("%s.partial", folder);
	struct error ignored;
	int ret = directory_make(partial, err);

	if (ret == 0)
		ret = download(partial, package, version, err);
	if (ret == 0)
		ret = unpack(partial, err);
	if (ret == 0)
		ret = keep_image(partial, err);
	if (ret == 0)
		ret = keep_modules(partial, err);
	if (ret == 0)
		ret = drop_rest(partial, err);
	if (ret == 0 && rename(partial, folder))
		ret = error_set(err, errno, "%s: %s", folder,
				strerror(errno));
	if (ret)
		directory_remove(partial, &ignored);
	free(partial);
	return ret;
}

static int make_under_lock(const char *hosts, const char *folder,
			   const char *package, const char *version,
			   struct error *err)
{
	char *path = xasprintf("%s/lock", hosts);
	int ret = directory_make(hosts, err);
	int fd = ret ? -1 : lock_open(path, err);

	if (ret == 0)
		ret = fd < 0 ? fd :
		      lock_wait(fd, LOCK_EX, path,
				"waiting for another numaboot to download a kernel",
				clock_now_ns() + LOCK_TIMEOUT_NS, err);
	if (ret == 0 && !file_exists(folder)) {
		leftover_sweep(hosts, 1, leftover_is_partial);
		ret = make(folder, package, version, err);
	}
	if (fd >= 0)
		close(fd);
	free(path);
	return ret;
}

static int list_modules(struct host_kernel *kernel, struct error *err)
{
	char *folder = xasprintf("%s/modules", kernel->folder);
	char **names = NULL;
	int count = directory_list(folder, &names, err);

	for (int i = 0; i < count; i++) {
		struct program *modules = &kernel->modules;

		modules->files = xgrow(modules->files, modules->count,
				       sizeof(*modules->files));
		modules->files[modules->count++] = (struct program_file){
			.source = xasprintf("%s/%s", folder, names[i]),
			.path = xasprintf("modules/%s", names[i]),
		};
	}
	if (count >= 0)
		directory_list_free(names);
	free(folder);
	return count < 0 ? count : 0;
}

int host_kernel_open(struct host_kernel *kernel, struct error *err)
{
	char *cache = cache_folder();
	char *hosts = xasprintf("%s/host", cache);
	char *package = NULL, *version = NULL;
	int ret;

	*kernel = (struct host_kernel){ 0 };
	ret = ask_package(&package, &version, err);
	if (ret == 0) {
		kernel->name = xasprintf("%s_%s", package, version);
		kernel->folder = xasprintf("%s/%s", hosts, kernel->name);
		kernel->image = xasprintf("%s/vmlinuz", kernel->folder);
		if (!file_exists(kernel->folder))
			ret = make_under_lock(hosts, kernel->folder, package,
					      version, err);
	}
	if (ret == 0)
		ret = list_modules(kernel, err);
	free(version);
	free(package);
	free(hosts);
	free(cache);
	return ret;
}

void host_kernel_close(struct host_kernel *kernel)
{
	free(kernel->name);
	free(kernel->folder);
	free(kernel->image);
	program_release(&kernel->modules);
	*kernel = (struct host_kernel){ 0 };
}
