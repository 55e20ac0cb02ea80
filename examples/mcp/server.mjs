// An MCP server with two tools. Each needs a scope of its own, see server.json. The tool
// list_appointments calls another API on behalf of the user, see appointments.mjs.
import { readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { mcpAuthMetadataRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import { verifyTokens } from './tokens.mjs';

const { resource: declared, tools } = JSON.parse(readFileSync(new URL('server.json', import.meta.url)));
const resource = new URL(process.env.RESOURCE ?? declared);
// The issuer of the tokens, with its slash at the end.
const issuer = process.env.ISSUER;

// RFC 9728: where the metadata of this server is.
const resourceMetadataUrl = new URL('/.well-known/oauth-protected-resource', resource).href;

// The tokens of this server's users are exchanged for tokens of the appointments API.
async function onBehalfOf(token) {
  const answer = await fetch(new URL('oauth/token', issuer), {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      client_id: process.env.API_CLIENT_ID,
      client_secret: process.env.API_CLIENT_SECRET,
      subject_token: token,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      audience: 'https://appointments.example.test/',
      scope: 'read:appointments',
    }),
  });
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error(`The exchange of the token was refused: ${body.error_description}`);
  }
  return body.access_token;
}

async function appointments(token) {
  const answer = await fetch(process.env.APPOINTMENTS_URL ?? 'http://127.0.0.1:3002/appointments', {
    headers: { authorization: `Bearer ${await onBehalfOf(token)}` },
  });
  if (!answer.ok) {
    throw new Error(`The appointments API answered ${answer.status}.`);
  }
  return answer.text();
}

function newServer() {
  const server = new McpServer({ name: 'appointments', version: '1.0.0' });
  const text = (text) => ({ content: [{ type: 'text', text }] });
  server.registerTool('whoami', { description: 'Shows who is logged in' }, ({ authInfo }) => text(authInfo.extra.sub));
  server.registerTool('list_appointments', { description: 'Lists the appointments of the user' }, async ({ authInfo }) =>
    text(await appointments(authInfo.token)),
  );
  return server;
}

// A tool whose scope the token lacks is refused with 403 and the scopes to ask for. The
// client then logs in again (step-up).
function requireScopeOfTool(req, res, next) {
  const needed = [req.body].flat().filter((message) => message?.method === 'tools/call').map((message) => tools[message.params?.name]);
  const missing = needed.filter((scope) => scope && !req.auth.scopes.includes(scope));
  if (missing.length === 0) {
    return next();
  }
  const scope = [...new Set([...req.auth.scopes, ...missing])].join(' ');
  res
    .status(403)
    .set('WWW-Authenticate', `Bearer error="insufficient_scope", scope="${scope}", resource_metadata="${resourceMetadataUrl}"`)
    .json({ error: 'insufficient_scope', error_description: `The token has no scope ${missing.join(' ')}` });
}

const app = createMcpExpressApp();
// Clients learn from this metadata which tenant issues the tokens, and which scopes exist.
const oauthMetadata = await (await fetch(new URL('.well-known/oauth-authorization-server', issuer))).json();
app.use(mcpAuthMetadataRouter({ oauthMetadata, resourceServerUrl: resource, scopesSupported: Object.values(tools) }));

const verifier = { verifyAccessToken: verifyTokens(issuer, resource.href) };
app.post('/mcp', requireBearerAuth({ verifier, resourceMetadataUrl }), requireScopeOfTool, async (req, res) => {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  const server = newServer();
  res.on('close', () => server.close());
  await server.connect(transport);
  await transport.handleRequest(req, res, req.body);
});
app.all('/mcp', (req, res) => res.sendStatus(405)); // this server sends nothing by itself

app.listen(Number(resource.port), resource.hostname, () => console.log(`MCP server: ${new URL('mcp', resource)}`));
