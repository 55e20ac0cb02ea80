// A resource server with the vendor's middleware.
import { createServer } from 'node:http';
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { apis, serve, tenant } from './serve.mjs';

const app = express();
for (const api of apis) {
  const trust = api.secret
    ? { issuer: tenant, secret: api.secret }
    : // No pause before the key set is fetched again: a test does not wait.
      { issuerBaseURL: tenant, cooldownDuration: 0 };
  app.get(
    api.path,
    auth({
      ...trust,
      audience: api.audience,
      tokenSigningAlg: api.algorithm,
      strict: api.rfc9068,
      dpop: { enabled: api.dpop, required: api.dpop },
    }),
    requiredScopes(api.scope),
    (req, res) => res.json({ sub: req.auth.payload.sub }),
  );
}
app.use((error, req, res, next) => {
  res.status(error.status ?? 500).set(error.headers ?? {}).json({ error: error.message });
});
await serve(createServer(app));
