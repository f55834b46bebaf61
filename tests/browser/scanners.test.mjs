// LNK-01: mail scanners, link previews and crawlers open every link that they see. That must have no effect.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { DESKTOP, launch, person } from './support/browser.mjs';
import { request } from './support/http.mjs';
import { openInvite } from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { snapshot } from './support/snapshot.mjs';
import { linkOf, tokenOf, unknownToken } from './support/tokens.mjs';

const SCANNERS = JSON.parse(await readFile(new URL('data/scanner-user-agents.json', import.meta.url), 'utf8'));
const METHODS = ['GET', 'HEAD', 'OPTIONS'];

let server;
let browser;
before(async () => {
  server = await startServer();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Returns links as scanners see them: valid, invalid, cut short, and with the fragment escaped into the path. */
async function links() {
  const valid = await server.client('taxpayer');
  return {
    valid,
    unknown: linkOf(server.origin, unknownToken()),
    malformed: `${server.origin}/i/short`,
    escaped: valid.replace('#', '%23'),
    'escaped twice': valid.replace('#', '%2523'),
  };
}

test('LNK-01 there are fifty scanners, each its own', () => {
  assert.equal(new Set(SCANNERS.map((scanner) => scanner.userAgent)).size, 50);
});

test('LNK-01 GET, HEAD and OPTIONS of fifty scanners leave every row as it was', async () => {
  const visited = Object.entries(await links());
  const before = await snapshot(server);
  for (const { who, userAgent } of SCANNERS) {
    for (const [kind, link] of visited) {
      for (const method of METHODS) {
        const answer = await request(link, { method, headers: { 'user-agent': userAgent } });
        assert.ok(answer.status < 500, `${method} of a link (${kind}) by ${who}: ${answer.status}`);
        assert.equal(answer.headers['set-cookie'], undefined, `${method} of a link (${kind}) by ${who} set a cookie`);
      }
    }
  }
  assert.deepEqual(await snapshot(server), before);
});

test('LNK-01 a scanner that runs scripts changes nothing by looking', async () => {
  const before = await snapshot(server);
  const { context, page, watch } = await person(browser, server, DESKTOP, { userAgent: SCANNERS[0].userAgent });
  await page.goto(await server.client('taxpayer'), { waitUntil: 'networkidle' });
  await context.close();
  watch.assertClean();
  assert.deepEqual(await snapshot(server), before);
});

test('R5 the link still opens after all of them', async () => {
  const link = await server.client('taxpayer');
  assert.match(tokenOf(link), /^cgi1_[0-9A-Za-z]{71}$/);
  const { context, page } = await person(browser, server);
  await openInvite(page, link);
  await context.close();
});

test('LNK-01 the comparison notices a change', async () => {
  const before = await snapshot(server);
  const { context, page } = await person(browser, server);
  await openInvite(page, await server.client('taxpayer'));
  await context.close();
  assert.notDeepEqual(await snapshot(server), before, 'opening a link is recorded, so the rows differ');
});
