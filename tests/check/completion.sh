#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# bash and zsh complete commands, options and names, as the program knows them.
. tests/lib.sh
cd "$work"

cat >complete.bash <<'BASH'
source "$1"
COMP_LINE=$2
COMP_POINT=${#COMP_LINE}
read -ra COMP_WORDS <<<"$COMP_LINE"
_numaboot
printf '%s\n' "${COMPREPLY[@]}"
BASH

# completes LINE NAME...: with exactly these
completes() {
	line=$1
	shift
	bash complete.bash "$root/bench/cli/completion.bash" "$numaboot $line" \
		>found || fail "$line: no completion"
	printf '%s\n' "$@" >expected
	diff expected found >"$work/output" || {
		cat "$work/output" >&2
		fail "$line: completes otherwise"
	}
}

names() {
	"$numaboot" list "$1" | cut -d ' ' -f 1
}

completes pag pagetable
completes "li" list
# shellcheck disable=SC2046
completes "boot -w " $(names workloads)
completes "boot --workload=pagetab" pagetable
completes "boot unpatched --topology numa8-r" numa8-ring
completes "compare -t uma -m 4" 4K
completes "compare --fail-on boot.in" boot.insns
completes "run smo" smoke
# shellcheck disable=SC2046
completes "list " $(sed -n 's/,//g; s/.*expected one of //p' <<-SAID
	$("$numaboot" list nothing 2>&1)
SAID
)
completes "kernel bu" build
completes "boot series@3" 3
completes "boot unpat" unpatched unpatched-6.1 unpatched-6.12
completes "boot option" option-only option-only-6.1
completes "boot --no-r" --no-report
completes "placement --dif" --diff
mkdir -p out/nightly/1
: >out/nightly/1/run.json
ln -s 1 out/nightly/latest
completes "compare night" nightly
completes "compare lat" latest
completes "boot no-such-kernel"
# What no name fits is left to bash, which offers paths.
completes "boot label=./some"
grep -q "^complete.* -o default" "$root/bench/cli/completion.bash" ||
	fail "no paths behind LABEL="

# The same for zsh, where it is.
if command -v zsh >/dev/null; then
	cat >complete.zsh <<'ZSH'
compadd() { print -rl -- ${@:#--} >>found }
_files() { print -r -- FILES >>found }
source $1
words=(${(s: :)2} ${3-})
CURRENT=${#words}
[[ $2 == *' ' ]] && { words+=(''); (( CURRENT++ )) }
_numaboot
ZSH
	# offers LINE NAME...: these are among what zsh is offered
	offers() {
		line=$1
		shift
		: >found
		zsh -f complete.zsh "$root/bench/cli/completion.zsh" "$numaboot $line" ||
			fail "zsh: $line: no completion"
		for name; do
			grep -qx -e "$name" found || fail "zsh: $line: lacks $name"
		done
	}

	# shellcheck disable=SC2046
	offers "boot -w " $(names workloads)
	offers "boot unpatched -t " uma FILES
	offers "run s" smoke FILES
	offers "p" placement
	offers "boot -" --topology --quiet
	offers "kernel " build unpatched
	offers "list " topologies
	offers "compare " series@3 FILES
fi
