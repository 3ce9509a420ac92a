#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Images of Debian as they come, downloaded and unpacked, not installed: each has
# its own symbols, which are the guest's own, and the last is compared.  What is
# downloaded is kept in build/images.
. tests/lib.sh

debs=$root/build/images
mkdir -p "$debs"
cd "$work"

# package PATTERN: the newest kernel that apt offers, not the unsigned one
package() {
	apt-cache pkgnames linux-image- 2>/dev/null | grep -xE "$1" |
		sort -V | tail -n 1
}

# download PACKAGE: appears whole in build/images; its modules are not kept
download() (
	mkdir -p download
	cd download
	apt-get download -qq "$1" >apt.log 2>&1 || return 1
	rm -rf "$debs/$1.partial"
	dpkg-deb -x "$1"_*.deb "$debs/$1.partial" || return 1
	rm -rf "$1"_*.deb "$debs/$1.partial/lib"
	mv "$debs/$1.partial" "$debs/$1"
)

# fetch PACKAGE: its image, downloaded once; 1 where apt cannot
fetch() {
	[ -d "$debs/$1" ] || download "$1" || return 1
	ls "$debs/$1"/boot/vmlinuz-*
}

# own_symbols IMAGE: of the cache, as the image's digest names them
own_symbols() {
	echo "$XDG_CACHE_HOME/numaboot/images/$(sha256sum "$1" | cut -c -32)/System.map"
}

# guest_symbols IMAGE: SHA-256 and number of what the guest's kernel says
guest_symbols() {
	timeout 300 qemu-system-x86_64 -M q35 -m 512 -nographic -no-reboot \
		-kernel "$1" -initrd "$work/init.cpio" \
		-append "console=ttyS0 nokaslr panic=-1 quiet" </dev/null |
		tr -d '\r' | sed -n 's/.*kallsyms \([0-9a-f]* [0-9]*\)$/\1/p'
}

use_empty_cache
cc -O2 -static -o init "$root/tests/boot/kallsyms-init.c" -lmd
echo init | cpio --quiet -o -H newc >init.cpio

# check NAME IMAGE: the symbols that are read out of it are those of its guest
check() {
	expect 0 "$numaboot" kernel check "$2"
	say_so "count             yes"
	map=$(own_symbols "$2")
	[ "$(sha256sum "$map" | cut -c -64) $(wc -l <"$map")" = \
		"$(cat "$1.guest")" ] || fail "$1: the guest has other symbols"
}

tried=0 missing=
for kind in '6\.1\.0-[0-9]+' '6\.12\.[0-9]+\+deb12'; do
	for flavour in rt-amd64 amd64 cloud-amd64; do
		name=$(package "linux-image-$kind-$flavour")
		image=
		[ -z "$name" ] || image=$(fetch "$name") || image=
		[ -n "$image" ] || {
			missing="$missing linux-image-$kind-$flavour"
			continue
		}
		tried=$((tried + 1))
		echo "$name $image" >>images
		guest_symbols "$image" >"$name.guest" &
		[ $((tried % 2)) -ne 0 ] || wait
	done
done
wait
[ -z "$missing" ] || echo "skipped, apt has no package:$missing"
[ $tried -gt 0 ] || exit 77
while read -r checked its_image; do
	check "$checked" "$its_image"
done <images

# The whole table of the last, beside the stub that it comes with.
cp "$image" .
image=${image##*/}
cp "$debs/$name"/boot/System.map-* .
expect 0 "$numaboot" compare "./$image" "deb=./$image+movable_node"
say_so "System.map-${image#vmlinuz-}: Debian's stub without symbols, passed over: the image has its own"
say_so "deb+movable_node against ${image%%+*}"
for metric in boot.insns memblock.find.insns pagetable.build.insns; do
	say_so "$metric "
done
! sed '/^Made with/q' out/compare/latest/report.txt | grep -F "./$image" ||
	fail "the path stands in sentences"
expect 2 "$numaboot" boot "./$image" -t uma --symbols System.map-*
say_so "Debian's stub"
