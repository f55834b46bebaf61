// The client's side: what a person sees and does after opening a link.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, person, PHONE, screenshot } from './support/browser.mjs';
import { cookiesOf, request, sameOrigin } from './support/http.mjs';
import {
  answer,
  arrived,
  assertRefusesWithoutProof,
  captureExchange,
  confirm,
  fillRequired,
  mutatingForms,
  openInvite,
  press,
  PORTAL,
  saved,
  SELECT,
  SESSION_COOKIE,
  sessionHeader,
  walk,
} from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { changedTables, snapshot } from './support/snapshot.mjs';

const PHASES = ['Qualification', 'Discovery', 'Strategy', 'Implementation', 'Work Verification'];

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

/** A client who has opened the link, on a phone. */
async function visitor() {
  const someone = await person(browser, server, PHONE);
  await openInvite(someone.page, await server.client('taxpayer'));
  return someone;
}

test('R7 the home page shows exactly five phases, in order', async () => {
  const { context, page, watch } = await visitor();
  const phases = await page.locator(SELECT.phase).allInnerTexts();
  assert.equal(phases.length, PHASES.length);
  for (const [index, name] of PHASES.entries()) assert.match(phases[index], new RegExp(name, 'i'));
  await screenshot(page, 'portal-home-phone');
  watch.assertClean();
  await context.close();
});

test('R8 every visible document downloads as a file', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(server.origin + PORTAL.documents);
  const links = await page.locator(SELECT.download).evaluateAll((all) => all.map((a) => a.href));
  assert.ok(links.length > 0, 'the example case has documents');
  for (const link of links) {
    const answer = await request(link, { headers: await sessionHeader(context, server) });
    assert.equal(answer.status, 200, link);
    assert.match(answer.headers['content-disposition'], /^attachment\b/);
    assert.equal(answer.headers['x-content-type-options'], 'nosniff');
    const stranger = await request(link);
    assert.notEqual(stranger.status, 200, 'a download without a session');
  }
  await screenshot(page, 'portal-documents-phone');
  watch.assertClean();
  await context.close();
});

test('R9 a pending envelope has a direct https sign link', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(server.origin + PORTAL.signatures);
  const links = await page.locator(SELECT.external).evaluateAll((all) => all.map((a) => a.href));
  assert.ok(links.length > 0, 'the example case has a pending envelope');
  for (const link of links) assert.equal(new URL(link).protocol, 'https:');
  watch.assertClean();
  await context.close();
});

test('R10 forms that staff generated can be resumed', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(server.origin + PORTAL.forms);
  assert.ok((await page.locator(SELECT.external).count()) > 0, 'the example case has a form');
  watch.assertClean();
  await context.close();
});

test('R11 a section is saved as a draft, read back, reviewed and submitted', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(server.origin + PORTAL.intake);
  const section = await page.locator(SELECT.section).first().getAttribute('href');
  await page.goto(server.origin + section);
  await fillRequired(page, 'Jordan Example');
  const field = page.locator(`${SELECT.intake} textarea, ${SELECT.intake} input[maxlength="400"]`).first();
  await field.fill('Jordan Example');
  await page.locator(SELECT.save).click();
  await saved(page);

  await page.goto(server.origin + section);
  assert.equal(await field.inputValue(), 'Jordan Example', 'the draft is kept');
  await page.locator(SELECT.review).click();
  await arrived(page, `${section}/review`);
  await screenshot(page, 'portal-intake-review-phone');
  await Promise.all([page.waitForEvent('load'), page.locator(SELECT.submit).click()]);

  await page.goto(server.origin + PORTAL.intake);
  const status = page.locator(`a[href="${section}"]`).locator(SELECT.sectionStatus);
  assert.match(await status.getAttribute('class'), /\bis-submitted\b/);
  watch.assertClean();
  await context.close();
});

test('R11 a draft is discarded after a question, and only where there is one', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(`${server.origin}${PORTAL.intake}/household`);
  assert.ok(await page.locator(SELECT.discard).isHidden(), 'everything here was sent');
  const county = answer(page, 'county');
  const sent = await county.inputValue();
  await county.fill('Plymouth');
  await page.locator(SELECT.save).click();
  await saved(page);
  // The save of what was typed is still waiting. It must not restore what is discarded.
  await county.fill('Norfolk');
  await screenshot(page, 'portal-discard-phone');
  await confirm(page, page.locator(SELECT.discard));
  assert.ok(await page.locator(SELECT.flash).isVisible());
  assert.equal(await county.inputValue(), sent, 'it is as it was sent');
  await page.waitForTimeout(2000);
  await page.goto(`${server.origin}${PORTAL.intake}/household`);
  assert.equal(await county.inputValue(), sent, 'and stays so');
  assert.ok(await page.locator(SELECT.discard).isHidden());
  watch.assertClean();
  await context.close();
});

test('SES-05 a client ends a visit on another device', async () => {
  const [here, there] = [await visitor(), await visitor()];
  await here.page.goto(server.origin + PORTAL.sessions);
  const others = await here.page.locator(SELECT.endSession).count();
  await press(here.page, here.page.locator(SELECT.endSession).first());
  assert.ok(await here.page.locator(SELECT.flash).isVisible());
  assert.equal(await here.page.locator(SELECT.endSession).count(), others - 1);
  here.watch.assertClean();
  for (const { context } of [here, there]) await context.close();
});

test('SES-01 a cookie from before is never the session', async () => {
  const { context, page } = await person(browser, server);
  const exchange = await captureExchange(page, await server.client('taxpayer'));
  await context.close();
  const planted = `${SESSION_COOKIE}=planted`;
  const headers = { ...exchange.headers, ...sameOrigin(server.origin), cookie: planted };
  const [session] = cookiesOf(await request(exchange.url, { method: 'POST', headers, body: exchange.body }));
  assert.notEqual(session.value, 'planted');
  const home = await request(server.origin + PORTAL.home, { headers: { cookie: planted } });
  assert.notEqual(home.status, 200, 'the planted cookie opens nothing');
});

test('SES-03 the session cookie is strict, opaque and small', async () => {
  const { context, page } = await person(browser, server);
  const { url, headers, body } = await captureExchange(page, await server.client('taxpayer'));
  await context.close();
  const answer = await request(url, { method: 'POST', headers: { ...headers, ...sameOrigin(server.origin) }, body });
  const session = cookiesOf(answer).find((cookie) => cookie.name === SESSION_COOKIE);
  assert.ok(session, `the exchange sets ${SESSION_COOKIE}`);
  assert.ok(session.attributes.has('secure') && session.attributes.has('httponly'));
  assert.match(session.attributes.get('samesite') ?? '', /^(lax|strict)$/i);
  assert.equal(session.attributes.get('path'), '/');
  assert.equal(session.attributes.has('domain'), false, '`__Host-` forbids a domain');
  assert.ok(Buffer.byteLength(session.value) < 4096);
  assert.match(session.value, /^cgs1_[0-9A-Za-z]{71}$/, 'a reference, with nothing in it to read');
});

test('SES-03 scripts of the page cannot read the session', async () => {
  const { context, page } = await visitor();
  assert.doesNotMatch(await page.evaluate(() => document.cookie), /casegate|cgs1_/);
  await context.close();
});

test('SES-04 everything that changes something refuses without its proof, and changes nothing', async () => {
  const { context, page } = await visitor();
  const forms = new Map();
  await walk(page, server, PORTAL.home, async () => {
    for (const form of await mutatingForms(page)) forms.set(form.action, form);
  });
  assert.ok(forms.has(server.origin + PORTAL.leave), 'the walk found the forms');
  const session = await sessionHeader(context, server);
  const before = await snapshot(server);
  for (const form of forms.values()) await assertRefusesWithoutProof(form, session);
  // The headers with which the page's scripts save.
  const headers = { ...session, 'content-type': 'application/json' };
  const body = JSON.stringify({ section: 'household', entries: [{ field: 'county', value: { kind: 'text', text: 'Norfolk' } }] });
  assert.equal((await request(`${server.origin}/api/visit/save_section`, { method: 'POST', headers, body })).status, 403);
  // The last use of a session may be stored.
  assert.deepEqual(changedTables(before, await snapshot(server)).filter((table) => !/session|audit/.test(table)), []);
  await context.close();
});

test('SES-05 leaving ends the session on the server', async () => {
  const { context, page, watch } = await visitor();
  const session = await sessionHeader(context, server);
  assert.equal((await request(server.origin + PORTAL.home, { headers: session })).status, 200);
  await Promise.all([page.waitForEvent('load'), page.locator(SELECT.leave).click()]);
  assert.deepEqual((await context.cookies(server.origin)).filter((cookie) => cookie.name === SESSION_COOKIE), []);
  assert.notEqual((await request(server.origin + PORTAL.home, { headers: session })).status, 200, 'a kept cookie is dead');
  watch.assertClean();
  await context.close();
});
