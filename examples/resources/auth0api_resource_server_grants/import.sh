terraform import auth0api_resource_server_grants.appointments 'https://appointments.example.test/'
