#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Machines that tell of themselves, as docs/import.md has it collected, boot here
# again: the second guest's SRAT, distances and RAM are the first's.
. tests/lib.sh
cd "$work"

# srat LOG: the nodes of CPUs and memory, one a line, but for slots that are empty;
# ranges of a node that touch, or have only the hole below 1 MiB between them, are one
srat() {
	sed -n 's/.*SRAT: PXM [0-9]* -> APIC \(0x[0-9a-f]*\) -> Node \([0-9]*\).*/cpu \1 node \2/p' "$1" | sort
	sed -n 's/.*SRAT: Node \([0-9]*\) PXM [0-9]* \[mem 0x\([0-9a-f]*\)-0x\([0-9a-f]*\)\]\(.*\)/\2 \3 \1 \4/p' \
		"$1" | sed '/hotplug/d' | join_ranges 1048576
}

# e820 LOG: RAM, in what a topology has it in
e820() {
	sed -n 's/.*BIOS-e820: \[mem 0x\([0-9a-f]*\)-0x\([0-9a-f]*\)\] usable.*/\1 \2 usable/p' \
		"$1" | join_ranges 134217728
}

# join_ranges BYTES: "START END WORDS", to multiples of it and sorted
join_ranges() {
	perl -e '
		no warnings "portable";
		my $unit = shift;
		my @ranges = sort { $a->[0] <=> $b->[0] } map {
			my ($start, $end, $words) = /^(\S+) (\S+) (.*?)\s*$/;
			[int(hex($start) / $unit) * $unit,
			 int(hex($end) / $unit + 1) * $unit, $words]
		} <STDIN>;
		my @joined;
		for (@ranges) {
			if (@joined && $joined[-1][2] eq $_->[2] &&
			    $joined[-1][1] >= $_->[0]) {
				$joined[-1][1] = $_->[1];
			} else {
				push @joined, $_;
			}
		}
		printf "%x-%x %s\n", @$_ for @joined;
	' "$1"
}

# nodes_of_sysfs FOLDER, nodes_of_guest: CPUs and distances of each node
nodes_of_sysfs() {
	for node in "$1"/sys/devices/system/node/node[0-9]*; do
		echo "$(cat "$node/cpulist") $(tr ' ' , <"$node/distance")"
	done
}
nodes_of_guest() {
	sed -n 's/.*"record":"node",.*"cpus":"\([^"]*\)".*"distances":\[\(.*\)\].*/\1 \2/p' \
		second.jsonl
}

# boot TOPOLOGY: a guest that completes; its log is second.log
boot() {
	expect 0 "$numaboot" boot unpatched --topology "$1" \
		--workload placement --no-report
	cp out/boot/latest/runs/*/console.log second.log
	cat out/boot/latest/runs/*/guest.jsonl >second.jsonl
}

# same WHAT: of the first guest's log and the second's
same() {
	"$1" first.log >first.list
	"$1" second.log >second.list
	[ -s first.list ] || fail "$1: the first guest says nothing"
	diff first.list second.list >&2 || fail "$1 of the second guest"
}

# A guest of the lab's: all that a log has comes back, to the byte.
boot numa3-low-gap
mv second.log first.log
expect 0 "$numaboot" topology import -o again.topo first.log
boot ./again.topo
for log in first second; do
	grep -oE 'SRAT: .*|BIOS-e820: .*|Memory: .*|memmap=[^ ]*|pcpu-alloc: .*' \
		$log.log >$log.list
done
[ "$(grep -c SRAT first.list)" -ge 5 ] || fail "no SRAT in the first log"
diff first.list second.list >&2 || fail "the guest is another one"

# take PROGRAM...: with its libraries, to the guest's root
take() {
	for program; do
		path=$(command -v "$program")
		for file in "$path" $(ldd "$path" | grep -o '/[^ ]*'); do
			mkdir -p "guest$(dirname "$file")"
			cp -L "$file" "guest$file"
		done
	done
}

# What the guest runs: the commands of docs/import.md as they stand there, and
# whatever else tells of a machine.
make_guest() {
	mkdir -p guest/proc guest/sys guest/tmp guest/dev guest/usr/bin
	ln -s usr/bin guest/bin
	take sh mount mknod tar gzip base64 dmesg acpidump
	sed -n '/^```sh/,/^```/{/^```/d;p;}' "$root/docs/import.md" \
		>guest/documented
	{
		echo 'export PATH'
		echo 'mount -t proc proc /proc'
		echo 'mount -t sysfs sysfs /sys'
		echo 'mknod /dev/ttyS1 c 4 65'
		echo 'cd /tmp'
		echo '. /documented'
		echo 'acpidump >acpidump.txt'
		for tool in "numactl --hardware" "lstopo-no-graphics --of xml"; do
			program=${tool%% *}
			command -v "$program" >has || {
				echo "skipped: no $program here" >&2
				continue
			}
			take "$program"
			echo "$tool >$program.txt"
		done
		echo 'tar -cz * | base64 >/dev/ttyS1'
	} >guest/collect
	(cd guest && find . | cpio --quiet -o -H newc) >guest.cpio
}

# Not a guest of the lab's: another firmware, nodes across the hole below 4 GiB,
# CPUs in turn, a node without CPUs, an empty slot.
boot_machine() {
	timeout 120 qemu-system-x86_64 -M q35 -nographic -no-reboot -net none \
		-m 3G,slots=2,maxmem=8G -smp 4,sockets=4 \
		-object memory-backend-ram,id=ram0,size=1536M \
		-object memory-backend-ram,id=ram1,size=1G \
		-object memory-backend-ram,id=ram2,size=512M \
		-numa node,memdev=ram0,cpus=0,cpus=2 \
		-numa node,memdev=ram1,cpus=1,cpus=3 -numa node,memdev=ram2 \
		-numa dist,src=0,dst=1,val=21 -numa dist,src=0,dst=2,val=17 \
		-numa dist,src=1,dst=2,val=28 \
		-kernel "$(kernel_folder unpatched)/bzImage" -initrd guest.cpio \
		-append "console=ttyS0 nokaslr panic=-1 reboot=t quiet rdinit=$(command -v sh) -- /collect" \
		-monitor none -serial file:machine.log -serial file:machine.b64 \
		</dev/null >qemu.log 2>&1 ||
		fail "$(cat qemu.log machine.log)"
	mkdir -p collected
	tr -d '\r' <machine.b64 | base64 -d | tar -xz -C collected ||
		fail "$(cat machine.log)"
}

make_guest
boot_machine
cp collected/dmesg.txt first.log
expect 0 "$numaboot" topology import -o machine.topo collected/dmesg.txt \
	collected/machine.tgz
grep -q '^# 7168 MiB of SRAT are not RAM' machine.topo || fail "$(cat machine.topo)"
boot ./machine.topo
same srat
same e820
mkdir sysfs
tar -xzf collected/machine.tgz -C sysfs
nodes_of_sysfs sysfs >first.list
nodes_of_guest >second.list
diff first.list second.list >&2 || fail "CPUs or distances of the second guest"

# Whatever tells of it, alone: the same machine, but for what no such file tells.
for file in dmesg.txt machine.tgz numactl.txt lstopo-no-graphics.txt; do
	[ -e collected/$file ] || continue
	expect 0 "$numaboot" topology import -o one.topo collected/$file
	for topology in machine one; do
		sed '1,/^description/d' $topology.topo >$topology.list
	done
	[ $file != dmesg.txt ] || for topology in machine one; do
		sed -i '/^.distance/,$d' $topology.list
	done
	diff machine.list one.list >&2 || fail "$file tells of another machine"
	rm one.topo
done
# Its tables have the empty slot, which is memory where nothing says otherwise.
expect 0 "$numaboot" topology import collected/acpidump.txt
say_so "slots that are empty are taken for memory"
say_so "memory = 7680M"
expect 0 "$numaboot" topology import -o one.topo collected/acpidump.txt \
	collected/dmesg.txt
sed '1,/^description/d' one.topo | diff machine.list - >&2 || fail "$(cat one.topo)"

# Larger than a guest can be: 8 nodes of 512 GiB, each an eighth of 32 GiB here.
{
	echo "available: 8 nodes (0-7)"
	for nid in 0 1 2 3 4 5 6 7; do
		echo "node $nid cpus: $nid"
		echo "node $nid size: 516000 MB"
	done
	echo "node distances:"
	echo "node 0 1 2 3 4 5 6 7"
	for nid in 0 1 2 3 4 5 6 7; do
		echo "$nid: 21 21 21 21 21 21 21 21" |
			sed "s/21/10/$((nid + 1))"
	done
} >large.txt
expect 2 "$numaboot" topology import large.txt
say_so "--scale-memory fit makes it so"
expect 0 "$numaboot" topology import --scale-memory fit -o large.topo large.txt
grep -q '^# memory is scaled by .* MiB there, 32768 MiB here' large.topo ||
	fail "$(cat large.topo)"
boot ./large.topo
nodes_of_guest >second.list
[ "$(wc -l <second.list)" -eq 8 ] || fail "not 8 nodes"
grep -q '^7 21,21,21,21,21,21,21,10$' second.list || fail "$(cat second.list)"
[ "$(e820 second.log)" = "0-80000000 usable
100000000-880000000 usable" ] || fail "not 32 GiB of RAM"
