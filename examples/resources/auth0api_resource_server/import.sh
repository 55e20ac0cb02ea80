terraform import auth0api_resource_server.appointments 'https://appointments.example.test/'
