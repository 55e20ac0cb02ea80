terraform import auth0api_role.auditor 'rol_8tVx2LqZnKpWmRyB'
