// A mock server with a tenant for each test: the image ghcr.io/auth0api/auth0api-mock, or the
// program that MOCK_SERVER names, which needs no Docker.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const image = 'ghcr.io/auth0api/auth0api-mock:latest';

/** A reason to skip the tests, or false. */
export async function missing() {
  if (process.env.MOCK_SERVER) return false;
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return false;
  } catch (error) {
    return `there is no Docker, and MOCK_SERVER names no program: ${error.message}`;
  }
}

/** Starts a mock server. */
export async function start() {
  const port = await freePort();
  const server = new Server(port, randomBytes(24).toString('hex'));
  const environment = { AUTH0_MOCK_CONTROL_KEY: server.key };
  if (process.env.MOCK_SERVER) {
    await server.startProgram(process.env.MOCK_SERVER, environment);
    return server;
  }
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(image)
    .withCommand(['--tenants', '--domain', server.url])
    .withEnvironment(environment)
    // The port is fixed, because it is a part of the issuers of the tenants.
    .withExposedPorts({ container: 8080, host: port })
    .withWaitStrategy(Wait.forHttp('/_mock/health/ready', 8080))
    .start();
  server.stop = () => container.stop();
  return server;
}

class Server {
  constructor(port, key) {
    this.port = port;
    this.key = key;
    this.url = `http://localhost:${port}`;
  }

  async startProgram(program, environment) {
    const folder = await mkdtemp(join(tmpdir(), 'mock-'));
    const ready = join(folder, 'ready');
    const child = spawn(
      program,
      ['mock-server', '--tenants', '--listen', `127.0.0.1:${this.port}`, '--domain', this.url, '--ready-file', ready],
      { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    this.stop = async () => {
      if (child.exitCode === null) {
        child.kill();
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true });
    };
    for (let i = 0; i < 3000; i++) {
      if (child.exitCode !== null) throw new Error(`the mock server ended with ${child.exitCode}`);
      try {
        await access(ready);
        return;
      } catch {
        await sleep(10);
      }
    }
    throw new Error('the mock server is not ready after 30 seconds');
  }

  /** Creates a tenant: { name, issuer, domain, client_id, client_secret }. */
  newTenant() {
    return this.control('POST', '/_mock/tenants');
  }

  deleteTenant(tenant) {
    return this.control('DELETE', `/_mock/tenants/${tenant.name}`);
  }

  control(method, path) {
    const body = method === 'POST' ? '{}' : undefined;
    return this.send(method, this.url + path, body, { authorization: `Bearer ${this.key}` });
  }

  /**
   * Sends a request to a tenant, and returns the JSON of the response. It connects to this
   * machine, because not every system resolves names below localhost.
   */
  async send(method, url, body, headers = {}) {
    const { host, pathname } = new URL(url);
    const outgoing = request({ host: '127.0.0.1', port: this.port, method, path: pathname, headers: { host, ...headers } });
    outgoing.end(body);
    const [response] = await once(outgoing, 'response');
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk;
    if (response.statusCode >= 300) throw new Error(`${method} ${url}: ${response.statusCode} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

async function freePort() {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}
