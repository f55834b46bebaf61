// The firm's side, and its effect on a client who uses the portal at the same time.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, person, PHONE, screenshot } from './support/browser.mjs';
import { request, sameOrigin } from './support/http.mjs';
import {
  assertRefusesWithoutProof,
  confirm,
  DESK,
  enterDesk,
  firstCase,
  mintInvite,
  mutatingForms,
  nameOf,
  openInvite,
  press,
  PORTAL,
  revokeInvite,
  SELECT,
  sessionHeader,
  walk,
} from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { changedTables, snapshot } from './support/snapshot.mjs';
import { TOKEN, tokenOf } from './support/tokens.mjs';

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

test('every page of a case opens', async () => {
  for (const path of [DESK.cases, DESK.settings, ...DESK.pages.map((page) => DESK.of(caseId, page))]) {
    const answer = await desk.page.goto(server.origin + path);
    assert.equal(answer.status(), 200, path);
    await screenshot(desk.page, nameOf(path));
  }
  desk.watch.assertClean();
});

test('the desk is closed to those who did not enter, clients included', async () => {
  const { context, page } = await person(browser, server);
  await openInvite(page, await server.client('taxpayer'));
  const session = await sessionHeader(context, server);
  for (const path of [DESK.cases, DESK.settings, DESK.of(caseId), DESK.of(caseId, 'audit')]) {
    assert.notEqual((await request(server.origin + path)).status, 200, path);
    assert.notEqual((await request(server.origin + path, { headers: session })).status, 200, `${path} with a client's session`);
  }
  await context.close();
});

test('a name, a title and a taxpayer number are changed, and what is wrong is said beside its field', async () => {
  const { context, page } = await person(browser, server);
  await enterDesk(page, server);
  await page.goto(`${server.origin}${DESK.cases}/cases/new`);
  await page.locator('#clientName').fill('Edith Pole');
  await page.locator('#title').fill('Tax year 2020');
  await page.locator('#stage').fill('New inquiry');
  await press(page, page.locator('main form [type=submit]'));
  const overview = page.url();
  await page.locator(SELECT.editCase).focus();
  await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
  const edit = page.url();
  const field = (name) => page.locator(`${SELECT.editForm} [name=${name}]`);
  const save = page.locator(`${SELECT.editForm} [type=submit]`);
  const head = page.locator('.case-head');
  const first = await field('version').inputValue();
  await field('title').fill('Tax years 2020 to 2023');
  await field('clientTin').fill('12');
  await press(page, save);
  assert.equal(await field('clientTin').getAttribute('aria-invalid'), 'true');
  assert.ok(await page.locator(SELECT.errors).isVisible());
  assert.equal(await field('title').inputValue(), 'Tax years 2020 to 2023', 'what was typed is still there');
  assert.equal(await field('clientTin').inputValue(), '', 'but not a sensitive number');
  await screenshot(page, 'desk-case-edit');

  await field('clientTin').fill('987-65-4329');
  await press(page, save);
  assert.ok(await page.locator(SELECT.flash).isVisible());
  assert.match(await head.innerText(), /Tax years 2020 to 2023/i);
  assert.match(await page.locator('.tin').innerText(), /4329/);

  // Leaving the number empty keeps it; ticking a box removes it.
  await page.goto(edit);
  await field('clientName').fill('Edith Moor');
  await press(page, save);
  assert.match(await head.innerText(), /Edith Moor/);
  assert.match(await page.locator('.tin').innerText(), /4329/);
  await page.goto(edit);
  await field('removeTin').check();
  await press(page, save);
  assert.equal(await page.locator('.tin').count(), 0);

  // Two people edit at once: the second gets a message, and nothing is lost.
  await page.goto(edit);
  await field('version').evaluate((input, version) => (input.value = version), first);
  await field('clientName').fill('Somebody Else');
  await press(page, save);
  assert.equal(await page.locator(SELECT.flash).count(), 0);
  await page.goto(overview);
  assert.match(await head.innerText(), /Edith Moor/);
  await context.close();
});

test('R2 a link is shown exactly once, and opens the case', async () => {
  const link = await mintInvite(desk.page, server, caseId, 'once');
  assert.equal(new URL(link).origin, server.origin);
  assert.match(tokenOf(link), new RegExp(`^${TOKEN.source}$`));
  for (const page of DESK.pages) {
    await desk.page.goto(server.origin + DESK.of(caseId, page));
    assert.ok(!(await desk.page.content()).includes(tokenOf(link).slice(27)), `${page || 'the case'} shows the secret again`);
  }
  const client = await person(browser, server, PHONE);
  await openInvite(client.page, link);
  await client.context.close();
  desk.watch.assertClean();
});

test('R4 revoking ends the session of that invite on its next request, and of no other', async () => {
  const clients = {};
  for (const label of ['stays', 'goes']) {
    clients[label] = await person(browser, server, PHONE);
    await openInvite(clients[label].page, await mintInvite(desk.page, server, caseId, label));
  }
  await revokeInvite(desk.page, server, caseId, 'goes');
  const status = async (label) => {
    const headers = await sessionHeader(clients[label].context, server);
    return (await request(server.origin + PORTAL.home, { headers })).status;
  };
  assert.notEqual(await status('goes'), 200);
  assert.equal(await status('stays'), 200);
  for (const { context } of Object.values(clients)) await context.close();
  desk.watch.assertClean();
});

test('R8 a removed document is gone for everybody; what came back signed stays', async () => {
  const { page, watch } = desk;
  await page.goto(server.origin + DESK.of(caseId, 'documents'));
  const invoice = page.locator(SELECT.document).filter({ hasText: 'Invoice 1042' });
  const address = await invoice.locator('a[download]').evaluate((link) => link.href);
  await confirm(page, invoice.locator(SELECT.remove));
  assert.ok(await page.locator(SELECT.flash).isVisible());
  assert.equal(await invoice.count(), 0);
  const session = await sessionHeader(desk.context, server);
  assert.equal((await request(address, { headers: session })).status, 404);
  const client = await person(browser, server, PHONE);
  await openInvite(client.page, await server.client('taxpayer'));
  await client.page.goto(server.origin + PORTAL.documents);
  assert.doesNotMatch(await client.page.locator('main').innerText(), /Invoice 1042/);
  await client.context.close();
  const signed = page.locator(SELECT.document).filter({ hasText: 'Signed document' });
  assert.equal(await signed.locator(SELECT.remove).count(), 0);
  watch.assertClean();
});

test('R4 staff end one visit of a case', async () => {
  const client = await person(browser, server, PHONE);
  await openInvite(client.page, await mintInvite(desk.page, server, caseId, 'ended'));
  const { page } = desk;
  await page.goto(server.origin + DESK.of(caseId));
  const visit = page.locator('li.row').filter({ hasText: 'ended' }).locator(SELECT.endSession);
  await press(page, visit);
  assert.ok(await page.locator(SELECT.flash).isVisible());
  const headers = await sessionHeader(client.context, server);
  assert.notEqual((await request(server.origin + PORTAL.home, { headers })).status, 200);
  await client.context.close();
  desk.watch.assertClean();
});

test('TOK-11 no header of a request alters a minted link', async () => {
  const session = await sessionHeader(desk.context, server);
  const spoofs = [
    { 'x-forwarded-host': 'attacker.example' },
    { 'x-forwarded-host': 'attacker.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
    { forwarded: 'host=attacker.example;proto=https' },
    { 'x-original-host': 'attacker.example', 'x-host': 'attacker.example' },
    { host: 'attacker.example' },
    { host: `${new URL(server.origin).host}@attacker.example` },
  ];
  for (const [index, spoof] of spoofs.entries()) {
    // The form is loaded each time, because it has a key that makes a repeated request one invite.
    await desk.page.goto(server.origin + DESK.of(caseId, 'invites/new'));
    await desk.page.locator(SELECT.mintLabel).fill(`spoofed ${index}`);
    const action = await desk.page.locator(SELECT.mintForm).evaluate((form) => form.action);
    const { fields } = (await mutatingForms(desk.page)).find((form) => form.action === action);
    const headers = { ...session, ...sameOrigin(server.origin), 'content-type': 'application/x-www-form-urlencoded', ...spoof };
    const answer = await request(action, { method: 'POST', headers, body: new URLSearchParams(fields).toString() });
    assert.doesNotMatch(JSON.stringify([answer.headers, answer.body]), /attacker\.example/, JSON.stringify(spoof));
    // A host may refuse a foreign Host header. If it does not, the link must be the usual one.
    if ('host' in spoof && answer.status >= 400) continue;
    assert.equal(answer.status, 200, JSON.stringify(spoof));
    const links = answer.body.match(/https?:\/\/[^\s"'<>]+\/i\/[0-9A-Za-z]{22}/g) ?? [];
    assert.ok(links.length > 0, 'the answer shows the link');
    for (const link of links) assert.equal(new URL(link).origin, server.origin);
  }
});

test('SES-04 every form of the desk refuses without its proof, and changes nothing', async () => {
  const forms = new Map();
  await walk(desk.page, server, DESK.cases, async (page) => {
    for (const form of await mutatingForms(page)) forms.set(form.action, form);
  });
  assert.ok(forms.size > 5, 'the walk found the forms');
  const session = await sessionHeader(desk.context, server);
  const before = await snapshot(server);
  for (const form of forms.values()) await assertRefusesWithoutProof(form, session);
  assert.deepEqual(changedTables(before, await snapshot(server)).filter((table) => !/session|audit/.test(table)), []);
});

test('R13 a figure that a client submitted waits for review, and acceptance settles it', async () => {
  const { page } = desk;
  await page.goto(server.origin + DESK.of(caseId, 'review'));
  const waiting = await page.locator(SELECT.figure).count();
  assert.ok(waiting > 0, 'the first example case has figures to review');
  await page.locator(SELECT.figure).first().locator(SELECT.accept).check();
  await Promise.all([page.waitForEvent('load'), page.locator(SELECT.decide).click()]);
  await page.goto(server.origin + DESK.of(caseId, 'review'));
  assert.equal(await page.locator(SELECT.figure).count(), waiting - 1);
  desk.watch.assertClean();
});
