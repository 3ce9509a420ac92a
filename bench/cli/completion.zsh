#compdef numaboot
# SPDX-License-Identifier: GPL-2.0-only
# Completion of numaboot for zsh.  Names and options are asked of the program, so
# that there is no list of them here.

_numaboot_ask() {
	${words[1]} "$@" 2>/dev/null
}

_numaboot_names() {
	compadd -- ${(f)"$(_numaboot_ask list $1 | cut -d ' ' -f 1)"}
}

# With the base in the name, and without; a path is a kernel, too.
_numaboot_kernels() {
	compadd -- ${(fu)"$(_numaboot_ask list kernels | awk '{ print $1; print $2 }')"}
	_files
}

_numaboot_options() {
	compadd -- ${(fu)"$(_numaboot_ask ${words[2]} --help |
		grep -oE -- '(^| )--?[a-z][a-z-]*' | tr -d ' ')"}
}

# Second words are in the help of a command that has some.
_numaboot_seconds() {
	compadd -- ${(f)"$(_numaboot_ask ${words[2]} --help |
		sed -n '/^Usage: .* WORD /,/^$/s/^  \([a-z-]*\) .*/\1/p')"}
}

_numaboot() {
	case ${words[CURRENT-1]} in
	-w|--workload) _numaboot_names workloads; return ;;
	-t|--topology) _numaboot_names topologies; _files; return ;;
	-m|--mapping) compadd 1G 2M 4K; return ;;
	-e|--engine) compadd exact timed; return ;;
	--fail-on|--metric) _numaboot_names metrics; return ;;
	esac
	if (( CURRENT == 2 )); then
		_numaboot_names commands
	elif [[ ${words[CURRENT]} == -* ]]; then
		_numaboot_options
	else
		case ${words[2]} in
		help) _numaboot_names commands ;;
		list) compadd -- ${(s:|:)"$(_numaboot_ask list --help |
			grep -oE '[a-z]+([|][a-z]+)+')"} ;;
		kernel|claim|history) _numaboot_seconds; _numaboot_kernels ;;
		run|samples|report|verify) _numaboot_names plans; _files ;;
		*) _numaboot_kernels ;;
		esac
	fi
}

# Loaded by compinit as a function, or read by hand.
if [[ $funcstack[1] == _numaboot ]]; then
	_numaboot "$@"
elif (( $+functions[compdef] )); then
	compdef _numaboot numaboot
fi
