// The system check of this installation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch, person, screenshot } from './support/browser.mjs';
import { DESK, enterDesk } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

test('the settings tell what keeps this installation from being fit for clients', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const browser = await launch();
  t.after(() => browser.close());
  const { page, watch } = await person(browser, server);
  await enterDesk(page, server);
  await page.goto(server.origin + DESK.settings);
  const check = page.locator('#check');
  // A portal on plain http is only for trials.
  assert.match(await check.innerText(), /Not fit for clients[\s\S]*Serious: The portal.s address is not https/);
  await check.scrollIntoViewIfNeeded();
  await screenshot(page, 'desk-settings-check');
  watch.assertClean();
});
