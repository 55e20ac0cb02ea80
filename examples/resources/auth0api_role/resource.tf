resource "auth0api_role" "editor" {
  name        = "Editor"
  description = "Makes, moves and cancels appointments"
}
