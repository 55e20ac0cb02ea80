terraform import auth0api_resource_server_scope.read 'https://appointments.example.test/::read:appointments'
