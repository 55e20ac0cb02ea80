// An MCP client that registers itself, logs in, and prints what the tool TOOL says.
import { call, Session, withLogin } from './session.mjs';

console.log(await withLogin(new Session(), (client) => call(client, process.env.TOOL)));
