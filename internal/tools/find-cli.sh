#!/bin/sh
# Prints the path of the Terraform CLI that the demo and the tests use:
# $TF_CLI, else terraform, else tofu on the PATH, else OpenTofu built from its
# Go module into .cache/ (once; a few minutes; it says so on standard error).
# TF_CLI=tofu is built likewise where it is not on the PATH.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
module=$root/internal/tools/opentofu
built=$root/.cache/tofu

say() { printf '%s\n' "find-cli: $*" >&2; }

reason="neither terraform nor tofu is on the PATH"
if [ -n "${TF_CLI:-}" ]; then
	if path=$(command -v -- "$TF_CLI"); then
		case $path in
		/*) ;;
		*) path=$PWD/$path ;;
		esac
		printf '%s\n' "$path"
		exit 0
	fi
	if [ "$TF_CLI" != tofu ]; then
		say "TF_CLI is '$TF_CLI', which is no program on this machine: correct it, or unset it to have one found."
		exit 1
	fi
	reason="tofu is not on the PATH"
else
	for name in terraform tofu; do
		if path=$(command -v "$name"); then
			printf '%s\n' "$path"
			exit 0
		fi
	done
fi

if [ ! -x "$built" ] || [ "$module/go.mod" -nt "$built" ]; then
	say "$reason: building OpenTofu from its Go module into .cache/tofu."
	say "This happens once and takes a few minutes."
	mkdir -p "$root/.cache"
	# Renamed into place: a build that was interrupted is no CLI, and two callers
	# at once do not write one file.
	(cd "$module" && "$root/internal/tools/quietly.sh" go build -ldflags '-s -w -X github.com/opentofu/opentofu/version.dev=no' -o "$built.$$" github.com/opentofu/opentofu/cmd/tofu) >&2
	mv -f "$built.$$" "$built"
fi
printf '%s\n' "$built"
