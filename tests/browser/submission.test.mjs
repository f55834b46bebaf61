// A section as the client submitted it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, launch, person, screenshot } from './support/browser.mjs';
import { request } from './support/http.mjs';
import { DESK, enterDesk, firstCase, sessionHeader } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

test('R12 staff read a section as it was sent, and numbers in it by their last four', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const browser = await launch();
  t.after(() => browser.close());
  const { page, context, watch } = await person(browser, server);
  await enterDesk(page, server);
  const caseId = await firstCase(page, server);
  await page.goto(server.origin + DESK.of(caseId, 'review'));
  const link = page.locator('a[href*="/submissions/"]').first();
  const section = (await link.locator('.unseen').innerText()).replace(/^: /, '');
  await link.click();
  assert.equal(await page.locator('h2').first().innerText(), section);
  assert.ok((await page.locator('dl.stories dt').count()) > 2);
  const told = await page.locator('main').innerText();
  assert.match(told, /\$[\d,]+\.\d\d/);
  assert.doesNotMatch(told, /\b\d{8,}\b/);
  await assertAccessible(page);
  await screenshot(page, 'desk-submission');
  // The id of another submission, and an invalid id, are not found.
  const headers = await sessionHeader(context, server);
  for (const id of ['submission_00000000000070008000000000000000', 'x']) {
    assert.equal((await request(server.origin + DESK.of(caseId, `submissions/${id}`), { headers })).status, 404);
  }
  watch.assertClean();
});
