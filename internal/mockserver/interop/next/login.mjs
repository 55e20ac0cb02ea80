// The server side of the vendor's SDK for Next.js: its middleware logs in, keeps
// the session in a cookie, hands out the access token, and logs out.
import assert from 'node:assert/strict';
import { Auth0Client } from '@auth0/nextjs-auth0/server';
import { NextRequest } from 'next/server.js';

const { TENANT: domain, DOMAIN: address, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, AUDIENCE: audience, HOME: appBaseUrl } = process.env;
// The SDK accepts no port in a domain: what it sends to the tenant goes where the
// tenant listens.
const send = globalThis.fetch;
globalThis.fetch = (target, init) => send(String(target.url ?? target).replace(`https://${domain}/`, `https://${address}/`), init);

const auth0 = new Auth0Client({
  domain, clientId, clientSecret, appBaseUrl, secret: 'a secret of 32 bytes or more for the cookies',
  authorizationParameters: { audience, scope: 'openid profile offline_access read:appointments' },
});

const cookies = new Map();

// visit sends a request to the application, and returns where its answer leads.
async function visit(path) {
  const res = await auth0.middleware(request(path));
  for (const { name, value } of res.cookies.getAll()) value ? cookies.set(name, value) : cookies.delete(name);
  return res.headers.get('location');
}

function request(path) {
  return new NextRequest(new URL(path, appBaseUrl), { headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
}

// follow sends the browser to the tenant, and returns where that sends it.
async function follow(url) {
  const res = await fetch(url, { redirect: 'manual' });
  assert.ok(res.headers.get('location'), await res.text());
  return res.headers.get('location');
}

const authorize = await visit('/auth/login');
const callback = await follow(`${authorize}&prompt=none&login_hint=alice%40example.test`);
assert.equal(new URL(await visit(callback), appBaseUrl).href, new URL(appBaseUrl).href);

const session = await auth0.getSession(request('/'));
assert.equal(session.user.name, 'alice@example.test');
assert.equal(session.tokenSet.accessToken.split('.').length, 3);
assert.ok(session.tokenSet.refreshToken);

const logout = await visit('/auth/logout');
assert.equal(await follow(logout), appBaseUrl);
assert.equal(await auth0.getSession(request('/')), null);
