# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion of numaboot for bash.  Names and options are asked of the program,
# so that there is no list of them here.

_numaboot_names() {
	"$1" list "$2" 2>/dev/null | cut -d ' ' -f 1
}

# With the base in the name, and without.
_numaboot_kernels() {
	"$1" list kernels 2>/dev/null | awk '{ print $1; print $2 }' | sort -u
}

# Plans that have a run here.
_numaboot_ran() {
	local folder

	for folder in out/*/; do
		[[ -e ${folder}latest/run.json ]] && basename "$folder"
	done
}

_numaboot_options() {
	"$1" "$2" --help 2>/dev/null | grep -oE -- '(^| )--?[a-z][a-z-]*' |
		tr -d ' ' | sort -u
}

# The kinds of `numaboot list` are in its usage: "workloads|metrics|…".
_numaboot_kinds() {
	"$1" list --help 2>/dev/null | grep -oE '[a-z]+(\|[a-z]+)+' | tr '|' '\n'
}

# What the value of an option can be; fails for a word that is no option with one.
_numaboot_values() {
	case $2 in
	-w | --workload) _numaboot_names "$1" workloads ;;
	-t | --topology) _numaboot_names "$1" topologies ;;
	-m | --mapping) printf '%s\n' 1G 2M 4K ;;
	-e | --engine) printf '%s\n' exact timed ;;
	--fail-on) _numaboot_names "$1" metrics ;;
	*) return 1 ;;
	esac
}

# Further words of a command.
_numaboot_words() {
	case $2 in
	doctor | gc) ;;
	list) _numaboot_kinds "$1" ;;
	help) _numaboot_names "$1" commands ;;
	topology) printf '%s\n' import ;;
	kernel)
		printf '%s\n' list build check log
		_numaboot_kernels "$1"
		;;
	run | samples | report | verify | shard | submit) _numaboot_names "$1" plans ;;
	compare)
		_numaboot_kernels "$1"
		printf '%s\n' latest
		_numaboot_ran
		;;
	*) _numaboot_kernels "$1" ;;
	esac
}

_numaboot() {
	local program=${COMP_WORDS[0]} line=${COMP_LINE:0:COMP_POINT}
	local word=${line##* } before command=${COMP_WORDS[1]} names

	before=${line% *}
	before=${before##* }
	# bash has a word end at = and @, and puts back what is behind it only.
	local kept=${word%"${word##*[=@]}"}
	if [[ $word == --*=* ]]; then
		before=${word%%=*}
		word=${word#*=}
		kept=${word%"${word##*@}"}
	fi
	if [[ $line != *" "*" "* ]]; then
		names=$(_numaboot_names "$program" commands)
	elif names=$(_numaboot_values "$program" "$before"); then
		:
	elif [[ $word == -* ]]; then
		names=$(_numaboot_options "$program" "$command")
	else
		names=$(_numaboot_words "$program" "$command")
	fi
	mapfile -t COMPREPLY < <(compgen -W "$names" -- "$word")
	COMPREPLY=("${COMPREPLY[@]#"$kept"}")
}

complete -o bashdefault -o default -F _numaboot numaboot
