// Calls the tool whoami with the command line of MCP Inspector, and logs in when the
// Inspector prints where to. The arguments say how the Inspector is known to the tenant.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { login } from './browser.mjs';

const inspector = join(import.meta.dirname, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const { MCP_URL, CALLBACK } = process.env;
const child = spawn(
  process.execPath,
  [inspector, '--cli', '--server-url', MCP_URL, '--transport', 'http', '--callback-url', CALLBACK, '--format', 'json',
    '--method', 'tools/call', '--tool-name', 'whoami', ...process.argv.slice(2)],
  // AUTO_OPEN makes it log in without a terminal; there is no browser to open.
  { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, MCP_AUTO_OPEN_ENABLED: 'true', BROWSER: 'none', MCP_INSPECTOR_SECRET_STORE: 'memory' } },
);
child.on('exit', (code) => { process.exitCode = code; });
let text = '';
let opened = false;
for await (const chunk of child.stderr.setEncoding('utf8')) {
  text += chunk;
  process.stderr.write(chunk);
  const address = /(\S+\/authorize\?\S+)\n/.exec(text)?.[1];
  if (address && !opened) {
    opened = true;
    try {
      const answer = await login(address, 'alice@example.test');
      await fetch(`${CALLBACK}?${answer}`);
    } catch (error) { // the tenant shows an error: the Inspector would wait on
      console.error(error.message);
      child.kill();
      process.exitCode = 1;
    }
  }
}
