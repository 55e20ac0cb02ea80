resource "auth0api_resource_server" "appointments" {
  name           = "Appointments"
  identifier     = "https://appointments.example.test/"
  signing_alg    = "RS256"
  token_lifetime = 3600

  # Role-based access control: users' tokens hold their permissions.
  enforce_policies = true
  token_dialect    = "rfc9068_profile_authz"

  # Clients of their own account need a grant; without a grant, no user's client
  # gets a token either.
  subject_type_authorization = {
    client = { policy = "require_client_grant" }
    user   = { policy = "require_client_grant" }
  }
}
