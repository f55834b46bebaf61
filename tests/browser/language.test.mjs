// The language and the time zone of the reader.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { assertAccessible, assertFitsWidth, DESKTOP, launch, person, PHONE, screenshot } from './support/browser.mjs';
import { request } from './support/http.mjs';
import { answer as answerTo, DESK, enterDesk, nameOf, openInvite, PORTAL, saved, SELECT, sessionHeader, walk } from './support/pages.mjs';
import { startServer } from './support/server.mjs';

const SPANISH = { locale: 'es-MX', timezoneId: 'America/Mexico_City' };

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

test('B7 a page speaks the language that the browser asks for, English if it asks for none of ours', async () => {
  for (const [asked, lang] of [[undefined, 'en'], ['es-US,es;q=0.9', 'es'], ['fr', 'en'], ['en,es;q=0.5', 'en']]) {
    const answer = await request(`${server.origin}/open`, { headers: asked ? { 'accept-language': asked } : {} });
    assert.match(answer.body, new RegExp(`<html lang="${lang}">`), asked);
    assert.equal(answer.headers['content-language'], lang);
    assert.match(answer.headers.vary, /accept-language/i);
  }
  const style = await request(`${server.origin}/assets/casegate.css`, { headers: { 'accept-language': 'es' } });
  assert.equal(style.headers['content-language'], undefined, 'a file has no language');
});

for (const [name, shape] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
  test(`B7 every page in Spanish, ${name}`, async () => {
    const { context, page, watch } = await person(browser, server, shape, SPANISH);
    const look = async (_, path) => {
      assert.equal(await page.evaluate(() => document.documentElement.lang), 'es', path);
      // A missing message is shown as its id.
      assert.doesNotMatch(await page.locator('body').innerText(), /\b(intake|desk|error|profile|staged|act|guidance)-[a-z]+/, path);
      await assertAccessible(page);
      await assertFitsWidth(page);
      await screenshot(page, `spanish-${nameOf(path)}-${name}`);
    };
    await openInvite(page, await server.client('taxpayer'));
    await walk(page, server, PORTAL.home, look);
    await enterDesk(page, server);
    await walk(page, server, DESK.cases, look);
    watch.assertClean();
    await context.close();
  });
}

test('times are told in the zone of the reader, and in UTC without scripts', async () => {
  const time = `time[data-show=minute]`;
  const { context, page, watch } = await person(browser, server, DESKTOP, { timezoneId: 'America/New_York' });
  await openInvite(page, await server.client('taxpayer'));
  await page.goto(server.origin + PORTAL.sessions);
  const [shown, instant] = await page.locator(time).first().evaluate((one) => [one.textContent, one.dateTime]);
  const clock = { hour: 'numeric', minute: '2-digit', timeZone: 'America/New_York', timeZoneName: 'short' };
  assert.ok(shown.endsWith(new Intl.DateTimeFormat('en-US', clock).format(new Date(instant))), `${shown} is ${instant}`);
  const plain = await request(server.origin + PORTAL.sessions, { headers: await sessionHeader(context, server) });
  assert.match(plain.body, /<time datetime="[^"]+Z" data-show="minute">[^<]+ UTC<\/time>/);
  watch.assertClean();
  await context.close();
});

test('saving along the way says when, in the zone of the reader', async () => {
  const { context, page, watch } = await person(browser, server, PHONE, { timezoneId: 'Asia/Tokyo' });
  await openInvite(page, await server.client('taxpayer'));
  await page.goto(`${server.origin}/portal/intake/livingExpenses`);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith('/save_section')),
    answerTo(page, 'food').fill('950'),
  ]);
  const { savedAt } = await answer.json();
  const told = new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'Asia/Tokyo' }).format(new Date(savedAt));
  await saved(page);
  assert.ok((await page.locator(SELECT.intakeStatus).innerText()).endsWith(told));
  assert.ok(await page.locator(SELECT.discard).isVisible());
  watch.assertClean();
  await context.close();
});
