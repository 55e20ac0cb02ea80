// The OAuth side of an MCP client with the official SDK. How the client is known to the
// tenant comes from the environment: CLIENT_ID (by hand), METADATA_URL (CIMD), or
// neither of them (dynamic registration).
import assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { login } from './browser.mjs';

const { CLIENT_ID, CLIENT_SECRET, METADATA_URL, REDIRECT_URI, ISSUER } = process.env;
export const serverURL = new URL(process.env.MCP_URL);

export class Session {
  constructor() {
    this.clientMetadataUrl = METADATA_URL;
    // Without the method, the SDK uses the first that the tenant lists, which is Basic.
    this.client = CLIENT_ID && { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, token_endpoint_auth_method: 'client_secret_post', issuer: ISSUER };
    this.redirects = 0;
  }
  get redirectUrl() { return REDIRECT_URI; }
  get clientMetadata() {
    return {
      client_name: 'Editor', redirect_uris: [REDIRECT_URI], grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'], token_endpoint_auth_method: 'none', client_uri: 'https://editor.example.test/', application_type: 'native',
    };
  }
  state() { return 'state-of-the-client'; }
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.saved; }
  saveTokens(tokens) { this.saved = tokens; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
  redirectToAuthorization(url) {
    this.redirects++;
    // The SDK leaves it to the application to ask for a refresh token.
    if (process.env.OFFLINE) {
      url.searchParams.set('scope', `${url.searchParams.get('scope')} offline_access`);
    }
    this.authorizationURL = url;
  }
}

// Runs a request, and logs in when the SDK asks for that.
export async function withLogin(session, run) {
  const transport = () => new StreamableHTTPClientTransport(serverURL, { authProvider: session });
  const attempt = async (over) => {
    const client = new Client({ name: 'interop', version: '1.0.0' });
    try {
      await client.connect(over);
      return await run(client);
    } finally {
      await client.close();
    }
  };
  const first = transport();
  try {
    return await attempt(first);
  } catch (error) {
    if (!(error instanceof UnauthorizedError)) {
      throw error;
    }
  }
  const answer = await login(session.authorizationURL, 'alice@example.test');
  assert.equal(answer.get('error'), null, answer.get('error_description'));
  assert.equal(answer.get('state'), session.state());
  assert.equal(answer.get('iss'), ISSUER);
  await first.finishAuth(answer.get('code'));
  return attempt(transport());
}

export async function call(client, name) {
  const result = await client.callTool({ name });
  assert.ok(!result.isError, JSON.stringify(result));
  return result.content[0].text;
}
