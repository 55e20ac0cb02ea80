package command

const help = `Usage: terraform-provider-auth0api mock-server [options]
       terraform-provider-auth0api mock-server export --data FILE

Runs a mock Auth0 tenant for development and tests: the Management API for
APIs, clients and client grants, and the token endpoint. It prints the
environment variables that point the provider at it.

It is no identity provider and must not face the internet.

Options:
  --listen HOST:PORT      where to listen (default 127.0.0.1:8080; port 0 takes
                          a free one); an address that other machines can reach
                          has to be asked for
  --client-id ID          the client that may manage the tenant (default: the
  --client-secret SECRET  data file's, else generated; both are printed)
  --data FILE             keep the tenant in this file, which several processes
                          may open at once (default: in memory, lost at exit).
                          It holds secrets and private keys in the clear, and
                          is made with mode 0600
  --tls                   serve TLS with a self-signed certificate, made at
                          start
  --tls-dir DIR           keep the certificate in DIR (cert.pem, key.pem) and
                          use it again next time
  --domain HOST|URL       the tenant's name for its clients, when it is not the
                          address listened on: in a container, behind a proxy
  --remove-alg-from-jwks  the tenant flag of that name: the key set does not say
                          "alg": "RS256", and so verifies PS256 and RS512 too
  --control               serve the control API below, under /_mock/
  --no-page               do not serve the page for people, which else is at /,
                          for this machine's browsers: APIs, test tokens,
                          signing keys, requests
  --version               print the version
  --help                  print this text

Misbehaviour on demand:
  --rate-limit N          let through N requests a second to the Management API,
  --burst N               and N at once after a pause (default: the rate limit);
                          others get 429
  --latency DURATION      wait before each request is looked at
  --error-rate SHARE      answer 500 to this share of requests, and do nothing
  --lost-rate SHARE       do what this share of requests asks, and then close
                          the connection instead of answering
  --slow-answers DURATION have the body of an answer take so long, in pieces
  --rotate-keys WHEN      rotate the signing keys, and
  --expire-tokens WHEN    expire all management tokens issued so far: after a
                          number of requests, or at a time of the tenant's clock
  --freeze-clock TIME     stop the tenant's clock, at this time or "now"
  --advance-clock DURATION
                          set the tenant's clock ahead (or back, with a -)
  --seed N                make chance repeatable (GET /_mock/faults tells the
                          seed of a run without it)
  A SHARE is above 0 and at most 1; a DURATION is such as 50ms or 1h30m; a time
  is such as 2030-01-31T12:00:00Z.

Control API (--control), from this machine and under a loopback name only:
  GET /_mock/             lists it, with what each request takes
  GET, PUT, PATCH /_mock/faults
                          the faults, such as {"rate_limit": {"rate": 2,
                          "burst": 10}, "latency": "50ms", "lost_answers":
                          {"rate": 1, "times": 1, "methods": ["POST"],
                          "path": "/api/v2/clients"}}; {} is none
  GET, PUT /_mock/clock   {"frozen": true}, {"advance": "24h"}, {"now": time}
  POST /_mock/reset       back to the objects, faults and clock of the start;
                          forgets logins, codes and the requests
  GET, DELETE /_mock/requests
                          the requests so far, with counts per route
  POST /_mock/change      a Management API request behind everybody's back:
                          {"method": "PATCH", "path": "/clients/ID", "body": {}}
  POST /_mock/keys/rotate, POST /_mock/tokens/expire

Examples:
  terraform-provider-auth0api mock-server
  terraform-provider-auth0api mock-server --tls --data tenant.db --tls-dir ./tls
  terraform-provider-auth0api mock-server --listen :8443 --tls --domain dev:8443
  terraform-provider-auth0api mock-server --rate-limit 2 --latency 50ms
  terraform-provider-auth0api mock-server --control --error-rate 0.1 --seed 7

Stop it with Ctrl-C: requests in flight finish first. It ends with 0 then, with
1 when the tenant could not be served, and with 2 when the options make no
sense.
`

const exportHelp = `Usage: terraform-provider-auth0api mock-server export --data FILE

Writes the APIs, scopes, clients and client grants of a mock tenant as Terraform
configuration, each with an import block, to the standard output: in a new
folder, terraform plan imports them all and changes nothing.

Left out are what the tenant made itself (the Management API, the client that
mock-server prints and its grant on that API), secrets, clients' keys, and
settings that no resource has.

Options:
  --data FILE             the file that mock-server --data keeps the tenant in;
                          a mock may be running on it
  --help                  print this text

Example:
  terraform-provider-auth0api mock-server export --data tenant.db > new/main.tf
`
