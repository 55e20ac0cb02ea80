// The vendor's Management API client and authentication client do to the mock
// tenant what a deployment script does to a real one.
import assert from 'node:assert/strict';
import { ManagementClient, ManagementError } from 'auth0';
import { AuthenticationClient } from 'auth0/legacy';
import { createRemoteJWKSet, jwtVerify } from 'jose';

const { DOMAIN: domain, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
let management = new ManagementClient({ domain, clientId, clientSecret });
const identifier = 'https://appointments.test/';

async function all(page) {
  const items = [];
  for await (const item of await page) items.push(item);
  return items;
}

async function refused(call, status, code) {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ManagementError, `${error}`);
    assert.deepEqual([error.statusCode, error.body.errorCode], [status, code]);
    return true;
  });
}

// An API, read in each way.
const api = await management.resourceServers.create({
  name: 'Appointments',
  identifier,
  scopes: [{ value: 'read:appointments', description: 'See appointments' }],
});
assert.equal(api.signing_alg, 'RS256');
assert.deepEqual(await management.resourceServers.get(api.id), api);
assert.deepEqual(await management.resourceServers.get(identifier), api);
assert.deepEqual(await all(management.resourceServers.list({ identifiers: identifier })), [api]);
for (const name of ['b', 'c', 'd']) await management.resourceServers.create({ identifier: `https://${name}.test/` });
assert.equal((await all(management.resourceServers.list({ per_page: 2 }))).length, 5, 'four, and the Management API');

const changed = await management.resourceServers.update(api.id, {
  token_lifetime: 3600,
  scopes: [{ value: 'read:appointments' }, { value: 'write:appointments' }],
});
assert.deepEqual([changed.token_lifetime, changed.scopes.length, changed.name], [3600, 2, 'Appointments']);

// Refusals are errors that the client knows.
await refused(() => management.resourceServers.create({ identifier }), 409, 'resource_server_conflict');
await refused(() => management.resourceServers.create({ name: 'x' }), 400, 'invalid_body');
await refused(() => management.resourceServers.get('unknown'), 404, 'inexistent_resource_server');
await refused(() => new ManagementClient({ domain, token: 'opaque' }).resourceServers.list(), 401, 'invalid_token');

// A client and its grant.
const client = await management.clients.create({ name: 'Reader', app_type: 'non_interactive' });
assert.deepEqual((await management.clients.get(client.client_id)).client_secret, client.client_secret);
const clients = await all(management.clients.list({ per_page: 1 }));
assert.deepEqual(clients.map((each) => each.client_id).filter((id) => [client.client_id, clientId].includes(id)).sort(), [client.client_id, clientId].sort());
const grant = await management.clientGrants.create({ client_id: client.client_id, audience: identifier, scope: ['read:appointments'] });
assert.deepEqual(await all(management.clientGrants.list({ audience: identifier, take: 1 })), [grant]);
await refused(() => management.clientGrants.create({ client_id: client.client_id, audience: identifier, scope: [] }), 409, 'client_grant_conflict');

// A token, signed with the current key.
const signer = (keys) => keys.find(({ current }) => current).kid;
const oauth = new AuthenticationClient({ domain, clientId: client.client_id, clientSecret: client.client_secret }).oauth;
const token = async () => (await oauth.clientCredentialsGrant({ audience: identifier })).data.access_token;
const verify = (raw) => jwtVerify(raw, createRemoteJWKSet(new URL(`https://${domain}/.well-known/jwks.json`)), { issuer: `https://${domain}/`, audience: identifier });
const first = await token();
const { payload, protectedHeader } = await verify(first);
assert.deepEqual([payload.scope, payload.gty, payload.exp - payload.iat], ['read:appointments', 'client-credentials', 3600]);
assert.equal(protectedHeader.kid, signer(await management.keys.signing.list()));

// A key is rotated, and revoked.
const rotated = await management.keys.signing.rotate();
assert.equal(signer(await management.keys.signing.list()), rotated.kid);
await verify(first);
assert.equal((await verify(await token())).protectedHeader.kid, rotated.kid);
await management.keys.signing.revoke(protectedHeader.kid);
await assert.rejects(verify(first), { code: 'ERR_JWKS_NO_MATCHING_KEY' });
// The client's own token was of that key too.
await refused(() => management.keys.signing.list(), 401, 'invalid_token');
management = new ManagementClient({ domain, clientId, clientSecret });
assert.equal((await management.keys.signing.get(protectedHeader.kid)).revoked, true);

// What the grant allows is what a token gets; a new secret ends the old one.
await management.clientGrants.update(grant.id, { scope: ['write:appointments'] });
assert.equal((await verify(await token())).payload.scope, 'write:appointments');
const renewed = await management.clients.rotateSecret(client.client_id);
assert.notEqual(renewed.client_secret, client.client_secret);
await assert.rejects(token, { statusCode: 401, error: 'access_denied', error_description: 'Unauthorized' });

// And all goes.
await management.clientGrants.delete(grant.id);
await management.clients.delete(client.client_id);
await management.resourceServers.delete(api.id);
await refused(() => management.resourceServers.get(api.id), 404, 'inexistent_resource_server');
