// LNK-04: the headers of every kind of answer, against rules that must hold and against a reviewed list.
//
// After a deliberate change: CASEGATE_UPDATE_GOLDEN=1 cargo xtask test browser, then read the difference.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { launch, person } from './support/browser.mjs';
import { request, sameOrigin } from './support/http.mjs';
import { captureExchange, DESK, enterDesk, openInvite, PORTAL, SELECT, sessionHeader } from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { linkOf, tokenOf, unknownToken } from './support/tokens.mjs';

const GOLDEN = new URL('golden/headers.json', import.meta.url);
/** Headers that differ between responses, depend on the length of a text, or belong to the connection. */
const UNSTABLE = ['date', 'content-length', 'etag', 'last-modified', 'set-cookie', 'connection', 'keep-alive', 'transfer-encoding'];
const UNSTABLE_VALUES = [
  // The name of a document and the digest of a script vary, and are not part of the policy.
  [/filename\*?=("[^"]*"|[^;]*)/g, 'filename=...'],
  [/'sha256-[^']+'/g, "'sha256-...'"],
];

let server;
let browser;
let answers;
before(async () => {
  server = await startServer();
  browser = await launch();
  answers = await everyKind();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Requests one response of each kind from the portal. */
async function everyKind() {
  const link = await server.client('taxpayer');
  const { context, page } = await person(browser, server);
  const exchange = await captureExchange(page, link);
  const client = await sessionHeader(context, server);
  const script = await page.goto(link).then(() => page.locator('script[src]').first().getAttribute('src', { timeout: 1000 }).catch(() => null));
  await openInvite(page, link);
  const style = await page.locator('link[rel=stylesheet]').first().getAttribute('href');
  await page.goto(server.origin + PORTAL.documents);
  const download = await page.locator(SELECT.download).first().getAttribute('href');
  await context.close();

  const staff = await person(browser, server);
  await enterDesk(staff.page, server);
  const desk = await sessionHeader(staff.context, server);
  await staff.context.close();

  const to = (path, options) => request(new URL(path, server.origin), options);
  const post = { method: 'POST', headers: { ...exchange.headers, ...sameOrigin(server.origin) } };
  const dead = exchange.body.replaceAll(tokenOf(link), unknownToken());
  return {
    landing: await to(link),
    'landing, HEAD': await to(link, { method: 'HEAD' }),
    'landing, OPTIONS': await to(link, { method: 'OPTIONS' }),
    'landing, unknown link': await to(linkOf(server.origin, unknownToken())),
    'exchange, refused': await to(exchange.url, { ...post, body: dead }),
    'exchange, nonsense': await to(exchange.url, { ...post, body: '{' }),
    'exchange, accepted': await to(exchange.url, { ...post, body: exchange.body }),
    'portal, home': await to(PORTAL.home, { headers: client }),
    'portal, without a session': await to(PORTAL.home),
    'portal, no such page': await to('/portal/no-such-page', { headers: client }),
    'portal, wrong method': await to(PORTAL.home, { method: 'DELETE', headers: client }),
    'portal, without proof of origin': await to(PORTAL.leave, { method: 'POST', headers: client }),
    'portal, download': await to(download, { headers: client }),
    'portal, download without a session': await to(download),
    'desk, cases': await to(DESK.cases, { headers: desk }),
    'desk, without a session': await to(DESK.cases),
    style: await to(style),
    ...(script && { script: await to(script) }),
    'no such page': await to('/no-such-page'),
  };
}

/** Returns the directives of a content security policy. */
function policyOf(answer) {
  const directives = String(answer.headers['content-security-policy'] ?? '').split(';');
  return new Map(directives.map((directive) => directive.trim().split(/\s+/)).map(([name, ...sources]) => [name, sources]));
}

function onEvery(check) {
  for (const [kind, answer] of Object.entries(answers)) check(answer, `${kind} (${answer.status})`);
}

test('LNK-04 every answer carries the whole set', () => {
  onEvery(({ headers }, kind) => {
    assert.equal(headers['referrer-policy'], 'no-referrer', kind);
    assert.match(headers['cache-control'] ?? '', /\bno-store\b/, kind);
    assert.match(headers['x-robots-tag'] ?? '', /\bnoindex\b/, kind);
    assert.equal(headers['x-content-type-options'], 'nosniff', kind);
    assert.equal(headers['x-frame-options'], 'DENY', kind);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', kind);
    assert.equal(headers['cross-origin-resource-policy'], 'same-origin', kind);
  });
});

test('LNK-04 every policy starts from nothing and lets in nobody else', () => {
  onEvery((answer, kind) => {
    const policy = policyOf(answer);
    assert.deepEqual(policy.get('default-src'), ["'none'"], kind);
    assert.deepEqual(policy.get('frame-ancestors'), ["'none'"], kind);
    assert.deepEqual(policy.get('base-uri'), ["'none'"], kind);
    assert.ok(["'self'", "'none'"].includes(policy.get('form-action')?.join(' ')), `${kind}: form-action`);
    for (const [directive, sources] of policy) {
      for (const source of sources) {
        assert.match(source, /^('self'|'none'|'sha256-[^']+'|data:|allow-[a-z-]+)$/, `${kind}: ${directive}`);
        assert.ok(source !== 'data:' || directive === 'img-src', `${kind}: data: is for pictures alone`);
      }
    }
  });
});

test('LNK-04 no answer opens itself to other origins', () => {
  onEvery(({ headers }, kind) => assert.equal(headers['access-control-allow-origin'], undefined, kind));
});

test('LNK-04 no answer names the software behind it', () => {
  onEvery(({ headers }, kind) => {
    assert.equal(headers['x-powered-by'], undefined, kind);
    assert.equal(headers.server, undefined, kind);
  });
});

test('TOK-11 a foreign host in a request is not echoed', async () => {
  const spoofs = [{ host: 'attacker.example' }, { 'x-forwarded-host': 'attacker.example' }, { forwarded: 'host=attacker.example' }];
  for (const path of ['/', '/portal', '/desk', new URL(await server.client('taxpayer')).pathname]) {
    for (const headers of spoofs) {
      const answer = await request(server.origin + path, { headers });
      assert.doesNotMatch(JSON.stringify(answer), /attacker\.example/, `${path} with ${JSON.stringify(headers)}`);
    }
  }
});

test('LNK-04 the headers are those on the reviewed list', async () => {
  const seen = Object.fromEntries(Object.entries(answers).map(([kind, answer]) => [kind, stable(answer)]));
  if (process.env.CASEGATE_UPDATE_GOLDEN) await writeFile(GOLDEN, `${JSON.stringify(seen, null, 2)}\n`);
  assert.deepEqual(seen, JSON.parse(await readFile(GOLDEN, 'utf8')));
});

function stable({ status, headers }) {
  const kept = Object.entries(headers).filter(([name]) => !UNSTABLE.includes(name));
  const fixed = kept.map(([name, value]) => [name, UNSTABLE_VALUES.reduce((text, [from, to]) => text.replace(from, to), String(value))]);
  const cookies = headers['set-cookie']?.map((cookie) => cookie.replace(/^([^=]+)=[^;]+/, '$1=...'));
  const all = cookies ? [...fixed, ['set-cookie', cookies]] : fixed;
  return { status, ...Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
