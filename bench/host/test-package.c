// SPDX-License-Identifier: GPL-2.0-only
/* Which kernel an emulated host has, and what it can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host/machine.h"
#include "host/package.h"

static void the_metapackage_names_it(void **state)
{
	char *package, *version;
	struct error err;

	(void)state;
	assert_int_equal(host_package_parse(
		"Package: linux-image-amd64\nVersion: 6.9.7-1\n"
		"Depends: linux-image-6.9.0-7-amd64 (= 6.9.7-1~deb1u2)\n"
		"Description: kernel\n", &package, &version, &err), 0);
	assert_string_equal(package, "linux-image-6.9.0-7-amd64");
	assert_string_equal(version, "6.9.7-1~deb1u2");
	free(package);
	free(version);
}

static void what_names_none_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "Package: linux-image-amd64\n",
		"Package: x\nDepends: linux-headers-6.9 (= 6.9.7-1)\n",
		"Package: x\nDepends: linux-image-6.9.0-7-amd64\n",
		"Package: x\nDepends: linux-image-/../x (= 6.9.7-1)\n",
	};
	char *package, *version;
	struct error err;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_int_equal(host_package_parse(texts[i], &package,
						    &version, &err), -EINVAL);
}

static int check(const char *text, struct error *err)
{
	struct topology *t = calloc(1, sizeof(*t));
	int ret = topology_parse(t, "mine.topo", text, err);

	assert_int_equal(ret, 0);
	ret = host_machine_check(t, err);
	free(t);
	return ret;
}

#define NODE "[node 0]\nmemory = 1G\ncpus = 1\n"

static void only_plain_nodes_are_a_host(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} refused[] = {
		{ "[topology]\nparameters = numa=off\n" NODE, "parameters" },
		{ "[topology]\n" NODE "[hole 0]\nstart = 256M\nsize = 64M\n",
		  "holes" },
		{ "[topology]\n" NODE
		  "[node 1]\nmemory = 1G\nhotpluggable = yes\nhot-add = yes\n",
		  "hot-added memory" },
	};
	struct error err;

	(void)state;
	assert_int_equal(check("[topology]\n" NODE, &err), 0);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		assert_int_equal(check(refused[i].text, &err), -EINVAL);
		assert_non_null(strstr(err.text, refused[i].words));
	}
}

static void qemu_is_told_of_distances_and_folders(void **state)
{
	struct topology *t = calloc(1, sizeof(*t));
	struct host_machine machine = {
		.qemu = "qemu", .topology = t, .kernel = "k",
		.initramfs = "i", .console_path = "c", .out = "/a,b",
		.port_fds = { 7, 8, 9 },
	};
	struct argv argv = { 0 };
	struct error err;
	char *line;

	(void)state;
	assert_int_equal(topology_parse(t, "mine.topo",
		"[topology]\n" NODE "[node 1]\nmemory = 1G\ncpus = 2\n"
		"[distance]\ndefault = 21\n", &err), 0);
	host_machine_add_args(&machine, &argv);
	line = argv_list(&argv, " ");
	assert_non_null(strstr(line, " -numa dist,src=0,dst=1,val=21 "));
	assert_non_null(strstr(line, " -numa dist,src=1,dst=1,val=10 "));
	assert_non_null(strstr(line, "local,path=/,mount_tag=root,security_model=none,multidevs=remap,readonly=on"));
	assert_non_null(strstr(line, "local,path=/a,,b,mount_tag=out,security_model=none,multidevs=remap"));
	assert_non_null(strstr(line, "socket,id=port2,fd=9"));
	assert_non_null(strstr(line, " -accel tcg,"));
	free(line);
	argv_release(&argv);
	free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_metapackage_names_it),
		cmocka_unit_test(what_names_none_is_refused),
		cmocka_unit_test(only_plain_nodes_are_a_host),
		cmocka_unit_test(qemu_is_told_of_distances_and_folders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
