# An MCP client that publishes its metadata: the URL of the document is its client_id.
variable "client_id" {
  type        = string
  description = "The URL of the client's metadata document."
}

resource "auth0api_client_cimd" "editor" {
  external_client_id = var.client_id
}

resource "auth0api_resource_server" "mcp" {
  identifier = "https://mcp.example.test/"
  name       = "MCP server"
}

# Third-party clients need a grant for each API, for users.
resource "auth0api_client_grant" "editor" {
  client_id    = auth0api_client_cimd.editor.client_id
  audience     = auth0api_resource_server.mcp.identifier
  subject_type = "user"
  scopes       = []
}
