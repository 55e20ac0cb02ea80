terraform import auth0api_role_permission.read 'rol_8tVx2LqZnKpWmRyB::https://appointments.example.test/::read:appointments'
