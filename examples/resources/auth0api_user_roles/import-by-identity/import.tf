import {
  to = auth0api_user_roles.billing
  identity = {
    user_id = "auth0|billing"
  }
}

resource "auth0api_user_roles" "billing" {
  user_id = "auth0|billing"
  roles   = ["rol_8tVx2LqZnKpWmRyB"]
}
