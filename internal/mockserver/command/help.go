package command

const help = `Usage: terraform-provider-auth0api mock-server [options] | COMMAND

Runs a mock Auth0 tenant for development and tests, and prints the environment
variables for the provider. It is not an identity provider: do not expose it.

Options:
  --listen HOST:PORT      where to listen (default 127.0.0.1:8080; port 0: any)
  --client-id ID          the client that can manage the tenant (default: from
  --client-secret SECRET  the data file, or generated; both are printed)
  --data FILE|URL         a file (mode 0600, secrets and keys in the clear) or
                          PostgreSQL (help cluster); default: in memory
  --seed FILE             create the users and more of this file (help seed)
  --tls                   serve TLS with a self-signed certificate
  --tls-dir DIR           store the certificate in DIR (cert.pem, key.pem)
  --domain HOST|URL       the tenant's name, if it is not the listen address
  --remove-alg-from-jwks  set that flag of the tenant: no "alg" in its JWKS
  --introspection         serve /oauth/introspect, which the service lacks
  --resource-parameter    set resource_parameter_profile to "compatibility"
  --any-user=false        let only users log in that the tenant has
  --cimd-allow-loopback   fetch client metadata documents from this machine too
  --control               serve the control API, under /_mock/ (help control)
  --tenants               serve many tenants, NAME.localhost:8080 (help tenants)
  --no-page               do not serve the tenant's page at /
  --page-from NETWORK     show the page to this address, too: a container's host
  --version               print the version
  --help                  print this text

Commands:
  export --data FILE      write the tenant as Terraform configuration
  import --data FILE PATH load the files of auth0-deploy-cli
  access --data FILE      print who can call what, and why
  help TOPIC              cluster, control (API), faults, seed or tenants

Examples:
  terraform-provider-auth0api mock-server
  terraform-provider-auth0api mock-server --tls --data tenant.db --tls-dir ./tls
  terraform-provider-auth0api mock-server --listen :8443 --tls --domain dev:8443

Stop it with Ctrl-C: requests in progress finish first. The exit code is then 0.
It is 1 if the tenant could not be served, and 2 if the options are invalid.
`

const exportHelp = `Usage: terraform-provider-auth0api mock-server export --data FILE

Writes the APIs, scopes, clients and client grants of a mock tenant, its roles,
and what is assigned to roles, users and organizations, as Terraform
configuration with import blocks, to the standard output. In a new folder,
terraform plan then imports all of it and changes nothing.

It omits objects that the tenant itself created (the Management API, the client
that mock-server prints, and its grant for that API), secrets, keys of clients,
and settings that no resource has.

Options:
  --data FILE             the data file of mock-server --data; a mock can be
                          running on it
  --help                  print this text

Example:
  terraform-provider-auth0api mock-server export --data tenant.db > new/main.tf
`
