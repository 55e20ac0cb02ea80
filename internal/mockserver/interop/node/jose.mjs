// A resource server with jose alone.
import { createServer } from 'node:http';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { apis, serve, tenant } from './serve.mjs';

const discovery = await fetch(new URL('.well-known/openid-configuration', tenant));
const { issuer, jwks_uri: keySet } = await discovery.json();
// No pause before the key set is fetched again: a test does not wait.
const published = createRemoteJWKSet(new URL(keySet), { cooldownDuration: 0 });

async function check(api, authorization) {
  const [, token] = /^Bearer (.+)$/i.exec(authorization ?? '') ?? [];
  if (!token) return [401, { error: 'no bearer token' }];
  const key = api.secret ? new TextEncoder().encode(api.secret) : published;
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience: api.audience,
      algorithms: [api.algorithm],
      typ: api.rfc9068 ? 'at+jwt' : undefined,
      requiredClaims: ['exp'],
    });
    if (!(payload.scope ?? '').split(' ').includes(api.scope)) return [403, { error: 'insufficient scope' }];
    return [200, { sub: payload.sub }];
  } catch (error) {
    return [error instanceof errors.JOSEError ? 401 : 500, { error: error.message }];
  }
}

await serve(
  createServer(async (req, res) => {
    const api = apis.find(({ path }) => path === req.url);
    const [status, body] = api ? await check(api, req.headers.authorization) : [404, {}];
    res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  }),
);
