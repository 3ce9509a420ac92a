# shellcheck shell=sh disable=SC2034,SC2154
# SPDX-License-Identifier: GPL-2.0-only
# Other hosts, for tests: roots of other releases, and QEMUs out of their packages.
# They are kept in the cache.  `. tests/host/lib.sh` behind tests/lib.sh.

hosts=${XDG_CACHE_HOME:-$HOME/.cache}/numaboot/hosts

# Whatever runs is ended, and what is made in part removed, also by Ctrl-C.
running=
partial=
stepping=
exec 3>&1
clean_up() {
	[ -z "$stepping" ] || cat "$work/output" >&3
	[ -z "$running" ] || kill -s KILL -- "-$running" 2>/dev/null || :
	[ -z "$partial" ] || remove "$partial"
	remove "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

skip() {
	echo "${0##*/}: skipped: $*"
	exit 77
}

# step NAME COMMAND...: run it and say how many seconds it took; what it prints is
# shown when it fails or skips
step() {
	name=$1
	shift
	started_s=$(date +%s)
	stepping=1
	code=0
	"$@" >"$work/output" 2>&1 </dev/null || code=$?
	printf '%6d s  %s\n' $(($(date +%s) - started_s)) "$name" >&3
	[ "$code" -ne 137 ] || echo "killed: no end in time" >>"$work/output"
	[ "$code" -eq 0 ] || fail "$name: exit code $code"
	stepping=
}

# limited SECONDS COMMAND...: end it, and what it started, after that time and when
# this script ends.  Exit code: its own, or 137.
limited() {
	setsid env --default-signal=INT,QUIT timeout --signal=KILL "$@" &
	running=$!
	code=0
	wait "$running" || code=$?
	running=
	return "$code"
}

# Everybody but root needs the user IDs that /etc/subuid has for them.
user_ids=
[ "$(id -u)" -eq 0 ] || user_ids="--map-auto --map-root-user"

# inside SECONDS COMMAND...: limited, in mount and process namespaces of its own
inside() {
	seconds=$1
	shift
	# shellcheck disable=SC2086 # a list of words
	limited "$seconds" unshare $user_ids --mount --pid --fork \
		--kill-child "$@"
}

# remove FOLDER...: also what other user IDs own
remove() {
	rm -rf -- "$@" 2>/dev/null || inside 60 rm -rf -- "$@"
}

# What tests/host/tested.tsv says is what was seen last: --refresh renews it.
refresh=
tested=tests/host/tested.tsv

# record FILE: rows of release, QEMU, what and result, by tabs.  A result that is not
# the recorded one is a failure; another version of QEMU is told.
record() {
	if [ -n "$refresh" ]; then
		{
			head -n 1 "$root/$tested"
			{
				awk -F '\t' '
					NR == FNR { new[$1, $3]; next }
					FNR > 1 && !(($1, $3) in new)
				' "$1" "$root/$tested"
				cat "$1"
			} | LC_ALL=C sort
		} >"$work/tested"
		cp "$work/tested" "$root/$tested"
		return
	fi
	awk -F '\t' '
		NR == FNR { qemu[$1, $3] = $2; result[$1, $3] = $4; next }
		!(($1, $3) in result) || result[$1, $3] != $4 {
			print $1 ", QEMU " $2 ", " $3 ": found `" $4 \
				"`, recorded `" result[$1, $3] "`"
			wrong = 1
			next
		}
		qemu[$1, $3] != $2 {
			print $1 ", " $3 ": as recorded of QEMU " \
				qemu[$1, $3] ", now " $2
		}
		END { exit wrong }
	' "$root/$tested" "$1" ||
		fail "$tested says something else; see whether it is right, then use --refresh"
}

needs_namespaces() {
	inside 20 true 2>"$work/output" ||
		skip "no namespaces here: $(tail -n 1 "$work/output")"
}

needs_mmdebstrap() {
	command -v mmdebstrap >"$work/output" ||
		skip "no mmdebstrap, see \`make deps-test\`"
}

# archive: where the packages of this host come from
archive() {
	apt-get indextargets --format '$(REPO_URI) $(LABEL)' \
		'Created-By: Packages' 2>/dev/null |
		sed -n 's/ Debian$//p' | head -n 1
}

# not_made FOLDER: why; a test of what cannot be fetched is skipped
not_made() {
	why=$(grep -m 1 -E 'Temporary failure|Could not (resolve|connect)|Unable to connect|Connection (failed|refused|timed out)' \
		"$work/made") && skip "the archive cannot be reached: $why"
	cat "$work/made"
	fail "$1 cannot be made"
}

# keep KIND/RELEASE/KEY COMMAND...: COMMAND FOLDER makes this folder of the cache, in
# part beside it until it is whole.  Those not used for 30 days go.
keep() {
	kept=$hosts/$1
	shift
	mkdir -p "${kept%/*}"
	exec 9>"$hosts/lock"
	flock --wait 600 9 || fail "$hosts/lock: held for ten minutes"
	remove "${kept%/*}"/*.partial
	if [ ! -d "$kept" ]; then
		partial=$kept.partial
		"$@" "$partial" >"$work/made" 2>&1 || not_made "$kept"
		mv "$partial" "$kept"
		partial=
	fi
	touch "$kept"
	find "${kept%/*}" -mindepth 1 -maxdepth 1 -mtime +30 >"$work/old"
	while read -r old; do
		remove "$old"
	done <"$work/old"
	exec 9>&-
}

# key WORD...: of what is made from these words
key() {
	printf '%s\n' "$@" | sha256sum | cut -c 1-16
}

# qemu_of RELEASE: make $work/qemu-RELEASE, which runs the QEMU of its packages, without
# installing them; on that release it is the installed one
qemu_of() {
	if grep -qx "VERSION_CODENAME=$1" /etc/os-release; then
		ln -s "$(command -v qemu-system-x86_64)" "$work/qemu-$1"
		return
	fi
	needs_mmdebstrap
	keep "qemu/$1/$(key qemu-system-x86)" unpack_qemu "$1"
	cat >"$work/qemu-$1" <<-SCRIPT
		#!/bin/sh
		lib=$kept/usr/lib/x86_64-linux-gnu
		loader=\$lib/ld-linux-x86-64.so.2
		[ -f "\$loader" ] || loader=$kept/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2
		export QEMU_MODULE_DIR="\$lib/qemu"
		exec "\$loader" --library-path \\
			"\$lib:$kept/lib/x86_64-linux-gnu:\$lib/pulseaudio" \\
			"$kept/usr/bin/qemu-system-x86_64" \\
			-L "$kept/usr/share/qemu" -L "$kept/usr/share/seabios" \\
			-L "$kept/usr/lib/ipxe/qemu" "\$@"
	SCRIPT
	chmod +x "$work/qemu-$1"
}

unpack_qemu() {
	bootstrap limited "$1" "$2" --variant=extract --mode=chrootless \
		--include=qemu-system-x86
}

# version QEMU
version() {
	"$1" --version | sed -n 's/^QEMU emulator version \([0-9.]*\).*/\1/p'
}

# bootstrap limited|inside RELEASE FOLDER OPTION...: mmdebstrap, also of
# RELEASE-backports
bootstrap() {
	how=$1 release=$2 folder=$3
	shift 3
	set -- "$how" 600 mmdebstrap --quiet "$@"
	case $release in
	*-backports)
		archive=$(archive)
		[ -n "$archive" ] || {
			echo "apt of this host knows no archive of Debian"
			return 1
		}
		"$@" "--aptopt=APT::Default-Release \"$release\"" \
			"${release%-backports}" "$folder" \
			"deb $archive ${release%-backports} main" \
			"deb $archive $release main"
		;;
	*) "$@" "$release" "$folder" ;;
	esac
}
