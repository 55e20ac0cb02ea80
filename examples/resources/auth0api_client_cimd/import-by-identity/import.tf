import {
  to = auth0api_client_cimd.editor
  identity = {
    client_id = "tpc_4kT9wXbN2mQzR7vLpJ6hYc"
  }
}

resource "auth0api_client_cimd" "editor" {
  external_client_id = "https://editor.example.test/client.json"
}
