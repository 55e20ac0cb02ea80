# No secret at all: the client signs assertions with its private key, and the
# tenant has the public key. To replace the key, list the new key beside the old
# one, deploy the new private key, then remove the old key from the list.
resource "auth0api_client" "writer" {
  name                   = "Appointments writer"
  client_secret_in_state = false
}

resource "auth0api_client_credentials" "writer" {
  client_id             = auth0api_client.writer.client_id
  authentication_method = "private_key_jwt"

  private_key_jwt = {
    credentials = [
      {
        name       = "2026"
        algorithm  = "RS256"
        expires_at = "2090-01-01T00:00:00Z"
        pem        = <<-EOT
          -----BEGIN PUBLIC KEY-----
          MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAkl+5EfVlceM/35PQbFHH
          T7lF3Bmfsi1gQzvYRTCgmivhw0TX1GLhUfDfAoFs9/7OA6PfpJsRkjA2AcuTfyi2
          bYhLi86SV76GE8bAhEQ3P5R0KbYTUyKVCeo5//QQ05TZ8rRhz3q+A5Tw0Wvib24A
          FBrIt67ofIvRaCsprNMoWbGjfyFmUGLY6BAkQ/+gBUESjak0qfB+H5S8O0JNFJQn
          qkLXegi/D0+XbypGhRNUy9CoZOTIThkIBTa3pAshWlNT0pmV8y/C8cj2PiV7nkyA
          tDo0GXX6tIWOy0efr0TGhj8lvdg4xiiGx9GISXQu+PUf3peDzXIXTBbsTuDHrJnr
          sQIDAQAB
          -----END PUBLIC KEY-----
        EOT
      },
    ]
  }
}
