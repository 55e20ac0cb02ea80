// What the resource servers have in common with ../jwx: the tenant's URL and
// the APIs come from the environment, the address goes to the standard output,
// and the end of the standard input is the end of the server.
import { once } from 'node:events';

// The tenant's URL, with a slash at the end.
export const tenant = process.env.TENANT_URL;

// What to protect: path, audience, algorithm, scope; secret for HS256; rfc9068
// and dpop where the API has these settings.
export const apis = JSON.parse(process.env.APIS);

export async function serve(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  console.log(`http://127.0.0.1:${server.address().port}`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  server.close();
  server.closeAllConnections();
}
