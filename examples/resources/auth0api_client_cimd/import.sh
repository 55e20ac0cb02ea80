terraform import auth0api_client_cimd.editor 'https://editor.example.test/client.json'
