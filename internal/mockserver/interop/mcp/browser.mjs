// What a user does in a browser: follows the authorization URL to the login page of the
// mock, accepts, and ends at the callback of the client.
const field = (page, name) => {
  const encoded = new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1];
  const entities = { amp: '&', lt: '<', gt: '>', quot: '"', '#34': '"', '#39': "'", '#43': '+' };
  return encoded?.replace(/&([#a-z0-9]+);/g, (entity, name) => entities[name] ?? entity);
};

// Returns the parameters of the callback. What the tenant shows on a page instead, as an
// error, is thrown.
export async function login(authorizationURL, user) {
  const opened = await fetch(authorizationURL, { redirect: 'manual' });
  if (opened.status === 302) {
    return callback(opened);
  }
  if (!opened.ok) { // to a browser, a page says this
    throw new Error((await opened.json()).error_description);
  }
  const page = await opened.text();
  const scopes = [...page.matchAll(/name="scope" value="([^"]*)"/g)].map((match) => ['scope', match[1]]);
  const accepted = await fetch(new URL(/<form method="post" action="([^"]*)"/.exec(page)[1], authorizationURL), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: opened.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; '), origin: new URL(authorizationURL).origin },
    body: new URLSearchParams([['request', field(page, 'request')], ['csrf', field(page, 'csrf')], ['user', user], ['decision', 'accept'], ...scopes]),
  });
  if (accepted.status !== 302 && accepted.status !== 303) {
    throw new Error(`the login page answered ${accepted.status}: ${await accepted.text()}`);
  }
  return callback(accepted);
}

const callback = (answer) => new URL(answer.headers.get('location')).searchParams;
