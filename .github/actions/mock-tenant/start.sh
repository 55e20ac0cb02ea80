#!/usr/bin/env bash
# Starts a mock tenant for the later steps of a job, and waits until it is ready. The inputs
# of action.yml are in MOCK_*.
set -euo pipefail

domain="http://127.0.0.1:$MOCK_PORT"
log="${RUNNER_TEMP:-/tmp}/mock-tenant.log"
export AUTH0_MOCK_CLIENT_ID=mock-tenant
AUTH0_MOCK_CLIENT_SECRET=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export AUTH0_MOCK_CLIENT_SECRET
echo "::add-mask::$AUTH0_MOCK_CLIENT_SECRET"

read -ra arguments <<<"$MOCK_ARGUMENTS"
if [ -n "$MOCK_BINARY" ]; then
	[ -z "$MOCK_SEED" ] || arguments+=(--seed "$MOCK_SEED")
	# The ready file is of this process; a request could reach another tenant on the port.
	ready="${RUNNER_TEMP:-/tmp}/mock-tenant.ready"
	nohup "$MOCK_BINARY" mock-server --listen "127.0.0.1:$MOCK_PORT" --ready-file "$ready" "${arguments[@]+"${arguments[@]}"}" >"$log" 2>&1 </dev/null &
	echo $! >"${RUNNER_TEMP:-/tmp}/mock-tenant.pid"
	is_ready() { [ -e "$ready" ]; }
	running() { kill -0 "$(cat "${RUNNER_TEMP:-/tmp}/mock-tenant.pid")" 2>/dev/null; }
	lines() { grep -v '^export AUTH0_CLIENT_SECRET=' "$log"; }
else
	volume=()
	if [ -n "$MOCK_SEED" ]; then
		volume=(--volume "$(realpath "$MOCK_SEED"):/seed.yaml:ro")
		arguments+=(--seed /seed.yaml)
	fi
	docker run --detach --name mock-tenant --publish "127.0.0.1:$MOCK_PORT:8080" --env AUTH0_MOCK_CLIENT_ID --env AUTH0_MOCK_CLIENT_SECRET \
		"${volume[@]+"${volume[@]}"}" "$MOCK_IMAGE" --domain "$domain" "${arguments[@]+"${arguments[@]}"}" >/dev/null
	is_ready() { curl --silent --fail --max-time 2 --output /dev/null "$domain/_mock/health/ready"; }
	running() { [ "$(docker inspect --format '{{.State.Running}}' mock-tenant)" = true ]; }
	lines() { docker logs mock-tenant 2>&1 | grep -v '^export AUTH0_CLIENT_SECRET='; }
fi

for _ in $(seq 300); do
	if is_ready; then
		{
			echo "domain=$domain"
			echo "client-id=$AUTH0_MOCK_CLIENT_ID"
			echo "client-secret=$AUTH0_MOCK_CLIENT_SECRET"
		} >>"$GITHUB_OUTPUT"
		{
			echo "AUTH0_DOMAIN=$domain"
			echo "AUTH0_CLIENT_ID=$AUTH0_MOCK_CLIENT_ID"
			echo "AUTH0_CLIENT_SECRET=$AUTH0_MOCK_CLIENT_SECRET"
		} >>"$GITHUB_ENV"
		exit 0
	fi
	running || break
	sleep 0.1
done
echo "::error::The mock tenant did not become ready at $domain; its log:"
lines || true
exit 1
