// Drives an installed Firefox by the part of WebDriver BiDi that the tests need.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";

/** Preferences that stop Firefox's own use of the network. */
const QUIET = {
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.systemAddon.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "data:,",
};

/** Reads the address that Firefox listens on from its error stream. */
function address(process) {
  return new Promise((resolve, reject) => {
    let said = "";
    process.stderr.on("data", (data) => {
      said += data;
      const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
      if (found) resolve(found[1]);
    });
    process.once("error", reject);
    process.once("exit", () => reject(new Error(`Firefox ended: ${said.slice(-500)}`)));
  });
}

async function connect(url) {
  const socket = new WebSocket(`${url}/session`);
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const [waiting, heard] = [new Map(), []];
  let last = 0;
  socket.on("message", (text) => {
    const { id, type, method, params, result, error, message } = JSON.parse(text);
    if (type === "event") return void heard.forEach((hear) => hear(method, params));
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (type === "success") resolve?.(result);
    else reject?.(new Error(`${error}: ${message}`));
  });
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
  return { send, hear: (call) => heard.push(call), close: () => socket.close() };
}

/** A tab. */
class Tab {
  #send;
  #context;

  constructor(send, context) {
    [this.#send, this.#context] = [send, context];
  }

  /** Opens a page and waits until it reports that it is ready. */
  async open(url) {
    await this.#send("browsingContext.navigate", { context: this.#context, url, wait: "complete" });
    await this.#ready();
  }

  async reload() {
    await this.#send("browsingContext.reload", { context: this.#context, wait: "complete" });
    await this.#ready();
  }

  #ready() {
    return this.evaluate(async () => {
      while (!globalThis.ready) await new Promise((done) => setTimeout(done, 20));
    });
  }

  /** Runs a function in the page and returns its result, as far as JSON can hold it. */
  async evaluate(call, ...args) {
    const functionDeclaration = `async () => JSON.stringify(await (${call})(...${JSON.stringify(args)}))`;
    const answer = await this.#send("script.callFunction", { functionDeclaration, awaitPromise: true, target: { context: this.#context }, userActivation: true });
    if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
    return answer.result.type === "undefined" ? undefined : JSON.parse(answer.result.value);
  }

  /** Presses keys one after the other, as WebDriver names them. */
  async press(keys) {
    const actions = [...keys].flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
    await this.#send("browsingContext.activate", { context: this.#context });
    await this.#send("input.performActions", { context: this.#context, actions: [{ type: "key", id: "keyboard", actions }] });
  }

  close() {
    return this.#send("browsingContext.close", { context: this.#context });
  }
}

/** Starts Firefox with a new profile. Errors of its pages are added to `complaints`. */
export async function launchFirefox(program, complaints) {
  const profile = mkdtempSync(join(tmpdir(), "casegate-firefox-"));
  const preferences = Object.entries(QUIET).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), preferences.join(""));
  const process = spawn(program, ["--headless", "--no-remote", "--remote-debugging-port=0", "--profile", profile, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((done) => process.once("exit", done));
  const { send, hear, close } = await connect(await address(process));
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  hear((method, { level, text }) => method === "log.entryAdded" && level === "error" && complaints.push(text));
  return {
    newTab: async () => new Tab(send, (await send("browsingContext.create", { type: "tab" })).context),
    close: async () => {
      await send("browser.close").catch(() => {});
      close();
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
