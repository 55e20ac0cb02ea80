// Signs assertions by which a client authenticates (RFC 7523), with a private key that
// stays in the browser. The key is imported as not extractable.

const algorithms = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  RS384: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256', saltLength: 32 },
};

// Imports a private key in PEM, PKCS #8 or PKCS #1, for an algorithm of JWS.
export async function importKey(pem, alg) {
  if (!crypto.subtle) throw new Error('This browser signs only on https or on localhost. Open the page under such an address.');
  if (!algorithms[alg]) throw new Error(`The page cannot sign with ${alg}.`);
  const block = /-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(pem);
  if (!block) throw new Error('This is not a private key in PEM, which begins with -----BEGIN PRIVATE KEY-----.');
  let der = Uint8Array.from(atob(block[2].replace(/\s/g, '')), c => c.charCodeAt(0));
  switch (block[1]) {
    case 'PRIVATE KEY':
      break;
    case 'RSA PRIVATE KEY':
      der = inPKCS8(der);
      break;
    case 'ENCRYPTED PRIVATE KEY':
      throw new Error('The key is encrypted. Decrypt it first, such as with openssl pkey.');
    default:
      throw new Error(`This is a ${block[1]}, not the private key.`);
  }
  try {
    return await crypto.subtle.importKey('pkcs8', der, algorithms[alg], false, ['sign']);
  } catch {
    throw new Error('The browser cannot read this key: it must be an RSA key.');
  }
}

// Signs an assertion that is valid for one minute, and for one request.
export async function sign(key, { alg, kid, client, audience }) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: client, sub: client, aud: audience, iat: now, exp: now + 60, jti: crypto.randomUUID() };
  const header = { alg, typ: 'JWT', ...(kid && { kid }) };
  const signed = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
  const signature = await crypto.subtle.sign(algorithms[alg], key, new TextEncoder().encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}

const encoded = text => base64url(new TextEncoder().encode(text));

function base64url(bytes) {
  return btoa(Array.from(bytes, b => String.fromCharCode(b)).join('')).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

// Wraps a key of PKCS #1 in PKCS #8 (RFC 5208): version, rsaEncryption, key.
function inPKCS8(pkcs1) {
  const rsaEncryption = [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
  return Uint8Array.from(der(0x30, [0x02, 0x01, 0x00, ...rsaEncryption, ...der(0x04, pkcs1)]));
}

// Encodes a value in DER with its tag and length.
function der(tag, content) {
  let length = [content.length];
  if (content.length > 127) {
    length = [];
    for (let rest = content.length; rest > 0; rest >>= 8) length.unshift(rest & 0xff);
    length.unshift(0x80 | length.length);
  }
  return [tag, ...length, ...content];
}
