import {
  to = auth0api_client_credentials.reader
  identity = {
    client_id = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
  }
}

resource "auth0api_client_credentials" "reader" {
  client_id             = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
  authentication_method = "client_secret_post"
}
