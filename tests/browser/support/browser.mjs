// Starts Chromium, and records everything that its pages load or report.

import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { SCREENSHOTS } from './server.mjs';

const CHROMIUM = process.env.CASEGATE_CHROMIUM ?? '/usr/bin/chromium';
const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Options that stop Chromium's own use of the network, which would hide what pages do and
 * fail where there is no network.
 */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launch() {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });
}

/** A small phone, held upright. */
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESKTOP = { viewport: { width: 1280, height: 900 } };

/** Opens a new browser context, without cookies or history. */
export async function person(browser, server, shape = DESKTOP, more = {}) {
  // Without animations, so that no colour is measured during a transition.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...shape, ...more });
  const watch = new Watch(context, server.origin);
  return { context, watch, page: await context.newPage() };
}

/** A record of what the pages of one context load and report. */
class Watch {
  #origin;
  #requests = [];
  #complaints = [];

  constructor(context, origin) {
    this.#origin = origin;
    context.on('request', (request) => this.#requests.push(request.url()));
    context.on('weberror', (error) => this.#complaints.push(`uncaught: ${error.error()}`));
    // Chromium reports violations of the content security policy here too.
    context.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`console: ${message.text()}`);
    });
    context.on('page', (page) => page.on('websocket', (socket) => this.#requests.push(socket.url())));
  }

  /** Every requested address, for tests to search. */
  get requests() {
    return this.#requests;
  }

  /** Checks that all requests went to the portal (LNK-05). */
  assertOneOrigin() {
    const origins = new Set(this.#requests.filter((url) => !/^(data|blob|about):/.test(url)).map((url) => new URL(url).origin));
    assert.deepEqual([...origins], [this.#origin], 'a page loaded something from elsewhere');
  }

  /**
   * Checks that there was no script error and no violated policy. `expected` lists the refusals that a test provoked.
   */
  assertNoComplaints(expected = []) {
    const rest = this.#complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
    assert.deepEqual(rest, [], 'a page complained');
  }

  assertClean(expected = []) {
    this.assertOneOrigin();
    this.assertNoComplaints(expected);
  }
}

/** Checks a page by all of axe's rules. */
export async function assertAccessible(page) {
  // Evaluated instead of added as a script, because the page's policy forbids foreign scripts and stays in force.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ['violations'] }));
  const report = violations.flatMap(({ id, impact, help, nodes }) => [
    `${id} (${impact}): ${help}`,
    ...nodes.map((node) => `    ${node.target.join(' ')}\n      ${node.html}`),
  ]);
  assert.equal(report.length, 0, `${new URL(page.url()).pathname} is not accessible:\n${report.join('\n')}`);
}

/** Checks that text can be read on a narrow screen without scrolling sideways. */
export async function assertFitsWidth(page) {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  assert.ok(content <= screen, `${new URL(page.url()).pathname} is ${content} wide on a screen of ${screen}`);
}

export async function screenshot(page, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}
