package command

const help = `Usage: terraform-provider-auth0api mock-server [options]
       terraform-provider-auth0api mock-server COMMAND

Runs a mock Auth0 tenant for development and tests, and prints the environment
variables that point the provider at it.
It is not an identity provider, and must not face the internet.

Options:
  --listen HOST:PORT      where to listen (default 127.0.0.1:8080; port 0 means
                          any free port)
  --client-id ID          the client that may manage the tenant (default: as in
  --client-secret SECRET  the data file, else generated; both are printed)
  --data FILE             store the tenant in this file, its secrets and keys in
                          the clear, with mode 0600 (default: in memory)
  --tls                   serve TLS with a self-signed certificate
  --tls-dir DIR           store the certificate in DIR (cert.pem, key.pem)
  --domain HOST|URL       the tenant's name for its clients, if it is not the
                          listen address: in a container, behind a proxy
  --remove-alg-from-jwks  set that flag of the tenant: no "alg" in the key set
  --introspection         serve /oauth/introspect, which the service lacks
  --resource-parameter    set resource_parameter_profile to "compatibility"
  --control               serve the control API, under /_mock/ (help control)
  --no-page               do not serve the tenant's page at /
  --page-from NETWORK     show the page to this address too: a container's host
  --version               print the version
  --help                  print this text

Commands:
  export --data FILE      write the tenant as Terraform configuration
  import --data FILE PATH load the files of auth0-deploy-cli
  help faults             print the options that inject faults
  help control            print the control API, which changes the faults

Examples:
  terraform-provider-auth0api mock-server
  terraform-provider-auth0api mock-server --tls --data tenant.db --tls-dir ./tls
  terraform-provider-auth0api mock-server --listen :8443 --tls --domain dev:8443

Stop it with Ctrl-C: requests in progress finish first. The exit code is then 0.
It is 1 if the tenant could not be served, and 2 if the options are invalid.
`

const exportHelp = `Usage: terraform-provider-auth0api mock-server export --data FILE

Writes the APIs, scopes, clients and client grants of a mock tenant as Terraform
configuration, each with an import block, to the standard output: in a new
folder, terraform plan imports them all and changes nothing.

It omits what the tenant created itself (the Management API, the client that
mock-server prints and its grant on that API), secrets, clients' keys, and
settings that no resource has.

Options:
  --data FILE             the data file of mock-server --data; a mock may be
                          running on it
  --help                  print this text

Example:
  terraform-provider-auth0api mock-server export --data tenant.db > new/main.tf
`
