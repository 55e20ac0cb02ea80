// express-openid-connect, the vendor's middleware for web applications, first with
// its defaults (the implicit flow by form_post) and then with a code, for which it
// authenticates by Basic. A small browser logs in and out.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import express from 'express';
import openid from 'express-openid-connect';

const { auth, requiresAuth } = openid;
const { DOMAIN, CLIENT_ID: clientID, CLIENT_SECRET: clientSecret, AUDIENCE: audience, PORT: port } = process.env;
const baseURL = `http://127.0.0.1:${port}`;
const base = { baseURL, clientID, issuerBaseURL: `https://${DOMAIN}`, secret: 'a secret for the cookies of the application', idpLogout: true };

let app;
const server = createServer((req, res) => app(req, res));
await new Promise(resolve => server.listen(port, '127.0.0.1', resolve));

for (const [name, settings] of Object.entries({
  defaults: {},
  code: { clientSecret, authorizationParams: { response_type: 'code', audience, scope: 'openid profile read:appointments' } },
})) {
  app = express();
  app.use(auth({ ...base, ...settings, authRequired: false }));
  app.get('/profile', requiresAuth(), (req, res) => res.json({ name: req.oidc.user.name, token: req.oidc.accessToken?.access_token }));
  app.get('/', (req, res) => res.json({ loggedIn: req.oidc.isAuthenticated() }));
  const browser = newBrowser();
  const profile = await browser.logIn(`${baseURL}/profile`);
  assert.equal(profile.name, 'alice@example.com', name);
  assert.equal(Boolean(profile.token), name === 'code', name);
  assert.deepEqual(await browser.visit(`${baseURL}/logout`), { loggedIn: false }, name);
  const page = await browser.visit(`${baseURL}/profile`);
  assert.match(page, /Log in to/, `${name}: the session at the tenant has not ended`);
}
server.close();
server.closeAllConnections();

// newBrowser keeps cookies for each origin, follows redirects, and sends forms.
function newBrowser() {
  const jars = {};
  async function visit(url, form) {
    const { origin } = new URL(url);
    const jar = jars[origin] ??= new Map();
    const res = await fetch(url, {
      method: form ? 'POST' : 'GET', body: form, redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...jar].map(([key, value]) => `${key}=${value}`).join('; ') },
    });
    for (const cookie of res.headers.getSetCookie()) {
      const [, key, value] = cookie.match(/^([^=]+)=([^;]*)/);
      /Max-Age=0|Expires=Thu, 01 Jan 1970/i.test(cookie) || value === '' ? jar.delete(key) : jar.set(key, value);
    }
    const location = res.headers.get('location');
    if (location) return visit(new URL(location, url));
    const text = await res.text();
    if (/json/.test(res.headers.get('content-type'))) return JSON.parse(text);
    // A page that posts itself.
    return text.includes('document.forms[0].submit()') ? visit(action(text, url), fields(text)) : text;
  }
  async function logIn(url) {
    const page = await visit(url);
    const form = fields(page);
    form.set('user', 'alice@example.com');
    form.set('decision', 'accept');
    for (const [, scope] of page.matchAll(/name="scope" value="([^"]*)"/g)) form.append('scope', scope);
    return visit(action(page, `https://${DOMAIN}/`), form);
  }
  return { visit, logIn };
}

function unescape(text) {
  return text.replace(/&#34;/g, '"').replace(/&#39;/g, "'").replace(/&#43;/g, '+').replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}

function action(page, base) {
  return new URL(unescape(page.match(/action="([^"]*)"/)[1]), base);
}

function fields(page) {
  return new URLSearchParams([...page.matchAll(/type="hidden" name="([^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, unescape(value)]));
}
