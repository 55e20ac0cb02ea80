// An API that takes tokens of one issuer: GET /orders needs the scope read:orders, and
// POST /orders the scope write:orders.
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';

const app = express();
app.use(auth({ issuerBaseURL: process.env.ISSUER, audience: process.env.AUDIENCE, tokenSigningAlg: 'RS256' }));
app.get('/orders', requiredScopes('read:orders'), (req, res) => res.type('text').send('1 espresso\n'));
app.post('/orders', requiredScopes('write:orders'), (req, res) => res.type('text').send('Ordered.\n'));
app.use((error, req, res, next) => {
  res.status(error.status ?? 500).set(error.headers ?? {}).json({ error: error.message });
});
const [host, port] = process.env.LISTEN.split(':');
app.listen(Number(port), host);
