// Applies the module to a tenant of its own, and calls the API with a token of the client that
// the module creates.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { api } from './appointments.mjs';
import { missing, start } from './mock.mjs';

const module = fileURLToPath(new URL('../module', import.meta.url));

describe('the module', { skip: await missing(), concurrency: true }, () => {
  let server;
  before(async () => {
    server = await start();
  });
  after(() => server?.stop());

  // The tenants know nothing of each other.
  for (const name of ['one', 'two']) {
    test(`in the tenant of test ${name}`, async (t) => {
      const tenant = await server.newTenant();
      t.after(() => server.deleteTenant(tenant));
      const outputs = await apply(t, tenant);
      const jwks = await server.send('GET', `${tenant.issuer}.well-known/jwks.json`);
      const appointments = api(tenant.issuer, outputs.audience, jwks).listen(0, '127.0.0.1');
      t.after(() => appointments.close());
      await once(appointments, 'listening');
      const { access_token: token } = await server.send(
        'POST',
        `${tenant.issuer}oauth/token`,
        new URLSearchParams({
          grant_type: 'client_credentials',
          audience: outputs.audience,
          client_id: outputs.client_id,
          client_secret: outputs.client_secret,
        }).toString(),
        { 'content-type': 'application/x-www-form-urlencoded' },
      );
      const call = async (method, bearer) => {
        const url = `http://127.0.0.1:${appointments.address().port}/appointments`;
        const response = await fetch(url, { method, headers: { authorization: `Bearer ${bearer}`, connection: 'close' } });
        return response.status;
      };
      assert.equal(await call('GET', token), 200);
      assert.equal(await call('POST', token), 403); // the module does not grant it
      assert.equal(await call('GET', 'none'), 401);
    });
  }
});

/** Applies a copy of the module, and returns its outputs. */
async function apply(t, tenant) {
  const folder = await mkdtemp(join(tmpdir(), 'module-'));
  t.after(() => rm(folder, { recursive: true }));
  await cp(module, folder, { recursive: true });
  const env = { ...process.env, AUTH0_DOMAIN: tenant.domain, AUTH0_CLIENT_ID: tenant.client_id, AUTH0_CLIENT_SECRET: tenant.client_secret };
  const terraform = (...args) => promisify(execFile)('terraform', [`-chdir=${folder}`, ...args], { env });
  // A provider that TF_CLI_CONFIG_FILE overrides needs no init, which would look for it in the
  // registry.
  if (!process.env.TF_CLI_CONFIG_FILE) await terraform('init', '-input=false');
  await terraform('apply', '-auto-approve', '-input=false');
  const { stdout } = await terraform('output', '-json');
  return Object.fromEntries(Object.entries(JSON.parse(stdout)).map(([name, { value }]) => [name, value]));
}
