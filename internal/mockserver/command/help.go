package command

const help = `Usage: terraform-provider-auth0api mock-server [options]

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
  --tls                   serve TLS with a self-signed certificate, made at start
  --tls-dir DIR           keep the certificate in DIR (cert.pem, key.pem) and use
                          it again next time
  --domain HOST|URL       the tenant's name for its clients, when it is not the
                          address listened on: in a container, behind a proxy
  --version               print the version
  --help                  print this text

Examples:
  terraform-provider-auth0api mock-server
  terraform-provider-auth0api mock-server --tls --data tenant.db --tls-dir ./tls
  terraform-provider-auth0api mock-server --listen 0.0.0.0:8443 --tls --domain mock:8443

Stop it with Ctrl-C: requests in flight finish first.
`
