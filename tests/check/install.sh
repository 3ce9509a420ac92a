#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# An installed numaboot has everything that it reads: kernels of all names,
# plans and topologies.  It starts a boot with nothing else.
. tests/lib.sh

make --silent install DESTDIR="$work" prefix=/usr >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	fail "make install"
}
installed=$work/usr/bin/numaboot
for plan in "$root"/bench/plans/*.plan; do
	name=$(basename "$plan" .plan)
	cmp "$plan" "$work/usr/lib/numaboot/bench/plans/$name.plan"
done
for api in 1 2 7; do
	cmp "$root/build/profile-$api.so" \
		"$work/usr/lib/numaboot/build/profile-$api.so"
done
cd "$work"
expect 2 "$installed" run nothing
say_so "plan nothing: found no such, expected a name of"
expect 2 "$installed" boot series@7 --topology numa2
say_so "kernel series@7: expected a name from"
for folder in mutants linux-6.1/series linux-6.1/option-only linux-6.1/more-work; do
	[ "$(cd "$root/kernels/$folder" && ls ./*.patch)" = \
		"$(cd "$work/usr/lib/numaboot/kernels/$folder" && ls ./*)" ] ||
		fail "kernels/$folder is not installed as it is"
done
fake_kernel bzImage
expect 1 env FAKE_QEMU=crash "$installed" boot ./bzImage --qemu "$fake" \
	--topology numa2 --workload wall --timeout 2
say_so "qemu-died: QEMU was ended by signal 6"
cmp "$root/bench/cli/completion.bash" \
	"$work/usr/share/bash-completion/completions/numaboot"
[ "$("$installed" list workloads)" = "$("$numaboot" list workloads)" ] ||
	fail "the installed program lists other workloads"

# It says of itself how one types it.
grep -q '"program": "numaboot"' out/boot/latest/run.json ||
	fail "an installed program is not told"
