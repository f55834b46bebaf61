// Figures on the firm's side: the profile, entering by hand, undoing, and sensitive numbers in full.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { confirm, DESK, enterDesk, firstCase, press, SELECT } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

const SHAPES = { phone: PHONE, desktop: DESKTOP };
/** The taxpayer number of the first example case. */
const TIN = '987654321';
const CASH = 'accounts:cash_on_hand';
/** Refusals that the tests provoke, which a browser reports in its console. */
const PROVOKED = [/status of 4(09|22)/];

let server;
let browser;
let desk;
let caseId;
before(async () => {
  server = await startServer();
  browser = await launch();
  desk = await person(browser, server);
  await enterDesk(desk.page, server);
  caseId = await firstCase(desk.page, server);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const open = (page, name) => page.goto(server.origin + DESK.of(caseId, name));
const toEnter = (target) => `profile/figure?figure=${encodeURIComponent(target)}`;
const row = (page, text) => page.locator(SELECT.profileRow).filter({ hasText: text });

async function look(page, name) {
  await assertAccessible(page);
  await assertFitsWidth(page);
  await screenshot(page, name);
}

for (const [name, shape] of Object.entries(SHAPES)) {
  test(`the pages of figures are accessible, ${name}`, async () => {
    const { context, page, watch } = await person(browser, server, shape);
    await enterDesk(page, server);
    await open(page, 'profile');
    await look(page, `desk-profile-${name}`);
    for (const target of [CASH, 'household:marital_status', 'household:taxpayer_tin', 'accounts:bank.current_balance', 'realEstate:property.current_value']) {
      await open(page, toEnter(target));
      await look(page, `desk-figure-${target.replaceAll(/\W/g, '-')}-${name}`);
    }
    await open(page, toEnter(CASH));
    await press(page, page.locator(SELECT.enterFigure));
    await look(page, `desk-figure-refused-${name}`);
    for (const [tab, button] of [['', SELECT.unmaskTin], ['profile', SELECT.unmaskAnswer], ['review', SELECT.unmaskFigure]]) {
      await open(page, tab);
      await press(page, page.locator(button).first());
      await look(page, `desk-unmasked-${tab || 'tin'}-${name}`);
    }
    await open(page, 'review');
    await page.locator(SELECT.undo).first().locator('summary').click();
    await look(page, `desk-undo-${name}`);
    watch.assertClean(PROVOKED);
    await context.close();
  });
}

test('R14 the profile lists its tiers and where they disagree', async () => {
  const { page } = desk;
  await open(page, 'profile');
  const disagreements = await page.locator(SELECT.disagreement).allInnerTexts();
  assert.ok(disagreements.some((text) => /\$2,410\.00/.test(text) && /\$2,280\.00/.test(text)), 'the IRS record against the client');
  for (const link of await page.locator(`${SELECT.disagreement} a`).evaluateAll((all) => all.map((a) => new URL(a.href).hash))) {
    assert.equal(await page.locator(link).count(), 1, `${link} is a row of the page`);
  }
  desk.watch.assertClean(PROVOKED);
});

const UNMASKED = [
  ['', SELECT.unmaskTin, TIN, 'Looked at the full taxpayer number'],
  ['profile', SELECT.unmaskAnswer, TIN, 'Looked at a sensitive answer in full'],
  ['review', SELECT.unmaskFigure, '0098123456', 'Looked at a sensitive figure in full'],
];
for (const [tab, button, number, recorded] of UNMASKED) {
  test(`a number in full stands in one answer alone: ${tab || 'overview'}`, async () => {
    const { context, page } = desk;
    await open(page, tab);
    assert.ok(!(await page.content()).includes(number), 'it is masked before');
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      press(page, page.locator(button).first()),
    ]);
    assert.equal(answer.status(), 200);
    assert.equal(answer.headers()['cache-control'], 'no-store');
    assert.equal(answer.headers()['set-cookie'], undefined);
    assert.equal(await page.locator(SELECT.revealed).innerText(), number);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'revealed', 'the reader is led to it');
    assert.ok(!page.url().includes(number));
    assert.ok(!JSON.stringify(await context.cookies()).includes(number));
    for (const again of DESK.pages) {
      await open(page, again);
      assert.ok(!(await page.content()).includes(number), `${again || 'the case'} shows it again`);
    }
    await open(page, 'audit');
    assert.match(await page.locator('main').innerText(), new RegExp(recorded));
    desk.watch.assertClean(PROVOKED);
  });
}

test('looking at a number keeps what was marked', async () => {
  const { page } = desk;
  await open(page, 'review');
  const figure = page.locator(SELECT.figure).filter({ hasText: 'Account number' }).first();
  await figure.locator('[type=radio][value=ask]').check();
  await figure.locator('[type=text]').fill('Is this account still open?');
  await press(page, figure.locator(SELECT.unmaskFigure));
  assert.ok(await figure.locator('[type=radio][value=ask]').isChecked());
  assert.equal(await figure.locator('[type=text]').inputValue(), 'Is this account still open?');
});

test('R14 a figure is entered by hand, and what cannot be read is refused where it stands', async () => {
  const { page, watch } = desk;
  await open(page, 'profile');
  await page.locator(SELECT.figureToEnter).selectOption(CASH);
  await press(page, page.locator('form[method=get] [type=submit]'));
  await page.locator('[name=cash_on_hand]').fill('a few');
  await press(page, page.locator(SELECT.enterFigure));
  assert.match(await page.locator(SELECT.errors).innerText(), /dollars and cents/);
  assert.equal(await page.locator('[name=cash_on_hand]').inputValue(), 'a few');
  await page.locator('[name=cash_on_hand]').fill('310.00');
  await press(page, page.locator(SELECT.enterFigure));
  assert.ok(await page.locator(SELECT.flash).isVisible());
  assert.match(await row(page, 'Cash you have').innerText(), /\$310\.00/);

  await open(page, toEnter(CASH));
  await page.locator('[name=authority][value=irsRecord]').check();
  await page.locator('[name=cash_on_hand]').fill('305');
  await press(page, page.locator(SELECT.enterFigure));
  assert.match(await row(page, 'Cash you have').innerText(), /\$305\.00[^]*\$310\.00/, 'the IRS record stands beside it');
  watch.assertClean(PROVOKED);
});

test('R13 a figure entered over a profile that moved on is refused, and nothing is overwritten', async () => {
  const { context, page, watch } = desk;
  const other = await context.newPage();
  for (const one of [page, other]) await open(one, toEnter(CASH));
  await page.locator('[name=cash_on_hand]').fill('320');
  await press(page, page.locator(SELECT.enterFigure));
  await other.locator('[name=cash_on_hand]').fill('1');
  await press(other, other.locator(SELECT.enterFigure));
  assert.match(await other.locator(SELECT.errors).innerText(), /Nothing was overwritten/);
  assert.match(await other.locator('#tiers').innerText(), /\$320\.00/, 'the newer value is shown');
  assert.equal(await other.locator('[name=cash_on_hand]').inputValue(), '1', 'what was typed stays');
  await other.close();
  watch.assertClean(PROVOKED);
});

test('a figure is taken out after a question', async () => {
  const { page, watch } = desk;
  await open(page, toEnter(CASH));
  await confirm(page, page.locator(SELECT.takeOut).filter({ hasText: 'IRS record' }));
  await open(page, toEnter(CASH));
  assert.equal(await page.locator(SELECT.takeOut).filter({ hasText: 'IRS record' }).count(), 0);
  assert.equal(await page.locator(SELECT.takeOut).count(), 1, "the firm's own figure stays");
  watch.assertClean(PROVOKED);
});

test('a new row of a list begins with the field that names it', async () => {
  const { page, watch } = desk;
  await open(page, toEnter('realEstate:property.current_value'));
  await press(page, page.locator('.pager a'));
  await press(page, page.locator('.pager a'));
  await page.locator('#set-title ~ form textarea, #set-title ~ form [type=text]').first().fill('House, 1 Elm Street');
  await press(page, page.locator(SELECT.enterFigure));
  await open(page, toEnter('realEstate:property.current_value'));
  await press(page, page.locator('a.row-link').filter({ hasText: '1 Elm Street' }));
  assert.match(await page.locator('main h2').innerText(), /1 Elm Street/);
  watch.assertClean(PROVOKED);
});

test('R13 an acceptance is taken back, unless the profile has moved on', async () => {
  const { page, watch } = desk;
  await open(page, 'review');
  const waiting = await page.locator(SELECT.figure).count();
  const county = page.locator(SELECT.decided).filter({ hasText: 'County' });
  await confirm(page, county.locator(SELECT.undo));
  assert.ok(await page.locator(SELECT.flash).isVisible());
  assert.equal(await page.locator(SELECT.figure).count(), waiting + 1, 'it waits for a decision again');
  assert.equal(await county.count(), 0);
  await open(page, 'profile');
  assert.equal(await row(page, 'Bristol').count(), 0);

  await open(page, toEnter('household:address'));
  await page.locator('#set-title ~ form [name=address]').fill('2 Elm Street');
  await press(page, page.locator(SELECT.enterFigure));
  await open(page, 'review');
  await confirm(page, page.locator(SELECT.decided).filter({ hasText: 'Address' }).locator(SELECT.undo));
  assert.match(await page.locator(SELECT.errors).innerText(), /the profile has changed since/);
  await open(page, 'profile');
  assert.equal(await row(page, '2 Elm Street').count(), 1);
  watch.assertClean(PROVOKED);
});

test('all of it works without scripts', async () => {
  const storageState = await desk.context.storageState();
  const { context, page, watch } = await person(browser, server, PHONE, { javaScriptEnabled: false, storageState });
  await open(page, 'profile');
  await page.locator(SELECT.figureToEnter).selectOption('household:county');
  await press(page, page.locator('form[method=get] [type=submit]'));
  await page.locator('#set-title ~ form [name=county]').fill('Plymouth');
  await press(page, page.locator(SELECT.enterFigure));
  assert.match(await row(page, 'Plymouth').innerText(), /County/);
  await press(page, page.locator(SELECT.unmaskAnswer).first());
  assert.equal(await page.locator(SELECT.revealed).innerText(), TIN);
  await open(page, toEnter('household:county'));
  await confirm(page, page.locator(SELECT.takeOut));
  assert.equal(await row(page, 'Plymouth').count(), 0);
  watch.assertClean(PROVOKED);
  await context.close();
});
