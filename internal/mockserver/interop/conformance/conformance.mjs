// Runs the scenarios of the MCP conformance suite for authorization servers, and logs in
// when the suite waits for a user. It prints the checks as a JSON array.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { login } from './browser.mjs';

const output = mkdtempSync(join(import.meta.dirname, 'results-'));
const suite = join(import.meta.dirname, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');
const { ISSUER, CLIENT_ID, CLIENT_SECRET, RESOURCE, PORT } = process.env;
const secret = CLIENT_SECRET ? ['--client-secret', CLIENT_SECRET] : [];
const child = spawn(
  process.execPath,
  ['--import', join(import.meta.dirname, 'node20.mjs'), suite, 'authorization', '--url', ISSUER, '--client-id', CLIENT_ID, ...secret,
    '--resource', RESOURCE, '--port', PORT, '--output-dir', output],
  { stdio: ['ignore', 'pipe', 'inherit'] },
);
let text = '';
let opened = false;
for await (const chunk of child.stdout.setEncoding('utf8')) {
  text += chunk;
  const address = /^(\S+\/authorize\?\S+)\n/m.exec(text)?.[1];
  // The suite prints the URL before its callback server listens.
  if (!opened && address && text.includes('Callback server started')) {
    opened = true;
    const answer = await login(address, 'alice@example.test');
    await fetch(`http://127.0.0.1:${PORT}/callback?${answer}`);
  }
}
const checks = readdirSync(output, { recursive: true })
  .filter((name) => name.endsWith('checks.json'))
  .flatMap((name) => JSON.parse(readFileSync(join(output, name), 'utf8')));
console.log(JSON.stringify(checks));
if (checks.length === 0) {
  console.error(text);
}
