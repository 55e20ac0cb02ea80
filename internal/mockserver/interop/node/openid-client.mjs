// openid-client, the client library that most middlewares are built on: discovery
// both ways, each client authentication, PKCE, refresh, DPoP, revocation, logout.
import assert from 'node:assert/strict';
import * as oidc from 'openid-client';

const { DOMAIN, CLIENT_ID: clientId, CLIENT_SECRET: secret, AUDIENCE: audience, DPOP_AUDIENCE: dpopAudience, REDIRECT_URI: redirectUri, HOME: home } = process.env;
const issuer = new URL(`https://${DOMAIN}/`);

for (const algorithm of ['oidc', 'oauth2']) {
  for (const authenticate of [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)]) {
    const config = await oidc.discovery(issuer, clientId, undefined, authenticate, { algorithm });
    const tokens = await oidc.clientCredentialsGrant(config, { audience });
    assert.equal(tokens.token_type, 'bearer');
  }
}

const config = await oidc.discovery(issuer, clientId, undefined, oidc.ClientSecretBasic(secret));

// logIn takes the authorization code flow without a page.
async function logIn(parameters, options) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri, scope: 'openid profile offline_access read:appointments', prompt: 'none', login_hint: 'alice@example.test',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256', state: expectedState, nonce: expectedNonce, ...parameters,
  });
  const sent = await fetch(url, { redirect: 'manual' });
  assert.equal(sent.status, 302, await sent.text());
  return oidc.authorizationCodeGrant(config, new URL(sent.headers.get('location')), { pkceCodeVerifier, expectedState, expectedNonce }, undefined, options);
}

const tokens = await logIn({ audience });
assert.equal(tokens.claims().name, 'alice@example.test');
assert.equal((await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims().sub)).name, 'alice@example.test');

const opaque = await logIn({});
assert.equal(opaque.access_token.split('.').length, 5);
assert.equal((await oidc.fetchUserInfo(config, opaque.access_token, opaque.claims().sub)).sub, tokens.claims().sub);

const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
await oidc.tokenRevocation(config, refreshed.refresh_token);
await assert.rejects(oidc.refreshTokenGrant(config, refreshed.refresh_token), { error: 'invalid_grant' });

const DPoP = oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair('ES256'));
assert.equal((await logIn({ audience: dpopAudience }, { DPoP })).token_type, 'dpop');

const logout = oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: home, id_token_hint: tokens.id_token });
const left = await fetch(logout, { redirect: 'manual' });
assert.equal(left.headers.get('location'), home, await left.text());
