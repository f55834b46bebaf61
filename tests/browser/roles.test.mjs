// The desk for each role: everything its staff may do is there, and nothing else.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { request, sameOrigin } from './support/http.mjs';
import { DESK, enterDesk, firstCase, nameOf, sessionHeader, walk } from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { changedTables, snapshot } from './support/snapshot.mjs';

const PERMISSIONS = await readFile(new URL('../../docs/permissions.txt', import.meta.url), 'utf8');
const ROLES = /^desk +permission +(.+)$/m.exec(PERMISSIONS)[1].split(/ +/);

/** The operations that a role may use, from the library's own list. */
function allowed(role) {
  const [desk] = PERMISSIONS.split('\nvisit ');
  const column = ROLES.indexOf(role);
  const rows = desk.split('\n').map((line) => line.trim().split(/ +/)).filter((cells) => cells.length === 2 + ROLES.length);
  return new Set(rows.filter((cells) => cells[2 + column] === 'yes').map(([operation]) => operation));
}

/** What the forms of the desk carry out, by where they are sent. */
const OPERATIONS = [
  [/^\/desk\/cases$/, 'create_case'],
  [/\/(status|edit)$/, 'update_case'],
  [/\/tin$/, 'unmask_client_tin'],
  [/\/sessions\/[^/]+\/end$/, 'end_session'],
  [/\/invites$/, 'mint_invite'],
  [/\/revoke_all$/, 'revoke_all_invites'],
  [/\/revoke$/, 'revoke_invite'],
  [/\/reissue$/, 'reissue_invite'],
  [/^\/desk\/settings\/(identity|links|documents)$/, 'update_firm'],
  [/^\/desk\/settings\/phases$/, 'set_phase_map'],
  [/\/documents$/, 'add_document'],
  [/\/deliver$/, 'deliver_document'],
  [/\/withdraw$/, 'withdraw_document'],
  [/\/remove$/, 'remove_document'],
  [/\/envelopes$/, 'create_envelope'],
  [/\/send$/, 'send_envelope'],
  [/\/move$/, 'record_envelope_event'],
  [/\/complete$/, 'complete_envelope'],
  [/\/replace$/, 'replace_signed_document'],
  [/\/forms$/, 'add_form'],
  [/\/state$/, 'set_form_state'],
  [/\/profile\/unmask$/, 'unmask_answer'],
  [/\/profile\/figure$/, 'set_figure'],
  [/\/review unmask/, 'unmask_figure'],
  [/\/review read/, 'decide_section'],
  [/\/review undo/, 'undo_acceptance'],
  [/\/review (decide|accept_all)/, 'decide_figures'],
];

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

const linkOf = (role) => (role === 'administrator' ? server.staffUrl : server.colleagues.get(role));
const codeOf = (role) => new URL(linkOf(role)).hash.slice(1);

async function inside(role, shape = DESKTOP) {
  const someone = await person(browser, server, shape);
  await enterDesk(someone.page, server, linkOf(role));
  return someone;
}

/** Every operation that the buttons of this page carry out. */
async function operationsOn(page) {
  const acts = await page.locator('form[method=post]').evaluateAll((forms) =>
    forms.flatMap((form) => [...form.querySelectorAll('[type=submit]')].map((button) => `${(button.getAttribute('formaction') ?? form.getAttribute('action')).split('#')[0]} ${button.value}`.trim())),
  );
  return acts.filter((act) => act !== '/desk/leave').map((act) => {
    const [, operation] = OPERATIONS.find(([pattern]) => pattern.test(act) || pattern.test(act.split(' ')[0])) ?? [];
    assert.ok(operation, `nobody knows what ${act} does`);
    return operation;
  });
}

async function seenBy(role) {
  const { context, page, watch } = await inside(role);
  const seen = new Set();
  const caseId = await firstCase(page, server);
  const pages = await walk(page, server, DESK.cases, async () => {
    for (const operation of await operationsOn(page)) seen.add(operation);
  });
  for (const name of DESK.pages.filter((name) => name !== 'invites/new')) assert.ok(pages.includes(DESK.of(caseId, name)), `${role} reaches ${name}`);
  watch.assertClean();
  await context.close();
  return seen;
}

test('AZ-01 each role finds the buttons of what it may do, and no others', async () => {
  assert.deepEqual(ROLES, ['administrator', 'practitioner', 'read-only']);
  const everything = await seenBy('administrator');
  assert.ok(everything.size >= 20, [...everything].join(' '));
  for (const role of ROLES.slice(1)) {
    const may = allowed(role);
    assert.deepEqual([...(await seenBy(role))].sort(), [...everything].filter((operation) => may.has(operation)).sort(), role);
  }
});

test('AZ-01 a page that a role has no use for is refused, and so is what its forms would send', async () => {
  const { context, page } = await inside('read-only');
  const caseId = await firstCase(page, server);
  const before = await snapshot(server);
  for (const path of ['/desk/settings', '/desk/cases/new', DESK.of(caseId, 'edit'), DESK.of(caseId, 'invites/new'), `${DESK.of(caseId, 'profile/figure')}?figure=household:county`]) {
    const answer = await page.goto(server.origin + path);
    assert.equal(answer.status(), 403, path);
    assert.match(await page.locator('main').innerText(), /role does not allow/, path);
    await assertAccessible(page);
  }
  const csrf = await page.locator('form[action="/desk/leave"] [name=csrf]').getAttribute('value');
  const headers = { ...(await sessionHeader(context, server)), ...sameOrigin(server.origin), 'content-type': 'application/x-www-form-urlencoded' };
  for (const [path, fields] of [
    ['/desk/cases', { client: 'Mallory', engagement: 'x', stage: 'x' }],
    [DESK.of(caseId, 'invites'), { label: 'mine' }],
    [DESK.of(caseId, 'invites/revoke_all'), {}],
    [DESK.of(caseId, 'status'), { version: '1', stage: 'x' }],
    [DESK.of(caseId, 'tin'), {}],
    ['/desk/settings/links', { inviteDays: '7' }],
  ]) {
    const answer = await request(server.origin + path, { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }).toString() });
    assert.equal(answer.status, 403, path);
  }
  // What was tried is on the record.
  assert.deepEqual(changedTables(before, await snapshot(server)).filter((table) => !/audit|clock/.test(table)), []);
  await context.close();
});

test('AZ-01 the JSON door knows whose code it is', async () => {
  const call = (role, operation, input) =>
    request(`${server.origin}/api/desk/${operation}`, { method: 'POST', headers: { authorization: `Bearer ${codeOf(role)}`, 'content-type': 'application/json' }, body: JSON.stringify(input) });
  const input = { clientName: 'Dana', title: '2021', stage: 'intake' };
  const refused = await call('read-only', 'create_case', input);
  assert.equal(refused.status, 403);
  assert.equal(JSON.parse(refused.body).code, 'permission_missing');
  const { caseId } = JSON.parse((await call('practitioner', 'create_case', input)).body);
  const { events } = JSON.parse((await call('read-only', 'list_audit', { caseId })).body);
  assert.match(JSON.stringify(events[0].actor), /staff-2/);
});

for (const [name, shape] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`the desk of a reader, ${name}`, async () => {
    const { context, page, watch } = await inside('read-only', shape);
    await walk(page, server, DESK.cases, async (_, path) => {
      await assertAccessible(page);
      await assertFitsWidth(page);
      await screenshot(page, `reader-${nameOf(path)}-${name}`);
    });
    watch.assertClean();
    await context.close();
  });
}
