// An API that accepts the tokens of one issuer: GET /appointments needs the scope
// read:appointments, and POST needs write:appointments.

import { createServer } from 'node:http';
import { createLocalJWKSet, jwtVerify } from 'jose';

const scopes = { GET: 'read:appointments', POST: 'write:appointments' };

/** Makes the server of the API. jwks are the keys of the issuer. */
export function api(issuer, audience, jwks) {
  const keys = createLocalJWKSet(jwks);
  return createServer(async (request, response) => {
    response.statusCode = await status(request, { issuer, audience, keys });
    response.end();
  });
}

async function status(request, { issuer, audience, keys }) {
  try {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const { payload } = await jwtVerify(token, keys, { issuer, audience, requiredClaims: ['exp'] });
    return payload.scope?.split(' ').includes(scopes[request.method]) ? 200 : 403;
  } catch {
    return 401;
  }
}
