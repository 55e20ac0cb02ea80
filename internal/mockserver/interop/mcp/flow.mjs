// An MCP client logs in, uses a tool, is refused another one, steps up, and refreshes.
import assert from 'node:assert/strict';
import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { decodeJwt } from 'jose';
import { call, serverURL, Session, withLogin } from './session.mjs';

const { ISSUER, ADMIN_ID, ADMIN_SECRET, GRANT_ID, CLIENT_NAME, EXCHANGER } = process.env;
const claims = (session) => decodeJwt(session.saved.access_token);

const session = new Session();
const { tools, who } = await withLogin(session, async (client) => ({ tools: (await client.listTools()).tools, who: await call(client, 'whoami') }));
assert.deepEqual(tools.map((tool) => tool.name).sort(), ['list_appointments', 'whoami']);
assert.match(who, /^auth0\|/);
assert.equal(session.redirects, 1);
assert.equal(claims(session).iss, ISSUER);
assert.equal(claims(session).client_id, CLIENT_NAME || session.client.client_id);
assert.equal(claims(session).scope, 'tool:whoami', 'what the grant lacks is left out');

// Without the scope, the server refuses the tool with 403, and the SDK sends the user to
// log in again with the scopes of both tools: in vain, until the grant has both.
await assert.rejects(withLogin(session, (client) => call(client, 'list_appointments')), UnauthorizedError);
assert.equal(session.authorizationURL.searchParams.get('scope'), 'tool:whoami tool:appointments');
assert.equal(claims(session).scope, 'tool:whoami');
await extendGrant();
const listed = await withLogin(session, (client) => call(client, 'list_appointments'));
assert.ok(listed.includes(`for ${who}, read by ${EXCHANGER} on behalf of ${CLIENT_NAME || session.client.client_id}`), listed);
assert.equal(claims(session).scope, 'tool:whoami tool:appointments');
assert.equal(session.redirects, 4);

// A new session asks for a refresh token, and uses it.
process.env.OFFLINE = 'yes';
session.saved = undefined;
assert.equal(await withLogin(session, (client) => call(client, 'whoami')), who);
const before = session.saved;
assert.ok(before.refresh_token, 'a refresh token');
assert.equal(await auth(session, { serverUrl: serverURL }), 'AUTHORIZED');
assert.notEqual(session.saved.access_token, before.access_token);
assert.equal(claims(session).scope, 'tool:whoami tool:appointments offline_access');
assert.equal(session.redirects, 5, 'a refresh needs no user');
assert.equal(await withLogin(session, (client) => call(client, 'whoami')), who);

async function extendGrant() {
  const form = { grant_type: 'client_credentials', client_id: ADMIN_ID, client_secret: ADMIN_SECRET, audience: `${ISSUER}api/v2/` };
  const { access_token: token } = await (await fetch(`${ISSUER}oauth/token`, { method: 'POST', body: new URLSearchParams(form) })).json();
  const answer = await fetch(`${ISSUER}api/v2/client-grants/${GRANT_ID}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ scope: ['tool:whoami', 'tool:appointments'] }),
  });
  assert.equal(answer.status, 200);
}
