import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { harness, launch, launchWith, ROOT, serve } from "./support.mjs";

let server;
let browser;
const complaints = [];

before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser.close();
  await server.close();
  assert.deepEqual(complaints, [], "a page complained");
});

const fresh = async () => harness(await browser.newContext(), server.origin, complaints);

const folder = join(ROOT, "tests", "scenarios");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const scenario = JSON.parse(readFileSync(join(folder, file), "utf8"));
  for (const where of ["memory", "private files"]) {
    test(`${file} on ${where}: ${scenario.shows}`, async () => {
      const page = await fresh();
      const steps = await page.evaluate(
        async ({ scenario, where }) => {
          const { Portal } = casegate;
          const clock = scenarios.clockAt();
          const options = scenarios.options(clock);
          const portal = where === "memory" ? await Portal.inMemory(options) : await Portal.open("flow", options);
          const steps = await scenarios.play(casegate, scenario, portal, clock);
          await portal.check();
          await portal.close();
          return steps;
        },
        { scenario, where },
      );
      assert.equal(steps, scenario.steps.length);
      await page.context().close();
    });
  }
}

const register = async () => {
  globalThis.portal = await casegate.Portal.open("kept", scenarios.options());
  await portal.desk(scenarios.staff()).registerFirm({ name: "Hartwell Tax Advisory" });
};
const nameNow = async (wait) => {
  globalThis.portal = await casegate.Portal.open("kept", { ...scenarios.options(), wait });
  await portal.check();
  return (await portal.desk(scenarios.staff()).getFirm()).name;
};

test("what was written is there after a reload", async () => {
  const page = await fresh();
  await page.evaluate(register);
  await page.reload();
  await page.waitForFunction(() => globalThis.ready);
  assert.equal(await page.evaluate(nameNow, 5_000), "Hartwell Tax Advisory");
  await page.context().close();
});

test("what was answered is there after the tab was killed, and the files are free again", async () => {
  const page = await fresh();
  await page.evaluate(register);
  // Killed during writes: whatever was acknowledged must be stored, and nothing may be damaged.
  await page.evaluate(() => {
    globalThis.written = 0;
    (async () => {
      for (;;) {
        await portal.desk(scenarios.staff()).updateFirm({ name: `Name ${written + 1}` });
        globalThis.written += 1;
      }
    })();
  });
  await page.waitForFunction(() => globalThis.written > 5);
  const session = await page.context().newCDPSession(page);
  const crashed = new Promise((done) => page.once("crash", done));
  const written = await page.evaluate(() => globalThis.written);
  session.send("Page.crash").catch(() => {});
  await crashed;
  const second = await harness(page.context(), server.origin, complaints);
  const name = await second.evaluate(nameNow, 10_000);
  assert.ok(Number(name.split(" ")[1]) >= written, `${name} after ${written}`);
  await page.context().close();
});

test("a worker that ends without a word leaves no call open, and its files are free", async () => {
  const page = await fresh();
  await page.evaluate(register);
  const [worker] = page.workers();
  // The worker runs the next call and ends before it can report the result.
  await worker.evaluate(() => {
    globalThis.postMessage = () => globalThis.close();
  });
  const ask = () => refusalOf(portal.desk(scenarios.staff()).getFirm());
  const left = await page.evaluate(ask);
  assert.deepEqual([left.name, left.code], ["HandleError", "handle_failed"]);
  assert.equal((await page.evaluate(ask)).code, "handle_failed");
  assert.equal(await page.evaluate(nameNow, 10_000), "Hartwell Tax Advisory");
  await page.context().close();
});

test("a worker that ends while it waits for the files of another tab leaves no call open", async () => {
  const first = await fresh();
  await first.evaluate(register);
  const second = await harness(first.context(), server.origin, complaints);
  const begun = second.waitForEvent("worker");
  await second.evaluate(() => {
    globalThis.opening = refusalOf(casegate.Portal.open("kept", { ...scenarios.options(), wait: 60_000 }));
  });
  const worker = await begun;
  await second.evaluate(async () => {
    const waits = async () => (await navigator.locks.query()).pending.some(({ name }) => name === "casegate:casegate/kept");
    while (!(await waits())) await new Promise((done) => setTimeout(done, 20));
  });
  // Delayed, so that this call itself can report its result.
  await worker.evaluate(() => void setTimeout(() => globalThis.close(), 100));
  assert.equal((await second.evaluate(() => opening)).code, "handle_failed");
  await first.context().close();
});

test("what was written is there after the browser was closed and started again", async () => {
  const profile = mkdtempSync(join(tmpdir(), "casegate-profile-"));
  try {
    const first = await launchWith(profile);
    await (await harness(first, server.origin, complaints)).evaluate(register);
    await first.close();
    const second = await launchWith(profile);
    assert.equal(await (await harness(second, server.origin, complaints)).evaluate(nameNow, 5_000), "Hartwell Tax Advisory");
    await second.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
});

test("a second tab is refused in words of its own, or waits until the first is closed", async () => {
  const first = await fresh();
  await first.evaluate(register);
  const second = await harness(first.context(), server.origin, complaints);
  const refused = await second.evaluate(() => refusalOf(casegate.Portal.open("kept", scenarios.options())));
  assert.deepEqual([refused.name, refused.code, refused.kind, refused.isError], ["HandleError", "handle_in_use", "unavailable", true]);
  const late = await second.evaluate(() => refusalOf(casegate.Portal.open("kept", { ...scenarios.options(), wait: 50 })));
  assert.equal(late.code, "handle_in_use");
  const waiting = second.evaluate(nameNow, 20_000);
  await first.waitForTimeout(200);
  await first.evaluate(() => portal.close());
  assert.equal(await waiting, "Hartwell Tax Advisory");
  const closed = await first.evaluate(() => refusalOf(portal.desk(scenarios.staff()).getFirm()));
  assert.equal(closed.code, "handle_closed");
  await first.context().close();
});

test("a database goes from files to bytes to files, and a name that is taken is not overwritten", async () => {
  const page = await fresh();
  const seen = await page.evaluate(async () => {
    const { Portal } = casegate;
    const options = scenarios.options();
    const one = await Portal.open("one", options);
    await one.desk(scenarios.staff()).registerFirm({ name: "Hartwell Tax Advisory" });
    const bytes = await one.exportDatabase();
    const two = await Portal.importDatabase(bytes, { ...options, name: "two" });
    const three = await Portal.importDatabase(await two.exportDatabase(), options);
    const names = [];
    for (const portal of [one, two, three]) names.push((await portal.desk(scenarios.staff()).getFirm()).name);
    await Promise.all([one, two, three].map((portal) => portal.close()));
    const again = await refusalOf(Portal.importDatabase(bytes, { ...options, name: "two" }));
    const broken = await refusalOf(Portal.importDatabase(new Uint8Array(9000), { ...options, name: "four" }));
    const torn = await refusalOf(Portal.importDatabase(bytes.slice(0, 20_000), options));
    return { names, header: new TextDecoder().decode(bytes.slice(0, 15)), again, broken, torn };
  });
  assert.deepEqual(seen.names, Array(3).fill("Hartwell Tax Advisory"));
  assert.equal(seen.header, "SQLite format 3");
  assert.equal(seen.again.code, "changed_meanwhile");
  assert.equal(seen.broken.code, "store_foreign");
  assert.equal(seen.torn.code, "store_corrupt");
  await page.context().close();
});

test("secrets, bytes and refusals cross from the worker as what they are", async () => {
  const page = await fresh();
  const seen = await page.evaluate(async () => {
    const clock = scenarios.clockAt();
    const portal = await casegate.Portal.open("values", scenarios.options(clock));
    const desk = portal.desk(scenarios.staff());
    await desk.registerFirm({ name: "Hartwell Tax Advisory" });
    const png = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));
    await desk.setLogo({ image: png });
    const { caseId } = await desk.createCase({ clientName: "Dana", title: "2021", stage: "intake" });
    const { link } = await desk.mintInvite({ caseId, label: "taxpayer" });
    const shown = [JSON.stringify({ link }), `${link}`, JSON.stringify(structuredClone({ link }))].join();
    const text = link.reveal();
    const { session } = await portal.visitor().openLink({ link: text });
    const visit = portal.visit(session.reveal());
    const logo = await visit.getLogo();
    const getter = await refusalOf(desk.createCase({ get clientName() { throw new RangeError("mine"); }, title: "x" }));
    const func = await refusalOf(desk.createCase({ clientName: () => 1, title: "x" }));
    const staff = await refusalOf(portal.desk({ ...scenarios.staff(), roles: ["boss"] }).getFirm());
    const missing = await refusalOf(desk.getCase({ caseId: "case_00000000000000000000000000000000" }));
    clock.millis = Number.NaN;
    const time = await refusalOf(desk.getFirm());
    await portal.close();
    return { secret: link instanceof casegate.Secret, shown, at: text.includes("cgi1_"), logo: logo.image?.constructor.name, getter, func, staff, missing, time };
  });
  assert.ok(seen.secret && seen.at && !seen.shown.includes("cgi1_"), seen.shown);
  assert.equal(seen.logo, "Uint8Array");
  assert.deepEqual([seen.getter.code, seen.func.code], ["input_malformed", "input_malformed"]);
  assert.deepEqual([seen.staff.code, seen.staff.field], ["input_malformed", "staff.roles"]);
  assert.equal(seen.missing.name, "NotFoundError");
  assert.deepEqual([seen.time.code, seen.time.field], ["instant_invalid", "clock"]);
  await page.context().close();
});
