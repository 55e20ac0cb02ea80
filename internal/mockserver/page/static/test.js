import { announce } from './announce.js';
import { importKey, sign } from './assertion.js';
import { offerCopies } from './copy.js';

// Sends the form of a test, as a client or as a user, in place: the form keeps the focus and
// what was entered, and the result is announced.
export function tryInPlace() {
  const form = document.getElementById('try');
  if (!form) return;
  let key = null; // the imported key, and the client and algorithm that it is for
  // One job at a time, in order: no answer replaces that of a later job.
  let last = Promise.resolve();
  const queue = job => { last = last.then(job); };

  form.addEventListener('submit', event => {
    event.preventDefault();
    queue(send);
  });

  async function send() {
    try {
      const body = new URLSearchParams(new FormData(form));
      for (const assertion of await assertions()) body.append('client_assertion', assertion);
      announce('Requesting a token');
      const next = await load(form.action, { method: 'POST', body });
      show(next, 'request', 'result');
      announce(document.getElementById('result').dataset.summary);
    } catch (error) {
      refuse(error.message);
    }
  }

  // Another client, user, organization, scope or key is another request; another client has
  // other keys.
  const update = async (...ids) => {
    const query = new URLSearchParams(new FormData(form));
    query.delete('csrf');
    query.delete('subject_token');
    query.set('kid', document.getElementById('credential')?.selectedOptions[0].dataset.kid ?? '');
    try {
      show(await load(`${location.pathname}?${query}`), ...ids);
    } catch (error) {
      refuse(error.message);
    }
  };
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'client_id') queue(() => update('request', 'result', 'signing'));
    else if (target.tagName !== 'TEXTAREA') queue(() => update('request'));
  });

  // Signs what the page requests: a token, and a token with another scope.
  async function assertions() {
    const credential = document.getElementById('credential');
    if (!credential) return [];
    const { kid, alg } = credential.selectedOptions[0].dataset;
    const { client, audience } = credential.dataset;
    const entered = document.getElementById('key');
    if (entered.value.trim()) {
      key = { client, alg, imported: await importKey(entered.value, alg) };
      entered.value = '';
      entered.placeholder = 'The key that you pasted is in use. Paste another key to replace it.';
    }
    if (!key || key.client !== client || key.alg !== alg) throw new Error('Paste the private key of this client first.');
    const about = { alg, kid, client, audience };
    return [await sign(key.imported, about), await sign(key.imported, about)];
  }
}

// Loads a view. An error of the page is thrown with its message.
async function load(address, options) {
  let res;
  try {
    res = await fetch(address, options);
  } catch {
    throw new Error('The mock does not answer. It may be stopped.');
  }
  const next = new DOMParser().parseFromString(await res.text(), 'text/html');
  if (!next.getElementById('result')) {
    throw new Error(next.getElementById('message')?.textContent ?? `The page answered ${res.status}.`);
  }
  return next;
}

// Replaces parts of the page by those of another view.
function show(next, ...ids) {
  const open = [...document.querySelectorAll('#request details')].map(d => d.open);
  for (const id of ids) {
    document.getElementById(id).replaceWith(next.getElementById(id));
    offerCopies(document.getElementById(id));
  }
  document.querySelectorAll('#request details').forEach((d, i) => { d.open = open[i] ?? false; });
}

// Shows and announces why there is no result.
function refuse(message) {
  const text = document.createElement('p');
  text.className = 'notice bad';
  text.textContent = message;
  document.getElementById('result').replaceChildren(text);
  announce(message);
}
