// Requests that no browser would send: foreign Host headers, missing or forged fetch metadata, stolen cookies.

import { request as httpRequest } from 'node:http';

/**
 * Sends one request over a new connection.
 * @returns {Promise<{status: number, headers: Record<string, string | string[]>, body: string}>}
 */
export function request(url, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { method, headers, agent: false }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Returns the headers that a browser adds to a request from a page of the same origin. */
export function sameOrigin(origin) {
  return { origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
}

/** Returns a response in a form in which two of them can be compared, without the date. */
export function comparable({ status, headers, body }) {
  const { date, ...rest } = headers;
  return { status, headers: Object.fromEntries(Object.entries(rest).sort()), body };
}

/** Returns the name, value and attributes of each cookie that a response sets. Attribute names are in lower case. */
export function cookiesOf({ headers }) {
  return [headers['set-cookie'] ?? []].flat().map((line) => {
    const [pair, ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    return {
      name: pair.slice(0, at),
      value: pair.slice(at + 1),
      attributes: new Map(
        attributes.map((attribute) => {
          const [name, ...value] = attribute.split('=');
          return [name.toLowerCase(), value.join('=')];
        }),
      ),
    };
  });
}
