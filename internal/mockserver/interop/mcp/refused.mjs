// An MCP client that the tenant refuses. The error that the user sees must match WANT.
import assert from 'node:assert/strict';
import { call, Session, withLogin } from './session.mjs';

await assert.rejects(
  withLogin(new Session(), (client) => call(client, 'whoami')),
  (error) => {
    assert.match(`${error.name}: ${error.message}`, new RegExp(process.env.WANT));
    return true;
  },
);
