// The vendor's client for logins takes the authorization code flow with PKCE,
// refreshes, and takes a token for itself. It checks what it gets as OAuth and
// OpenID Connect say: discovery document, answers, ID token.
import assert from 'node:assert/strict';
import { AuthClient } from '@auth0/auth0-auth-js';

const { DOMAIN: domain, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret, AUDIENCE: audience, REDIRECT_URI: redirectURI } = process.env;
const auth = new AuthClient({ domain, clientId, clientSecret, authorizationParams: { redirect_uri: redirectURI } });

const { authorizationUrl, codeVerifier } = await auth.buildAuthorizationUrl({
  authorizationParams: { audience, scope: 'openid profile email offline_access read:appointments', prompt: 'none', login_hint: 'alice@example.test' },
});
const sent = await fetch(authorizationUrl, { redirect: 'manual' });
assert.equal(sent.status, 302, await sent.text());
const tokens = await auth.getTokenByCode(new URL(sent.headers.get('location')), { codeVerifier });
assert.equal(tokens.claims.email, 'alice@example.test');
assert.deepEqual(tokens.scope.split(' ').sort(), ['email', 'offline_access', 'openid', 'profile', 'read:appointments']);

const info = await fetch(`https://${domain}/userinfo`, { headers: { Authorization: `Bearer ${tokens.accessToken}` } });
assert.equal((await info.json()).sub, tokens.claims.sub);

const refreshed = await auth.getTokenByRefreshToken({ refreshToken: tokens.refreshToken });
assert.notEqual(refreshed.refreshToken, tokens.refreshToken);
await assert.rejects(auth.getTokenByRefreshToken({ refreshToken: tokens.refreshToken }), ({ cause }) => cause.error === 'invalid_grant');

const own = await auth.getTokenByClientCredentials({ audience });
assert.ok(own.accessToken && own.expiresAt > Date.now() / 1000);
await assert.rejects(auth.getTokenByClientCredentials({ audience: 'urn:unknown' }), ({ cause }) => cause.error === 'access_denied');
