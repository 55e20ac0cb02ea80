package command

const help = `Usage: terraform-provider-auth0api mock-server [options]
       terraform-provider-auth0api mock-server COMMAND

Runs a mock Auth0 tenant for development and tests, and prints the environment
variables that point the provider at it.
It is no identity provider and must not face the internet.

Options:
  --listen HOST:PORT      where to listen (default 127.0.0.1:8080; port 0 takes
                          a free one)
  --client-id ID          the client that may manage the tenant (default: the
  --client-secret SECRET  data file's, else generated; both are printed)
  --data FILE             keep the tenant in this file, its secrets and keys in
                          the clear, with mode 0600 (default: in memory)
  --tls                   serve TLS with a self-signed certificate
  --tls-dir DIR           keep the certificate in DIR (cert.pem, key.pem)
  --domain HOST|URL       the tenant's name for its clients, when it is not the
                          address listened on: in a container, behind a proxy
  --remove-alg-from-jwks  leave "alg" out of the keys, as that tenant flag does
  --introspection         serve /oauth/introspect, which the service lacks
  --resource-parameter    take resource where there is no audience (RFC 8707)
  --control               serve the control API, under /_mock/ (help control)
  --no-page               do not serve the page for people, which else is at /
  --version               print the version
  --help                  print this text

Commands:
  export --data FILE      write the tenant as Terraform configuration
  import --data FILE PATH load what auth0-deploy-cli keeps of a tenant
  help faults             tell of the options that have the tenant misbehave,
                          such as --rate-limit and --latency
  help control            tell of the control API: the same while it runs

Examples:
  terraform-provider-auth0api mock-server
  terraform-provider-auth0api mock-server --tls --data tenant.db --tls-dir ./tls
  terraform-provider-auth0api mock-server --listen :8443 --tls --domain dev:8443

Ctrl-C ends it once requests in flight are answered, with 0; it ends with 1 when
the tenant could not be served, and with 2 when the options make no sense.
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
