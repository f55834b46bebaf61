// Every path and selector of the demo host's pages that the tests use.

import assert from 'node:assert/strict';
import { request } from './http.mjs';

export const SESSION_COOKIE = '__Host-casegate';

export const PORTAL = {
  home: '/portal',
  documents: '/portal/documents',
  signatures: '/portal/signatures',
  forms: '/portal/forms',
  sessions: '/portal/sessions',
  intake: '/portal/intake',
  leave: '/portal/leave',
};

export const DESK = {
  cases: '/desk',
  settings: '/desk/settings',
  /** Returns a page of one case; without a name, its overview with the invites. */
  of: (caseId, page) => `/desk/cases/${caseId}${page ? `/${page}` : ''}`,
  pages: ['', 'invites/new', 'documents', 'envelopes', 'forms', 'review', 'profile', 'audit'],
};

export const SELECT = {
  open: '#gate-open',
  /** The place where the landing page says that a link is not valid. */
  refusal: '#gate-failed',
  code: '#code',
  codeForm: '#gate-paste',
  codeSubmit: '#gate-paste [type=submit]',
  leave: 'header form[action="/portal/leave"] [type=submit]',
  phase: '.phases .phase-name',
  download: 'main a[download]',
  /** Links to the e-sign provider and to forms elsewhere. */
  external: 'main a[rel~=external]',
  section: 'main a[href^="/portal/intake/"]',
  sectionStatus: '.row-status .badge',
  save: '.form-end [name=do][value=save]',
  review: '.form-end [name=do][value=review]',
  submit: 'form[action$="/submit"] [type=submit]',
  /** The form of a section. */
  intake: 'casegate-intake',
  intakeStatus: 'casegate-intake [role=status]',
  case: 'tbody a[href^="/desk/cases/"]',
  mintForm: 'form[action$="/invites"]',
  mintLabel: 'form[action$="/invites"] [name=label]',
  mint: 'form[action$="/invites"] [type=submit]',
  secretLink: '#link',
  invite: 'li.row:has(form[action*="/invites/"])',
  /** A button that asks first: the summary opens it, the button acts. */
  revoke: 'details:has(form[action$="/revoke"])',
  figure: '.figure',
  accept: '[type=radio][value=accept]',
  decide: '.form-end [name=do][value=decide]',
  flash: '.flash.is-ok',
  errors: '#error-summary',
  /** A sensitive number in full. */
  revealed: '#revealed',
  editCase: 'main a[href$="/edit"]',
  editForm: 'form[action$="/edit"]',
  unmaskTin: 'form[action*="/tin"] [type=submit]',
  unmaskAnswer: 'form[action*="/profile/unmask"] [type=submit]',
  unmaskFigure: '[name=do][value^="unmask:"]',
  decided: '[id^=decided-]',
  undo: 'details:has([name=do][value^="undo:"])',
  disagreement: '.disagreements li',
  profileRow: '.table.profile tbody tr',
  figureToEnter: '#figure',
  enterFigure: '[name=do][value=set]',
  takeOut: 'details:has([name=do][value=remove])',
  document: 'main tbody tr',
  remove: 'details:has(form[action$="/remove"])',
  discard: '#discard',
  endSession: 'form[action$="/end"] [type=submit]',
};

/** Waits for a path. The fragment is ignored, because a redirect keeps that of the old address. */
export function arrived(page, path) {
  return page.waitForURL((url) => url.pathname === path);
}

/** Opens an invite link as a person does: read the page, press the button. */
export async function openInvite(page, link) {
  await page.goto(link);
  await page.locator(SELECT.open).click();
  await arrived(page, PORTAL.home);
}

/** Presses the button and returns the request that exchanged the link, so that tests can send it in other forms. */
export async function captureExchange(page, link) {
  await page.goto(link);
  const [sent] = await Promise.all([
    page.waitForRequest((request) => request.method() === 'POST'),
    page.locator(SELECT.open).click(),
  ]);
  await arrived(page, PORTAL.home);
  const type = await sent.headerValue('content-type');
  return { url: sent.url(), method: 'POST', headers: { 'content-type': type }, body: sent.postData() };
}

/** Signs in as the administrator whose link the host printed, or as a colleague. */
export async function enterDesk(page, server, url = server.staffUrl) {
  await page.goto(url);
  await page.locator(SELECT.open).click();
  await arrived(page, DESK.cases);
}

/** Presses a button or link and waits for the next page. */
export async function press(page, button) {
  await Promise.all([page.waitForEvent('load'), button.click()]);
}

/** Opens a button that asks first, and confirms. */
export async function confirm(page, details) {
  await details.locator('summary').click();
  await press(page, details.locator('[type=submit]'));
}

/** Returns the id of the first case on the desk. */
export async function firstCase(page, server) {
  await page.goto(server.origin + DESK.cases);
  const path = await page.locator(SELECT.case).first().getAttribute('href');
  return path.split('/')[3];
}

/** Mints an invite and returns its link, which is shown only once. */
export async function mintInvite(page, server, caseId, label) {
  await page.goto(server.origin + DESK.of(caseId, 'invites/new'));
  await page.locator(SELECT.mintLabel).fill(label);
  await page.locator(SELECT.mint).click();
  return secretLink(page);
}

/** Returns the link on the page that shows it. */
export async function secretLink(page) {
  return (await page.locator(SELECT.secretLink).inputValue()).trim();
}

/** Revokes the valid invite with this label. */
export async function revokeInvite(page, server, caseId, label) {
  await page.goto(server.origin + DESK.of(caseId));
  const confirm = page.locator(SELECT.invite).filter({ hasText: label }).locator(SELECT.revoke);
  assert.equal(await confirm.count(), 1, `one live invite is labelled ${label}`);
  await confirm.locator('summary').click();
  await Promise.all([page.waitForEvent('load'), confirm.locator('[type=submit]').click()]);
}

/** Valid answers, by kind of field. */
const ANSWERS = {
  money: '1250.00',
  integer: '2',
  year: '2021',
  years: '2021',
  date: '1980-05-04',
  month: '2024-03',
  phone: '555 0100',
  email: 'jordan@example.com',
  tin: '123-45-6789',
  ein: '12-3456789',
  accountNumber: '987654321',
};

/** Returns the control of an answer, such as `county` or `bank[r1].institution`. */
export const answer = (page, path) => page.locator(`${SELECT.intake} [data-path="${path}"]`);

/** Waits until the section reports that everything is saved. */
export async function saved(page) {
  await page.locator(SELECT.intakeStatus).filter({ hasText: /^(Saved|Guardado)/ }).waitFor();
}

/** Fills in every field of a section that is not marked as optional, with any valid answer. */
export async function fillRequired(page, text) {
  await page.locator(SELECT.intake).waitFor();
  for (const field of await page.locator(`${SELECT.intake} .field:visible:not(:has(.optional))`).all()) {
    const kind = await field.getAttribute('data-kind');
    if (await field.locator('output').count()) continue;
    const radio = field.locator('[type=radio]').first();
    const list = field.locator('select');
    if (await radio.count()) await radio.check();
    else if (await list.count()) await list.selectOption({ index: 1 });
    else await field.locator('input:not([type=checkbox]), textarea').first().fill(ANSWERS[kind] ?? text);
  }
}

/** Returns the session as a request header, for requests outside the browser. */
export async function sessionHeader(context, server) {
  const cookies = await context.cookies(server.origin);
  return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
}

/** The most pages that a walk visits. */
const MOST_PAGES = 80;

/** Returns the shape of a path. Of the pages that differ only in what they show, one is enough. */
function shapeOf(path) {
  return path.replaceAll(/\/[a-z]+_[0-9A-Za-z-]{16,}/g, '/{id}');
}

/**
 * Visits the pages under `start` that links lead to, one of each shape; downloads are left alone.
 * @returns {Promise<string[]>} the paths, in the order in which they were found
 */
export async function walk(page, server, start, look = async () => {}) {
  const found = [start];
  for (const path of found) {
    await page.goto(server.origin + path);
    await look(page, path);
    const links = await page.locator('a[href]:not([download])').evaluateAll((all) => all.map((a) => a.href));
    for (const link of links) {
      const { origin, pathname } = new URL(link);
      const below = pathname === start || pathname.startsWith(`${start}/`);
      const seen = found.some((known) => shapeOf(known) === shapeOf(pathname));
      if (origin === server.origin && below && !seen) found.push(pathname);
    }
    assert.ok(found.length <= MOST_PAGES, `more than ${MOST_PAGES} pages under ${start}`);
  }
  return found;
}

/** Returns a path as a part of a file name. */
export function nameOf(path) {
  return shapeOf(path).slice(1).replaceAll(/[{}]/g, '').replaceAll('/', '-');
}

/** Returns every form on this page that changes something, with its fields as a browser would send them. */
export function mutatingForms(page) {
  return page.locator('form').evaluateAll((forms) =>
    forms
      .filter((form) => form.method === 'post')
      .map((form) => ({
        action: form.action,
        type: form.enctype,
        fields: [...new FormData(form)].filter(([, value]) => typeof value === 'string'),
      })),
  );
}

/** The name of the field with the anti-forgery value. */
const CSRF_FIELD = 'csrf';

/**
 * SES-04: checks that a form is refused when its anti-forgery value is missing or forged,
 * although the session is valid.
 */
export async function assertRefusesWithoutProof({ action, type, fields }, session) {
  assert.ok(fields.some(([name]) => name === CSRF_FIELD), `${action} carries ${CSRF_FIELD}`);
  const bare = fields.filter(([name]) => name !== CSRF_FIELD);
  for (const sent of [bare, bare.concat([[CSRF_FIELD, 'forged']])]) {
    const multipart = type === 'multipart/form-data';
    const { body, contentType } = multipart ? multipartOf(sent) : urlencodedOf(sent);
    const answer = await request(action, { method: 'POST', headers: { ...session, 'content-type': contentType }, body });
    assert.equal(answer.status, 403, action);
  }
}

/** Returns fields as a form sends them. */
export function urlencodedOf(fields) {
  return { body: new URLSearchParams(fields).toString(), contentType: 'application/x-www-form-urlencoded' };
}

/** Returns fields as a form with files sends them. */
export function multipartOf(fields) {
  const parts = fields.map(([name, value]) => `--part\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  return { body: `${parts.join('')}--part--\r\n`, contentType: 'multipart/form-data; boundary=part' };
}
