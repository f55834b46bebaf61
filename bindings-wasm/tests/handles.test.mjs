import assert from "node:assert/strict";
import { Session } from "node:inspector/promises";
import { test } from "node:test";
import { CasegateError, Portal, Secret } from "casegate";
import { RemoteEngine } from "../js/remote.js";
import { LocalEngine } from "../js/local.js";
import { options, staff } from "./support/scenarios.mjs";

/** Values that are neither text nor bytes, some of which have a length. */
const ODD = [7, true, {}, [], ["a"], { length: 2 ** 32 - 1 }, Symbol("x"), 10n, () => "a"];

test("a portal's name is a text that leads nowhere else", async () => {
  let asked = 0;
  const turncoat = { toString: () => (asked++ === 0 ? "practice" : "../../elsewhere") };
  for (const name of [undefined, null, ...ODD, turncoat, "", ".", "..", "...", "a/b", "a\\b", "a\n", "x".repeat(65), "é"]) {
    await assert.rejects(Portal.open(name), { code: "handle_name_invalid" }, String(name));
    if (name !== undefined) await assert.rejects(Portal.importDatabase(new Uint8Array(1), { name }), { code: "handle_name_invalid" });
  }
  await assert.rejects(Portal.open("a.b_c-1"), { code: "handle_unsupported" });
});

test("what is no database, and what are no options, is refused and makes no portal", async () => {
  for (const bytes of [undefined, null, "text", ...ODD]) await assert.rejects(Portal.importDatabase(bytes), { code: "input_malformed", field: "bytes" });
  for (const call of [() => Portal.inMemory(null), () => Portal.open("x", null), () => Portal.importDatabase(new Uint8Array(1), null)]) {
    await assert.rejects(call(), { code: "input_malformed" });
  }
  for (const wait of ["5", 5n, Number.NaN, -1]) await assert.rejects(Portal.open("x", { wait }), { code: "input_malformed", field: "wait" });
});

test("a session that is no text is refused, and the portal goes on", async () => {
  const portal = await Portal.inMemory(options());
  await portal.desk(staff()).registerFirm({ name: "Hartwell" });
  for (const session of [...ODD, new Secret("x")]) {
    const visit = portal.visit(session);
    await assert.rejects(visit.home(), { code: "input_malformed", field: "session" });
    await assert.rejects(visit.csrf(), { code: "input_malformed", field: "session" });
  }
  for (const presented of [undefined, null, ...ODD]) assert.equal(await portal.visit("x").csrfMatches(presented), false);
  await assert.rejects(portal.listStoreAudit(null), { code: "input_malformed" });
  assert.equal((await portal.desk(staff()).getFirm()).name, "Hartwell");
});

test("a secret shows nothing to the engine's own inspector", async () => {
  const session = new Session();
  session.connect();
  try {
    globalThis.shown = new Secret("cgi1_hidden");
    const { result } = await session.post("Runtime.evaluate", { expression: "globalThis.shown", generatePreview: true });
    const properties = await session.post("Runtime.getProperties", { objectId: result.objectId });
    assert.doesNotMatch(JSON.stringify([result, properties]), /cgi1_/);
  } finally {
    delete globalThis.shown;
    session.disconnect();
  }
});

test("without a document, the element can be imported and is none", async () => {
  const { CasegateIntake } = await import("casegate/element");
  assert.equal(typeof CasegateIntake, "function");
});

/** A worker that replies when its test tells it to. */
class Puppet extends EventTarget {
  sent = [];
  ended = false;
  postMessage(message) {
    this.sent.push(structuredClone(message));
  }
  terminate() {
    this.ended = true;
  }
  say(data) {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }
}

test("answers that come late, twice, in another order or to nothing find their own call or none", async () => {
  const puppet = new Puppet();
  const engine = new RemoteEngine(puppet);
  const [first, second] = [engine.call("check", []), engine.call("doctor", [])];
  puppet.say({ id: 99, value: "nobody's" });
  puppet.say({ id: 2, value: "second" });
  puppet.say({ id: 2, refused: { code: "defect", kind: "internal", message: "x" } });
  puppet.say({ id: 1, value: { json: '{"link":null}', beside: [["text", "link"]] } });
  assert.equal(await second, "second");
  assert.equal((await first).link.reveal(), "text");
});

test("a worker that fails in the midst ends its calls, and closing what failed is no failure", async () => {
  for (const type of ["error", "messageerror"]) {
    const puppet = new Puppet();
    const engine = new RemoteEngine(puppet);
    const pending = engine.call("check", []);
    puppet.dispatchEvent(new Event(type));
    await assert.rejects(pending, { code: "handle_failed" });
    await assert.rejects(engine.call("check", []), { code: "handle_failed" });
    await engine.close();
    assert.ok(puppet.ended);
  }
});

test("a call that was under way when the portal was closed is answered first", async () => {
  const puppet = new Puppet();
  const engine = new RemoteEngine(puppet);
  const [call, closing] = [engine.call("check", []), engine.close()];
  assert.deepEqual(puppet.sent.map(({ id, close }) => [id, close]), [[1, undefined], [2, true]]);
  puppet.say({ id: 1, value: "answered" });
  puppet.say({ id: 2, value: undefined });
  assert.equal(await call, "answered");
  await closing;
  assert.ok(puppet.ended);
  await assert.rejects(engine.call("check", []), { code: "handle_closed" });
});

test("whatever the engine itself throws ends the portal, a full stack too", () => {
  for (const thrown of [new WebAssembly.RuntimeError("unreachable"), new RangeError("Maximum call stack size exceeded")]) {
    let closed = 0;
    const engine = new LocalEngine({ check() { throw thrown; }, close() { closed += 1; throw thrown; } });
    assert.throws(() => engine.call("check", []), { code: "defect" });
    assert.throws(() => engine.call("check", []), { code: "handle_failed" });
    engine.close();
    assert.equal(closed, 0);
  }
});

test("no promise is left unhandled when a worker fails with nothing under way", async () => {
  const unhandled = [];
  const note = (error) => unhandled.push(error);
  process.on("unhandledRejection", note);
  const puppet = new Puppet();
  new RemoteEngine(puppet);
  puppet.dispatchEvent(new Event("error"));
  await new Promise((done) => setTimeout(done, 20));
  process.off("unhandledRejection", note);
  assert.deepEqual(unhandled, []);
  assert.ok(new CasegateError("x", "internal", "x") instanceof Error);
});
