import {
  to = auth0api_client_grant.reader
  identity = {
    id = "cgr_2rWZQxV8nKpLmTyB"
  }
}

resource "auth0api_client_grant" "reader" {
  client_id = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
  audience  = "https://appointments.example.test/"
  scopes    = ["read:appointments"]
}
