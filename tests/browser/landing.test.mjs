// The landing page of a link: what the address bar keeps, what the page loads, and what invalid links reveal.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, person, PHONE, screenshot } from './support/browser.mjs';
import { comparable, request, sameOrigin } from './support/http.mjs';
import {
  arrived,
  captureExchange,
  enterDesk,
  firstCase,
  mintInvite,
  openInvite,
  PORTAL,
  revokeInvite,
  SELECT,
} from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { changedTables, snapshot } from './support/snapshot.mjs';
import { linkOf, mistyped, selectorOf, TOKEN, tokenOf, unknownToken } from './support/tokens.mjs';

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

/**
 * Chromium keeps the address that a document was opened with in that document's own timeline, and offers no way to clear
 * it. Only the landing page's script, which holds the credential anyway, can read it there; the next page starts afresh.
 */
const LANDING_EXEMPT = ['navigation'];

/** Returns everything in the page that could still hold the credential, as one text. */
async function traces(context, page, exempt = []) {
  const inPage = await page.evaluate(
    (exempt) => ({
      location: location.href,
      referrer: document.referrer,
      state: history.state,
      timeline: performance.getEntries().flatMap((entry) => (exempt.includes(entry.entryType) ? [] : [entry.name])),
      entries: globalThis.navigation?.entries().map((entry) => entry.url),
      // An empty page has no storage, and reading it throws.
      stored: location.origin === 'null' ? [] : [{ ...localStorage }, { ...sessionStorage }],
      html: document.documentElement.outerHTML,
    }),
    exempt,
  );
  const devtools = await context.newCDPSession(page);
  const history = await devtools.send('Page.getNavigationHistory');
  return JSON.stringify({ inPage, history: history.entries.map((entry) => entry.url) });
}

test('LNK-06 the credential leaves the address, the history and the page', async () => {
  const { context, page, watch } = await person(browser, server, PHONE);
  const link = await server.client('taxpayer');
  await page.goto(link);
  await page.locator(SELECT.open).waitFor();
  assert.doesNotMatch(await traces(context, page, LANDING_EXEMPT), TOKEN);
  await screenshot(page, 'landing-phone');
  await page.locator(SELECT.open).click();
  await arrived(page, PORTAL.home);
  assert.doesNotMatch(await traces(context, page), TOKEN);
  await page.goBack();
  assert.doesNotMatch(await traces(context, page, LANDING_EXEMPT), TOKEN);
  assert.doesNotMatch(watch.requests.map((url) => url.split('#')[0]).join(' '), TOKEN, 'the credential travelled in an address');
  watch.assertClean();
  await context.close();
});

test('LNK-06 the fragment is gone before the page is ready and before its script asks for anything', async () => {
  const { context, page } = await person(browser, server);
  await page.addInitScript(() => {
    globalThis.seenHashes = [];
    const note = () => globalThis.seenHashes.push(location.hash);
    document.addEventListener('DOMContentLoaded', note);
    const { fetch } = globalThis;
    globalThis.fetch = (...args) => (note(), fetch(...args));
    const { open } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (...args) {
      note();
      return open.apply(this, args);
    };
  });
  await page.goto(await server.client('taxpayer'));
  await page.locator(SELECT.open).waitFor();
  const hashes = await page.evaluate(() => globalThis.seenHashes);
  assert.ok(hashes.length > 0, 'the page was observed');
  assert.ok(hashes.every((hash) => hash === ''), 'the credential was still in the address');
  await context.close();
});

test('R5 opening is an act: the page alone signs nobody in', async () => {
  const { context, page } = await person(browser, server);
  await page.goto(await server.client('taxpayer'), { waitUntil: 'networkidle' });
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test('LNK-03 a link whose # was escaped still opens', async () => {
  for (const escaped of ['%23', '%2523']) {
    const { context, page } = await person(browser, server);
    await openInvite(page, (await server.client('taxpayer')).replace('#', escaped));
    assert.doesNotMatch(await traces(context, page), TOKEN);
    await context.close();
  }
});

test('R5 without scripts, a pasted code or link opens the case', async () => {
  const link = await server.client('taxpayer');
  for (const pasted of [tokenOf(link), link, ` <${link}>.\n`]) {
    const { context, page } = await person(browser, server, PHONE, { javaScriptEnabled: false });
    await page.goto(link);
    await page.locator(SELECT.code).fill(pasted);
    await page.locator(SELECT.codeSubmit).click();
    await arrived(page, PORTAL.home);
    await context.close();
  }
});

/** Returns an invalid link of each kind. */
async function deadLinks(page) {
  const valid = await server.client('taxpayer');
  const caseId = await firstCase(page, server);
  const revoked = await mintInvite(page, server, caseId, 'revoked');
  await revokeInvite(page, server, caseId, 'revoked');
  return {
    unknown: linkOf(server.origin, unknownToken()),
    'wrong secret': linkOf(server.origin, unknownToken(selectorOf(valid))),
    malformed: linkOf(server.origin, mistyped(tokenOf(valid))),
    'not a credential': `${server.origin}/i/${selectorOf(valid)}#hello`,
    expired: await server.client('expired'),
    revoked,
  };
}

function assertAllEqual(answers) {
  const [[first, expected], ...others] = Object.entries(answers);
  for (const [kind, answer] of others) assert.deepEqual(answer, expected, `${kind} differs from ${first}`);
}

test('LNK-07 unknown, expired, revoked and malformed links answer with the same bytes', async () => {
  const staff = await person(browser, server);
  await enterDesk(staff.page, server);
  const dead = await deadLinks(staff.page);
  await staff.context.close();

  const { context, page } = await person(browser, server);
  const valid = await server.client('taxpayer');
  const exchange = await captureExchange(page, valid);
  await context.close();
  assert.ok(exchange.body.includes(tokenOf(valid)), 'the page sends the credential, whole and unescaped');

  const pages = {};
  const exchanges = {};
  for (const [kind, link] of Object.entries(dead)) {
    pages[kind] = comparable(await request(link));
    const body = exchange.body.replaceAll(tokenOf(valid), tokenOf(link)).replaceAll(selectorOf(valid), selectorOf(link));
    const headers = { ...exchange.headers, ...sameOrigin(server.origin) };
    exchanges[kind] = comparable(await request(exchange.url, { method: 'POST', headers, body }));
  }
  assertAllEqual(pages);
  assertAllEqual(exchanges);
  const [refusal] = Object.values(exchanges);
  assert.ok(refusal.status >= 400 && refusal.status < 500, `a dead link is refused, not answered with ${refusal.status}`);
  assert.equal(refusal.headers['set-cookie'], undefined);
});

test('LNK-07 a selector nobody minted looks like any other on the landing page', async () => {
  const known = await request(await server.client('taxpayer'));
  const unknown = await request(linkOf(server.origin, unknownToken()));
  assert.deepEqual(comparable(unknown), comparable(known));
});

test('LNK-02 an exchange from another site, a prefetch or a foreign form is refused and changes nothing', async () => {
  const { context, page } = await person(browser, server);
  await page.goto(await server.client('taxpayer'));
  const codeForm = await page.locator(SELECT.codeForm).evaluate((form) => form.action);
  const { url, headers, body } = await captureExchange(page, await server.client('taxpayer'));
  await context.close();
  const token = tokenOf(await server.client('taxpayer'));
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ code: token }).toString() };
  const foreign = { origin: 'https://attacker.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' };
  const attempts = {
    'cross-site': { url, body, headers: { ...headers, ...foreign } },
    'same site, other origin': { url, body, headers: { ...headers, ...foreign, 'sec-fetch-site': 'same-site' } },
    prefetch: { url, body, headers: { ...headers, ...sameOrigin(server.origin), 'sec-purpose': 'prefetch' } },
    'plain text': { url, body, headers: { ...sameOrigin(server.origin), 'content-type': 'text/plain' } },
    'form to the exchange': { url, body: form.body, headers: { ...form.headers, ...foreign } },
    'the form for codes': { url: codeForm, body: form.body, headers: { ...form.headers, ...foreign, 'sec-fetch-mode': 'navigate' } },
    'no proof of origin': { url: codeForm, body: form.body, headers: form.headers },
  };
  const before = await snapshot(server);
  for (const [kind, attempt] of Object.entries(attempts)) {
    const answer = await request(attempt.url, { method: 'POST', headers: attempt.headers, body: attempt.body });
    assert.ok(answer.status >= 400 && answer.status < 500, `${kind}: ${answer.status}`);
    assert.equal(answer.headers['set-cookie'], undefined, kind);
  }
  // A refusal may be audited, but must not open a session.
  const changed = changedTables(before, await snapshot(server));
  assert.deepEqual(changed.filter((table) => !/audit/.test(table)), []);
});
