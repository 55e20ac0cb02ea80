import {
  to = auth0api_client.reader
  id = "kJ0b3Sj9yh7xYcV2nTqW4rZpLmA8fGdE"
}

resource "auth0api_client" "reader" {
  name = "Appointments reader"
}
