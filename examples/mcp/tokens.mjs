// Verifies access tokens as each API must: signature, issuer, audience, expiry.
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';

export function verifyTokens(issuer, audience) {
  const keys = createRemoteJWKSet(new URL('.well-known/jwks.json', issuer));
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, algorithms: ['RS256'] });
      return {
        token,
        clientId: payload.client_id ?? payload.azp,
        scopes: payload.scope?.split(' ') ?? [],
        expiresAt: payload.exp,
        extra: { sub: payload.sub, act: payload.act },
      };
    } catch (error) {
      if (error instanceof errors.JOSEError) {
        throw new InvalidTokenError(error.message);
      }
      throw error; // such as a tenant that does not answer
    }
  };
}
