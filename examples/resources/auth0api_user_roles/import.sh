terraform import auth0api_user_roles.billing 'auth0|billing'
