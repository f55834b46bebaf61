// Replaces a wrong signed file by the right one.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, person, PHONE, screenshot } from './support/browser.mjs';
import { request } from './support/http.mjs';
import { DESK, enterDesk, firstCase, openInvite, PORTAL, press, SELECT, sessionHeader } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

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

const RIGHT = { name: 'right.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };

test('R9 a wrong signed file is replaced: the client sees the right one and the wrong one no more', async () => {
  const { page, context, watch } = await person(browser, server);
  await enterDesk(page, server);
  const caseId = await firstCase(page, server);
  const client = await person(browser, server, PHONE);
  await openInvite(client.page, await server.client('taxpayer'));
  await client.page.goto(server.origin + PORTAL.documents);
  const signed = () => client.page.locator('a[download]').evaluateAll((links) => links.map((link) => link.href));
  const before = await signed();

  await page.goto(server.origin + DESK.of(caseId, 'envelopes'));
  const replace = page.locator('details:has(form[action$="/replace"])').first();
  await replace.locator('summary').click();
  await screenshot(page, 'desk-envelopes-replace');
  // Browsers require a reason; blanks are refused by the server.
  await replace.getByLabel('Why').fill('  ');
  await replace.locator('input[type=file]').setInputFiles(RIGHT);
  await press(page, replace.locator('button[type=submit]'));
  assert.ok(await page.locator('#error-summary').isVisible());
  await client.page.reload();
  assert.deepEqual(await signed(), before);

  await replace.locator('summary').click();
  await replace.getByLabel('Why').fill('the pages of another client');
  await replace.locator('input[type=file]').setInputFiles(RIGHT);
  await press(page, replace.locator('button[type=submit]'));
  await client.page.reload();
  const now = await signed();
  const [wrong] = before.filter((link) => !now.includes(link));
  assert.equal(now.length, before.length);
  assert.ok(wrong, 'the wrong file is still there');
  const headers = await sessionHeader(client.context, server);
  assert.equal((await request(wrong, { headers })).status, 404);

  // The wrong file is with the firm again, which can remove it. The audit has the reason.
  await page.goto(server.origin + DESK.of(caseId, 'documents'));
  assert.ok((await page.locator(SELECT.document).filter({ hasText: 'Signed document' }).locator(SELECT.remove).count()) > 0);
  await page.goto(server.origin + DESK.of(caseId, 'audit'));
  assert.match(await page.locator('main').innerText(), /Replaced a signed document[\s\S]*the pages of another client/);
  watch.assertClean([/status of 422/]);
  client.watch.assertClean();
  await client.context.close();
  await context.close();
});
