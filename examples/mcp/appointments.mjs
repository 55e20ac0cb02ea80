// The API that the MCP server calls on behalf of its users: GET /appointments needs the
// scope read:appointments.
import express from 'express';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { verifyTokens } from './tokens.mjs';

const verifier = { verifyAccessToken: verifyTokens(process.env.ISSUER, 'https://appointments.example.test/') };
const app = express();
app.get('/appointments', requireBearerAuth({ verifier, requiredScopes: ['read:appointments'] }), (req, res) => {
  const { sub, act } = req.auth.extra;
  res.type('text').send(`09:30 Dr. Ada, for ${sub}, read by ${act.sub} on behalf of ${act.act.sub}\n`);
});
const [host, port] = (process.env.APPOINTMENTS_LISTEN ?? '127.0.0.1:3002').split(':');
app.listen(Number(port), host, () => console.log(`Appointments API: http://${host}:${port}/appointments`));
