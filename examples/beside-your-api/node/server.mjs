// An API that takes tokens of one issuer: GET /appointments needs the scope
// read:appointments.
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';

const app = express();
app.get(
  '/appointments',
  auth({
    issuerBaseURL: process.env.ISSUER,
    audience: process.env.AUDIENCE,
    tokenSigningAlg: 'RS256',
    // For development only: the keys are fetched again whenever a token names an
    // unknown one, also after two rotations in a row. In production leave it out,
    // so that tokens of anybody make the API fetch them each 30 seconds at most.
    cooldownDuration: 0,
  }),
  requiredScopes('read:appointments'),
  (req, res) => res.type('text').send('09:30 Dr. Ada\n'),
);
app.use((error, req, res, next) => {
  res.status(error.status ?? 500).set(error.headers ?? {}).json({ error: error.message });
});
const [host, port] = process.env.LISTEN.split(':');
app.listen(Number(port), host);
