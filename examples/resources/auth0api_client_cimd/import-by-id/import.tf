# By the client's ID, or by the URL of its document.
import {
  to = auth0api_client_cimd.editor
  id = "https://editor.example.test/client.json"
}

resource "auth0api_client_cimd" "editor" {
  external_client_id = "https://editor.example.test/client.json"
}
