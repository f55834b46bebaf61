// The desk for each role: it has everything that the role may do, and nothing else.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { request, sameOrigin } from './support/http.mjs';
import { DESK, enterDesk, firstCase, mintInvite, multipartOf, nameOf, openInvite, press, sessionHeader, urlencodedOf, walk } from './support/pages.mjs';
import { startServer } from './support/server.mjs';
import { changedTables, snapshot } from './support/snapshot.mjs';

const PERMISSIONS = await readFile(new URL('../../docs/permissions.txt', import.meta.url), 'utf8');
const ROLES = /^desk +permission +(.+)$/m.exec(PERMISSIONS)[1].split(/ +/);

/** The roles of the demonstration's staff. The first may use everything that has a button. */
const TEAM = ['administrator', 'practitioner', 'readOnly'];

/** Returns the operations that a role may use in its own office, from the library's own list. */
function allowed(role) {
  const [desk] = PERMISSIONS.split('\nvisit ');
  const column = ROLES.indexOf(role);
  assert.ok(column >= 0, `the library knows no ${role}`);
  const rows = desk.split('\n').map((line) => line.trim().split(/ +/)).filter((cells) => cells.length === 2 + ROLES.length);
  return new Set(rows.filter((cells) => cells[2 + column].startsWith('+')).map(([operation]) => operation));
}

/** The operations of the desk's forms, by the address that they are sent to. */
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

/** Returns what the buttons of this page send, each with its operation. */
async function actsOn(page) {
  const acts = await page.locator('form[method=post]').evaluateAll((forms) =>
    forms.flatMap((form) => {
      const buttons = [...form.querySelectorAll('[type=submit]')];
      const fields = [...new FormData(form)].filter(([, value]) => typeof value === 'string');
      return (buttons.length ? buttons : [null]).map((button) => ({
        path: (button?.getAttribute('formaction') ?? form.getAttribute('action')).split('#')[0],
        value: button?.value ?? 'nothing, for it has no button',
        type: form.enctype,
        fields: button?.name ? [...fields, [button.name, button.value]] : fields,
      }));
    }),
  );
  return acts.filter(({ path }) => path !== '/desk/leave').map((act) => {
    const { path, value } = act;
    const [, operation] = OPERATIONS.find(([pattern]) => pattern.test(`${path} ${value}`.trim()) || pattern.test(path)) ?? [];
    assert.ok(operation, `nobody knows what ${path} does with ${value}`);
    return { ...act, operation };
  });
}

/** Returns what a role finds on all pages that it can reach: one act for each operation. */
async function seenBy(role) {
  const { context, page, watch } = await inside(role);
  const seen = new Map();
  const look = async () => {
    for (const act of await actsOn(page)) if (!seen.has(act.operation)) seen.set(act.operation, act);
  };
  const caseId = await firstCase(page, server);
  const pages = await walk(page, server, DESK.cases, look);
  for (const name of DESK.pages.filter((name) => name !== 'invites/new')) assert.ok(pages.includes(DESK.of(caseId, name)), `${role} reaches ${name}`);
  // The page needs a parameter in its address, and such pages are left out of the walk.
  await page.goto(server.origin + DESK.of(caseId, 'profile'));
  const figure = page.locator('.acts a[href*="/profile/figure?"]').first();
  if (await figure.count()) {
    await press(page, figure);
    await look();
  }
  watch.assertClean();
  await context.close();
  return seen;
}

/** The operation has no button in the demonstration, because no submitted section is without figures. */
const NOT_IN_THE_DEMO = ['decide_section'];

const call = (role, operation, input) =>
  request(`${server.origin}/api/desk/${operation}`, { method: 'POST', headers: { authorization: `Bearer ${codeOf(role)}`, 'content-type': 'application/json' }, body: JSON.stringify(input) });

/** Adds a document to deliver and a session to end. */
async function prepare() {
  const { context, page } = await inside('administrator');
  const caseId = await firstCase(page, server);
  const { documents } = JSON.parse((await call('administrator', 'list_documents', { caseId })).body);
  const { documentId } = documents.find(({ isVisibleToClient }) => isVisibleToClient);
  assert.equal((await call('administrator', 'withdraw_document', { caseId, documentId })).status, 200);
  await openInvite(await context.newPage(), await mintInvite(page, server, caseId, 'on a phone'));
  await context.close();
}

let everything;
test('AZ-01 each role finds the buttons of what it may do, and no others', async () => {
  await prepare();
  everything = await seenBy('administrator');
  const known = [...new Set(OPERATIONS.map(([, operation]) => operation))];
  assert.deepEqual([...everything.keys()].sort(), known.filter((operation) => !NOT_IN_THE_DEMO.includes(operation)).sort());
  for (const role of TEAM.slice(1)) {
    const may = allowed(role);
    assert.deepEqual([...(await seenBy(role)).keys()].sort(), [...everything.keys()].filter((operation) => may.has(operation)).sort(), role);
  }
});

/** Returns an act in the form in which a browser sends it. */
function sentAs({ type, fields }, csrf) {
  const sent = fields.map(([name, value]) => [name, name === 'csrf' ? csrf : value]);
  return type === 'multipart/form-data' ? multipartOf(sent) : urlencodedOf(sent);
}

for (const role of TEAM.slice(1)) {
  test(`AZ-01 what the forms of others send is refused to a ${role}, and changes nothing`, async () => {
    const { context, page } = await inside(role);
    const csrf = await page.locator('form[action="/desk/leave"] [name=csrf]').getAttribute('value');
    const session = await sessionHeader(context, server);
    const before = await snapshot(server);
    const may = allowed(role);
    const refused = [...everything.values()].filter(({ operation }) => !may.has(operation));
    assert.ok(refused.length > 0);
    const answers = [];
    for (const act of refused) {
      const { body, contentType } = sentAs(act, csrf);
      const headers = { ...session, ...sameOrigin(server.origin), 'content-type': contentType };
      const answer = await request(server.origin + act.path, { method: 'POST', headers, body });
      answers.push([act.operation, answer.status, /permission_missing/.test(answer.body)]);
    }
    assert.deepEqual(answers, refused.map(({ operation }) => [operation, 403, true]));
    // What was tried is on the record.
    assert.deepEqual(changedTables(before, await snapshot(server)).filter((table) => !/audit|clock/.test(table)), []);
    await context.close();
  });
}

test('AZ-01 a page that a role has no use for is refused', async () => {
  const { context, page } = await inside('readOnly');
  const caseId = await firstCase(page, server);
  for (const path of ['/desk/settings', '/desk/cases/new', DESK.of(caseId, 'edit'), DESK.of(caseId, 'invites/new'), `${DESK.of(caseId, 'profile/figure')}?figure=household:county`]) {
    const answer = await page.goto(server.origin + path);
    assert.equal(answer.status(), 403, path);
    assert.match(await page.locator('main').innerText(), /role does not allow/, path);
    await assertAccessible(page);
  }
  await context.close();
});

test('AZ-01 the desk says who is there, and as what', async () => {
  for (const shape of [PHONE, DESKTOP]) {
    for (const [role, said] of [['administrator', /Dana Whitfield\s+Administrator/], ['practitioner', /Luis Ortega\s+Practitioner/], ['readOnly', /Priya Raman\s+Reader/]]) {
      const { context, page } = await inside(role, shape);
      assert.match(await page.locator('header').first().innerText(), said);
      await context.close();
    }
  }
});

test('AZ-01 the JSON door knows whose code it is', async () => {
  const input = { clientName: 'Dana', title: '2021', stage: 'intake' };
  const refused = await call('readOnly', 'create_case', input);
  assert.equal(refused.status, 403);
  assert.equal(JSON.parse(refused.body).code, 'permission_missing');
  const { caseId } = JSON.parse((await call('practitioner', 'create_case', input)).body);
  const { events } = JSON.parse((await call('readOnly', 'list_audit', { caseId })).body);
  assert.match(JSON.stringify(events[0].actor), /staff-2/);
});

for (const [name, shape] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  for (const role of TEAM.slice(1)) {
    test(`the desk of a ${role}, ${name}`, async () => {
      const { context, page, watch } = await inside(role, shape);
      await walk(page, server, DESK.cases, async (_, path) => {
        await assertAccessible(page);
        await assertFitsWidth(page);
        await screenshot(page, `${role}-${nameOf(path)}-${name}`);
      });
      watch.assertClean();
      await context.close();
    });
  }
}
