#!/bin/sh
# Builds Terraform and OpenTofu of several versions from their Go modules into
# .cache/clis/, and runs tests with them. Each build takes some minutes, once.
#
#   clis.sh build [NAME-VERSION]…   build those that are missing, all by default
#   clis.sh test [GO TEST ARGS]     the tests that run a CLI, with each that is built
#   clis.sh report                  a line for `make test`: which are not built
#
# Terraform's module lacks the packages of most remote backends, which are modules
# of their own that are not published: the builds leave these backends out. They
# serve the tests only.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
folder=$root/.cache/clis
versions=$(sed -n 's/^\([a-z]*\) \([0-9.]*\) module$/\1-\2/p' "$root/internal/tools/clis.txt")

say() { printf '%s\n' "clis: $*" >&2; }

# without_unpublished removes the remote backends whose packages the module lacks.
without_unpublished() {
	list=internal/backend/init/init.go
	grep -o 'backend[A-Za-z0-9]* "github.com/hashicorp/terraform/internal/backend/remote-state/[a-z0-9]*"' "$list" |
		tr -d '"' | while read -r name path; do
		backend=${path##*/}
		[ -d "internal/backend/remote-state/$backend" ] ||
			sed -i.bak "/remote-state\/$backend\"/d; /[^A-Za-z]$name\\./d" "$list"
	done
	sed -i.bak '/hashicorp\/terraform\/internal\//d' go.mod
}

build() {
	name=${1%%-*}
	version=${1#*-}
	case $name in
	terraform) module=github.com/hashicorp/terraform package=. variable=$module/version.dev ;;
	opentofu) module=github.com/opentofu/opentofu package=./cmd/tofu variable=$module/version.dev ;;
	*)
		say "'$1' is no CLI: the names are terraform-VERSION and opentofu-VERSION."
		exit 1
		;;
	esac
	say "building $1 from its Go module into .cache/clis/$1; this takes a few minutes"
	source=$(cd "$root/internal/tools" && go mod download -json "$module@v$version" | sed -n 's/^.*"Dir": "\(.*\)",*$/\1/p')
	[ -n "$source" ] || { say "the module $module v$version could not be downloaded"; exit 1; }
	work=$(mktemp -d)
	trap 'rm -rf "$work"' EXIT INT TERM
	cp -R "$source/." "$work"
	chmod -R u+w "$work"
	(
		cd "$work"
		[ "$name" != terraform ] || without_unpublished
		GOFLAGS=-mod=mod "$root/internal/tools/quietly.sh" go build -trimpath -ldflags "-s -w -X $variable=no" -o "$folder/$1.$$" "$package"
	)
	mv -f "$folder/$1.$$" "$folder/$1" # a build that was interrupted is no CLI
	rm -rf "$work"
	trap - EXIT INT TERM
}

missing() {
	for cli in $versions; do
		[ -x "$folder/$cli" ] || printf '%s\n' "$cli"
	done
}

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
build)
	mkdir -p "$folder"
	[ $# -gt 0 ] || { missing=$(missing) && set -- $missing; }
	for cli; do build "$cli"; done
	;;
test)
	failed=
	for cli in $versions; do
		[ -x "$folder/$cli" ] || continue
		TF_CLI=$folder/$cli "$root/internal/tools/go-test.sh" "$@" || failed="$failed $cli"
	done
	say "run with: $(cd "$folder" 2>/dev/null && echo *); not built: $(missing | tr '\n' ' ')"
	[ -z "$failed" ] || { say "tests failed with:$failed"; exit 1; }
	;;
report)
	echo "ran: $(CHECKPOINT_DISABLE=1 TF_CLI_CONFIG_FILE=/dev/null "$("$root/internal/tools/find-cli.sh")" version | head -n 1)"
	built=$(for cli in $versions; do [ ! -x "$folder/$cli" ] || printf ' %s' "$cli"; done)
	[ -z "$built" ] || echo "skipped: the tests with$built, which are built: make test-clis runs them"
	missing=$(missing | tr '\n' ' ')
	[ -z "$missing" ] || echo "skipped: the tests with ${missing% }, which are not built: make clis test-clis"
	sed -n 's/^\([a-z]*\) \([0-9.]*\) \([a-z].*\)$/\1-\2 \3/p' "$root/internal/tools/clis.txt" | grep -v ' module$' | sed 's/^\([^ ]*\) /skipped: the tests with \1: /'
	;;
*)
	sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
	exit 2
	;;
esac
