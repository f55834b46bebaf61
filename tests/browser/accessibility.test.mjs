// Every page that links lead to, on a phone and on a desktop: it passes axe's rules, and nothing is cut off.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { DESK, enterDesk, nameOf, openInvite, PORTAL, SELECT, walk } from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { linkOf, unknownToken } from './support/tokens.mjs';

const SHAPES = { phone: PHONE, desktop: DESKTOP };

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

async function look(page, name) {
  await assertAccessible(page);
  await assertFitsWidth(page);
  await screenshot(page, `accessibility-${name}`);
}

for (const [name, shape] of Object.entries(SHAPES)) {
  test(`the landing page of a good and of a dead link, ${name}`, async () => {
    const { context, page, watch } = await person(browser, server, shape);
    await page.goto(await server.client('taxpayer'));
    await look(page, `landing-${name}`);
    await page.goto(linkOf(server.origin, unknownToken()));
    await page.locator(SELECT.open).click();
    await page.locator(SELECT.refusal).waitFor();
    await look(page, `dead-link-${name}`);
    watch.assertClean([/status of 4\d\d/]);
    await context.close();
  });

  test(`every page of the portal, ${name}`, async () => {
    const { context, page, watch } = await person(browser, server, shape);
    await openInvite(page, await server.client('taxpayer'));
    const paths = await walk(page, server, PORTAL.home, (_, path) => look(page, `${nameOf(path)}-${name}`));
    for (const path of [PORTAL.documents, PORTAL.signatures, PORTAL.forms, PORTAL.intake]) {
      assert.ok(paths.includes(path), `${path} can be reached from the home page`);
    }
    watch.assertClean();
    await context.close();
  });

  test(`every page of the desk, ${name}`, async () => {
    const { context, page, watch } = await person(browser, server, shape);
    await enterDesk(page, server);
    const paths = await walk(page, server, DESK.cases, (_, path) => look(page, `${nameOf(path)}-${name}`));
    assert.ok(paths.includes(DESK.settings), `${DESK.settings} can be reached from the list of cases`);
    watch.assertClean();
    await context.close();
  });
}
