# Tokens that only the API can read, that a thief cannot use, and that describe
# each payment.
resource "auth0api_resource_server" "payments" {
  name       = "Payments"
  identifier = "https://payments.example.test/"

  # The tenant encrypts tokens for this public key. The API keeps the private key.
  token_encryption = {
    format = "compact-nested-jwe"
    encryption_key = {
      name      = "payments-2026"
      kid       = "payments-2026"
      algorithm = "RSA-OAEP-256"
      pem       = <<-EOT
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
    }
  }

  # A client proves with each request that it has the key that its token names.
  proof_of_possession = {
    mechanism    = "dpop"
    required     = true
    required_for = "all_clients"
  }

  # Rich authorization requests: clients may request tokens for single payments.
  authorization_details = [{ type = "payment" }]
}
