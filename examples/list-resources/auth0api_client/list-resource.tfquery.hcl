list "auth0api_client" "machines" {
  provider         = auth0api
  include_resource = true
  config {
    app_types   = ["non_interactive"]
    name_filter = "Appointments"
  }
}
