resource "auth0api_role" "reviewer" {
  name = "Reviewer"
}

resource "auth0api_user_roles" "service" {
  user_id = "auth0|service"
  roles   = [auth0api_role.reviewer.id]
}
