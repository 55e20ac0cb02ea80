resource "auth0api_resource_server" "appointments" {
  name           = "Appointments"
  identifier     = "https://appointments.example.test/"
  signing_alg    = "RS256"
  token_lifetime = 3600

  # Role-based access control: a user's token lists the user's permissions.
  enforce_policies = true
  token_dialect    = "rfc9068_profile_authz"

  # Every client needs a client grant, also to act on behalf of a user.
  subject_type_authorization = {
    client = { policy = "require_client_grant" }
    user   = { policy = "require_client_grant" }
  }
}
