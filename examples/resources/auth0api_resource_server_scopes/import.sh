terraform import auth0api_resource_server_scopes.appointments 'https://appointments.example.test/'
