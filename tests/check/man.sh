#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Man pages are what the program says (docs/man.R), and that it looks is seen.
. tests/lib.sh

commands=$("$numaboot" list commands | cut -d ' ' -f 1)
[ "$(echo "$commands" | wc -l)" -gt 15 ] || fail "found no commands"
# shellcheck disable=SC2086
Rscript --vanilla docs/man.R "$numaboot" docs/man $commands >&2 ||
	fail "man pages have faults"

mkdir "$work/man"
cp docs/man/*.1 "$work/man"
sed -i '/^\.BR .*timeout =/d; /^\.SH EXAMPLES/d
	s/^\.BR numaboot\\-compare (1)/.BR numaboot\\-compared (1)/
	s/\\-\\-qemu/\\-\\-qemus/; s/^\.I ARM$/.I KERNEL/' "$work/man/numaboot-boot.1"
expect 1 Rscript --vanilla docs/man.R "$numaboot" "$work/man" boot
for said in 'lacks --timeout' '--help has no --qemus' \
	'synopsis lacks ARM' 'has no EXAMPLES' 'names numaboot-compared'; do
	say_so "$said"
done
