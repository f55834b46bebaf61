// A section of the intake: an element that saves while it is filled in, or a plain form in a browser without scripts.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { answer, arrived, openInvite, PORTAL, press, saved, SELECT } from './support/pages.mjs';
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

const address = (section) => `${server.origin}${PORTAL.intake}/${section}`;
const status = (page) => page.locator(SELECT.intakeStatus);
const refused = (page, path) => page.locator(`${SELECT.intake} [data-error="${path}"]`);

async function visitor(shape = DESKTOP, label = 'taxpayer') {
  const someone = await person(browser, server, shape);
  await openInvite(someone.page, await server.client(label));
  return someone;
}

/** Opens the same visit in a browser without scripts. */
async function withoutScripts({ context }) {
  return person(browser, server, PHONE, { javaScriptEnabled: false, storageState: await context.storageState() });
}

/** Opens a section in the element. */
async function open(page, section) {
  await page.goto(address(section));
  await page.locator(SELECT.intake).waitFor();
}

for (const [name, shape] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`B2 every section is accessible and fits, ${name}`, async () => {
    const { context, page, watch } = await visitor(shape);
    await page.goto(server.origin + PORTAL.intake);
    const sections = await page.locator(SELECT.section).evaluateAll((links) => links.map((link) => link.pathname.split('/').pop()));
    assert.equal(sections.length, 10);
    for (const section of sections) {
      await open(page, section);
      for (const add of await page.locator(`${SELECT.intake} [data-add]:visible`).all()) await add.click();
      await assertAccessible(page);
      await assertFitsWidth(page);
      await screenshot(page, `intake-${section}-${name}`);
    }
    watch.assertClean();
    await context.close();
  });
}

test('R11 without scripts a section is a plain form: rows, refusals, what is stored', async () => {
  const scripted = await visitor();
  const { context, page, watch } = await withoutScripts(scripted);
  await page.goto(address('creditCards'));
  assert.equal(await page.locator(SELECT.intake).count(), 0);
  const rows = page.locator('.list-row');
  const before = await rows.count();
  await press(page, page.locator('[name=add][value=card]'));
  assert.equal(await rows.count(), before + 1);
  const row = rows.last();
  await row.locator('[name$=".type"]').fill('Fleet Street Card');
  await row.locator('[name$=".balance_owed"]').fill('a lot');
  await press(page, page.locator(SELECT.save));
  assert.ok(await page.locator(SELECT.errors).isVisible(), 'the amount is refused');
  assert.equal(await rows.last().locator('[name$=".balance_owed"]').inputValue(), 'a lot', 'and can be mended where it stands');
  await rows.last().locator('[name$=".balance_owed"]').fill('1,250');
  await press(page, page.locator(SELECT.save));
  assert.ok(await page.locator(SELECT.flash).isVisible());
  await press(page, rows.last().locator('[name=remove]'));
  assert.equal(await rows.count(), before);
  watch.assertClean([/status of 422/]);
  for (const one of [scripted.context, context]) await one.close();
});

test('R11 what was typed before the script was there is in the element, and is saved', async () => {
  const { context, page, watch } = await visitor();
  let go;
  const gone = new Promise((done) => (go = done));
  await page.route('**/texts-en.js', async (route) => {
    await gone;
    await route.continue();
  });
  await page.goto(address('livingExpenses'), { waitUntil: 'commit' });
  await page.locator('[name=food]').fill('812');
  await page.locator('[name=housekeeping]').focus();
  go();
  await page.locator(SELECT.intake).waitFor();
  assert.equal(await answer(page, 'food').inputValue(), '812');
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.path), 'housekeeping');
  await saved(page);
  await page.unrouteAll();
  await open(page, 'livingExpenses');
  assert.equal(await answer(page, 'food').inputValue(), '812.00');
  watch.assertClean();
  await context.close();
});

test('R11 a row that was asked for before the script was there is there', async () => {
  const { context, page, watch } = await visitor();
  await open(page, 'creditCards');
  const before = await page.locator(`${SELECT.intake} .row`).count();
  await page.goto(`${address('creditCards')}?add=card#part-card`);
  await page.locator(SELECT.intake).waitFor();
  assert.equal(await page.locator(`${SELECT.intake} .row`).count(), before + 1);
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.dataset.path.replace(/\[.*\]/, '')), 'card.type');
  watch.assertClean();
  await context.close();
});

test('R11 a section that is only looked at is not saved', async () => {
  const { context, page, watch } = await visitor();
  await open(page, 'consultation');
  await page.waitForTimeout(1500);
  assert.deepEqual(watch.requests.filter((url) => url.endsWith('/save_section')), []);
  await context.close();
});

test('R11 what cannot be saved stays where it stands, the rest is saved, and leaving asks', async () => {
  const { context, page, watch } = await visitor();
  await open(page, 'livingExpenses');
  await answer(page, 'food').fill('plenty');
  await answer(page, 'housekeeping').fill('45');
  await status(page).filter({ hasText: 'except' }).waitFor();
  assert.match(await refused(page, 'food').innerText(), /dollars and cents/);
  const asked = page.waitForEvent('dialog');
  await page.evaluate(() => setTimeout(() => window.location.reload()));
  await (await asked).dismiss();
  await page.locator(SELECT.review).click();
  await page.locator(`${SELECT.intake} .summary`).waitFor();
  assert.equal(new URL(page.url()).pathname, `${PORTAL.intake}/livingExpenses`, 'nothing is reviewed that is not saved');
  await answer(page, 'food').fill('900');
  await saved(page);
  await page.locator(SELECT.review).click();
  await arrived(page, `${PORTAL.intake}/livingExpenses/review`);
  for (const amount of ['$900.00', '$45.00']) assert.ok(await page.getByText(amount).first().isVisible(), amount);
  watch.assertClean();
  await context.close();
});

test('DAT-01 a sensitive number leaves the page when it is saved, and can be taken out', async () => {
  const { context, page, watch } = await visitor();
  await open(page, 'household');
  const number = answer(page, 'taxpayer_tin');
  const stored = page.locator(`${SELECT.intake} [data-mask=taxpayer_tin]`);
  await number.fill('078-05-1120');
  await saved(page);
  assert.equal(await number.inputValue(), '');
  assert.match(await stored.innerText(), /1120$/);
  assert.doesNotMatch(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])), /1120/);
  await page.locator(`${SELECT.intake} [data-clear=taxpayer_tin]`).check();
  await saved(page);
  await stored.waitFor({ state: 'hidden' });
  watch.assertClean();
  await context.close();
});

test('R11 a save that does not arrive is tried again', async () => {
  const { context, page } = await visitor();
  await open(page, 'livingExpenses');
  await page.route('**/api/visit/save_section', (route) => route.abort());
  await answer(page, 'food').fill('701');
  await status(page).filter({ hasText: 'Not saved yet' }).waitFor();
  await page.unroute('**/api/visit/save_section');
  await saved(page);
  await context.close();
});

test('SES-04 a visit that ended keeps what was typed, and goes on once the link is open again', async () => {
  const { context, page } = await visitor();
  await open(page, 'livingExpenses');
  const other = await context.newPage();
  await other.goto(server.origin + PORTAL.home);
  await Promise.all([other.waitForEvent('load'), other.locator(SELECT.leave).click()]);
  await answer(page, 'food').fill('333');
  await status(page).filter({ hasText: 'visit has ended' }).waitFor();
  await openInvite(other, await server.client('taxpayer'));
  await page.locator(SELECT.save).click();
  await saved(page);
  await open(page, 'livingExpenses');
  assert.equal(await answer(page, 'food').inputValue(), '333.00');
  await context.close();
});

test('SES-04 what was typed for one case does not go to another that is opened in the same browser', async () => {
  const { context, page } = await visitor();
  await open(page, 'livingExpenses');
  const other = await context.newPage();
  await openInvite(other, await server.client('owner'));
  await answer(page, 'food').fill('4321');
  await status(page).filter({ hasText: 'visit has ended' }).waitFor();
  await page.locator(SELECT.save).click();
  await page.waitForTimeout(1000);
  assert.match(await status(page).innerText(), /visit has ended/);
  await open(other, 'livingExpenses');
  assert.notEqual(await answer(other, 'food').inputValue(), '4,321.00');
  await context.close();
});

test('R11 a row is added and taken out, with a question where something is in it', async () => {
  const { context, page, watch } = await visitor();
  await open(page, 'creditCards');
  const rows = page.locator(`${SELECT.intake} .row`);
  const before = await rows.count();
  await page.locator(`${SELECT.intake} [data-add=card]`).click();
  await rows.last().locator('[data-path]').first().fill('Gate Card');
  await saved(page);
  page.once('dialog', (dialog) => dialog.dismiss());
  await rows.last().locator('.remove').click();
  assert.equal(await rows.count(), before + 1, 'no is no');
  page.once('dialog', (dialog) => dialog.accept());
  await rows.last().locator('.remove').click();
  await saved(page);
  await open(page, 'creditCards');
  assert.equal(await rows.count(), before);
  watch.assertClean();
  await context.close();
});

test('R11 a link from the review leads to its field', async () => {
  const { context, page, watch } = await visitor();
  await page.goto(`${address('household')}#f-county`);
  await page.locator(SELECT.intake).waitFor();
  await page.waitForFunction(() => document.activeElement.shadowRoot?.activeElement?.dataset.path === 'county');
  watch.assertClean();
  await context.close();
});
