#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Wrong input gets one clear sentence and exit code 2 before anything boots.
. tests/lib.sh
use_empty_cache
cd "$work"
fake_kernel bzImage
head -c 2000 bzImage >short
head -c 4096 /dev/zero >zeroes

# refused SENTENCE COMMAND...
refused() {
	sentence=$1
	shift
	expect 2 "$numaboot" "$@"
	say_so "$sentence"
	[ "$(wc -l <"$work/output")" -eq 1 ] || {
		cat "$work/output"
		fail "more than one sentence: $*"
	}
	[ ! -d out ] || fail "made an output folder: $*"
}

boot() {
	sentence=$1
	shift
	refused "$sentence" boot --qemu "$fake" --workload wall "$@"
}

refused 'found command `bot`, expected one that numaboot --help lists' bot
refused '--tpology: unknown option' boot --tpology numa2 bzImage
refused 'found 1 arguments, expected ARM ARM...' compare bzImage
refused 'found 0 arguments, expected PLAN' run
refused 'plan nosuch: found no such, expected a name of `numaboot list plans` or a path' run nosuch
refused 'expected a folder with a run.json' report nosuch
boot 'kernel nosuch: expected a name from' nosuch
boot './zeroes: found no bzImage header, expected an x86 bzImage' ./zeroes
boot './short: found 2000 bytes, expected 2048 as its header says: the image is cut short' ./short
boot 'found mapping `3M`, expected 1G, 2M or 4K' ./bzImage -m 3M
boot 'topology nosuch: found no such, expected a name of `numaboot list topologies`' ./bzImage -t nosuch
boot 'topology ./nosuch.topo: found no such file' ./bzImage -t ./nosuch.topo
refused 'plan ./no.plan: found no such file' run ./no.plan
refused 'counting needs its symbols, and no System.map or vmlinux of this build is beside it or given by --symbols' \
	boot --qemu "$fake" ./bzImage -t uma

# What is nearly a name is met with that name.
refused 'list: found `plan`, expected one of workloads, metrics, plans, topologies, kernels, commands: did you mean plans?' list plan
refused 'lists: did you mean placement?' placemnt
refused '--tpology: unknown option (see numaboot boot --help): did you mean --topology?' \
	boot --tpology numa2 bzImage
refused 'a path: did you mean numa4-hole?' boot ./bzImage -t numa4hole
refused 'a path: did you mean smoke?' run smok
refused ': did you mean count?' boot ./bzImage -w cuont
refused ': did you mean unpatched?' boot unpached
refused '(see numaboot kernel --help): did you mean build?' kernel biuld
refused 'a name of bench/mmu or a path: did you mean cascade-lake?' \
	boot ./bzImage --mmu cascade-lak
refused 'found `imprt`, expected import FILE...: did you mean import?' \
	topology imprt bzImage
refused 'or a kernel tree: did you mean unpatched?' memblock unpatchd
refused 'expected accept, rename, retire or check (see numaboot night --help): did you mean accept?' \
	night acept 1 why
refused 'out/nights/history: found no history' night accept 1 why
# The dashes that all options begin with bring none nearer.
refused '--topolgy: unknown option (see numaboot memblock --help)' \
	memblock --topolgy x bzImage
! grep -q 'did you mean' "$work/output" || fail "offered what is not near"

# A variable of the shell's that was not set
refused '--base: found an empty word, expected BASE' compare a b --base ''
refused '--qemu: found an empty word, expected PROGRAM' boot ./bzImage --qemu ''
refused '--out: found an empty word, expected DIR' run smoke --out ''
refused 'numaboot run: found an empty word, expected PLAN' run ''
refused 'numaboot verify: found an empty word' verify ''
refused 'topology import: found an empty word' topology import bzImage ''
refused 'found command ``, expected one that numaboot --help lists' ''
! grep -q 'did you mean' "$work/output" || fail "an empty word means nothing"

# An arm by the command line and by a plan
refused 'without blanks' boot --qemu "$fake" './bzImage+a b' -t uma
printf '[plan]\narms = ./bzImage+x="a b"\n' >blanks.plan
refused 'without blanks' run ./blanks.plan
refused 'that is no UTF-8' boot --qemu "$fake" \
	"$(printf './bzImage+x=\377')" -t uma
refused 'mmu nosuch: found no such, expected a name of bench/mmu' boot ./bzImage --mmu nosuch
# as the option was called, and the key below
refused 'mmu nosuch: found no such, expected a name of bench/mmu' boot ./bzImage --model nosuch
refused 'expected 0 or more' boot ./bzImage --jobs -3
refused 'found 1 arguments' kernel list foo
refused 'expected list, build, log or check' kernel foo
refused '--symbols: found two kernels' compare --qemu "$fake" ./bzImage a/b \
	--symbols short
refused 'found mapping `3M`' boot ./bzImage -t 2x1G -m 3M
# What is known of QEMU may be there.
! find . -path './cache/*' -type f ! -name lock ! -name 'qemu-*' \
	! -name 'plugin-*' | grep -q . ||
	fail "parsing a plan wrote into the cache"
cp bzImage 'with blank'
boot 'found mapping' './with blank' -m 5M

plan() {
	sentence=$1
	cat >bad.plan
	refused "$sentence" run ./bad.plan
}

plan './bad.plan:3: expected one of description, arms,' <<'PLAN'
[plan]
arms = ./bzImage
colour = red
PLAN
plan 'mmu nosuch: found no such' <<'PLAN'
[plan]
model = nosuch
PLAN
plan './bad.plan:2: found engine `steam`, expected exact or timed' <<'PLAN'
[plan]
engine = steam
PLAN
plan 'found `arms = x`, expected section [plan] or [arguments], not [plam]' <<'PLAN'
[plam]
arms = x
PLAN
plan './bad.plan:2: found a line that is neither a section, an entry nor a comment' <<'PLAN'
[plan]
arms
PLAN
printf '[plan]\narms = %0300d\n' 0 >long
plan './bad.plan:2: found a line of over 198 characters' <long
plan 'names no workloads' <<'PLAN'
[plan]
arms = ./bzImage
topologies = uma
mappings = 2M
PLAN

# Its name is that of a folder below out/.
printf '[plan]\n' >...plan
refused 'found a plan called `..`' run ./...plan

topology() {
	sentence=$1
	cat >bad.topo
	boot "$sentence" ./bzImage -t ./bad.topo
}

topology './bad.topo:2: ' <<'TOPO'
[node 0]
memory = lots
TOPO
topology './bad.topo: found [node 2] but no [node 1]' <<'TOPO'
[node 0]
memory = 1G
cpus = 1
[node 2]
memory = 1G
TOPO

# A QEMU that does not tell its version is named, and nothing is freed twice.
expect 1 "$numaboot" boot --qemu /bin/false ./bzImage -t uma
say_so "/bin/false: --version ended with 1"

# A machine that one kernel does not fit into ends no session half-way.
cp bzImage large
printf '\020' | dd of=large bs=1 seek=611 conv=notrunc status=none
printf '[node 0]\nmemory = 128M\ncpus = 1\n' >small.topo
cat >small.plan <<'PLAN'
[plan]
arms = ./bzImage ./large
topologies = ./small.topo
mappings = 2M
workloads = wall
engine = exact
PLAN
expect 1 "$numaboot" run ./small.plan --qemu "$fake" --no-report
say_so "./small.topo: found 128 MiB of RAM below 4 GiB, expected 258 for this kernel, its initramfs and tables"
[ -z "$(ls out/small)" ] || fail "left: $(ls out/small)"
