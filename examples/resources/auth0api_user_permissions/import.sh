terraform import auth0api_user_permissions.billing 'auth0|billing'
