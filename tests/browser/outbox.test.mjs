// What the demo host would have sent: it empties the outbox in the background, and shows it to the administrator.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { enterDesk, firstCase } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

const PATH = '/desk/outbox';

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

/** Calls an operation of the desk as the administrator. */
async function tell(operation, input) {
  const headers = { authorization: `Bearer ${server.staffUrl.split('#')[1]}`, 'content-type': 'application/json' };
  const answer = await fetch(`${server.origin}/api/desk/${operation}`, { method: 'POST', headers, body: JSON.stringify(input) });
  assert.equal(answer.status, 200, operation);
  return answer.json();
}

/** Opens the page until it has a row with this text. */
async function until(page, text) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(server.origin + PATH);
    if (await page.getByText(text).count()) return;
    await page.waitForTimeout(250);
  }
  assert.fail(`no message to ${text}`);
}

test('a party with an address is told of a form, and the page says so', async () => {
  const desk = await person(browser, server);
  await enterDesk(desk.page, server);
  const caseId = await firstCase(desk.page, server);
  const { clientId } = await tell('get_case', { caseId });
  const { contactId } = await tell('create_contact', { name: 'Noor Haddad', emails: ['noor@people.example'] });
  const { partyId } = await tell('link_party', { clientId, contactId, role: 'bookkeeper' });
  await tell('add_form', { caseId, title: 'Organizer', url: 'https://forms.example/o', partyIds: [partyId] });
  await until(desk.page, 'noor@people.example');
  const row = desk.page.locator('tr', { hasText: 'noor@people.example' });
  assert.match(await row.innerText(), /has a form for you/);
  // The mail says nothing of what is inside.
  assert.doesNotMatch(await row.innerText(), /Organizer/);
  await assertAccessible(desk.page);
  await screenshot(desk.page, 'outbox');
  desk.watch.assertClean();
});

test('the page fits a phone and speaks Spanish', async () => {
  const desk = await person(browser, server, PHONE, { locale: 'es-US' });
  await enterDesk(desk.page, server);
  await until(desk.page, 'noor@people.example');
  assert.match(await desk.page.locator('h1').innerText(), /Lo que se habría enviado/);
  await assertFitsWidth(desk.page);
  await assertAccessible(desk.page);
  await screenshot(desk.page, 'outbox-phone-es');
});

test('nobody but an administrator sees it', async () => {
  const reader = await person(browser, server);
  await enterDesk(reader.page, server, server.colleagues.get('readOnly'));
  const answer = await reader.page.goto(server.origin + PATH);
  assert.equal(answer.status(), 403);
  assert.equal(await reader.page.locator(`nav a[href="${PATH}"]`).count(), 0);
});
