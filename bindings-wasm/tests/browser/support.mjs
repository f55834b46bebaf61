// A static server for the package and a Chromium for its pages.

import { createReadStream, existsSync, mkdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

/** The workspace's folder. Pages are requested by their paths in it. */
export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

const CHROMIUM = process.env.CASEGATE_CHROMIUM ?? "/usr/bin/chromium";

/**
 * Options that stop Chromium's own use of the network, which would hide what pages do and
 * fail where there is no network.
 */
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm", ".svg": "image/svg+xml" };

/** The least content security policy that a page needs. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'";

/** Serves the workspace's files, or another folder's, on a free port; `offline` refuses everything. */
export async function serve(root = ROOT, policy = POLICY) {
  const state = { offline: false, asked: [] };
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    if (path === "/favicon.ico") return void response.writeHead(204).end();
    state.asked.push(path);
    const file = join(root, path.endsWith("/") ? `${path}index.html` : path);
    if (state.offline || !file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, state, close: () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  }) };
}

export const launch = () => chromium.launch({ executablePath: CHROMIUM, headless: true, args: QUIET });

/** Launches a browser with its own profile, which is kept after the browser ends. */
export const launchWith = (profile) => chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, headless: true, args: QUIET });

/** Opens a page whose errors are added to `complaints`. */
export async function open(context, url, complaints = []) {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`uncaught: ${error}`));
  page.on("console", (message) => message.type() === "error" && complaints.push(`console: ${message.text()}`));
  await page.goto(url);
  return page;
}

/** The blank page on which tests call the package. */
export const HARNESS = "/bindings-wasm/tests/browser/pages/harness.html";

export async function harness(context, origin, complaints) {
  const page = await open(context, `${origin}${HARNESS}`, complaints);
  await page.waitForFunction(() => globalThis.ready);
  return page;
}

export async function screenshot(page, name) {
  const folder = join(ROOT, "target", "screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
