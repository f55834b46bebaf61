import assert from "node:assert/strict";
import { before, test } from "node:test";
import { inflateSync } from "node:zlib";
import { CasegateError, Portal } from "casegate";
import { clockAt, options, staff } from "./support/scenarios.mjs";

const PNG = Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0));

let portal;
let desk;
let caseId;

before(async () => {
  portal = await Portal.inMemory(options());
  desk = portal.desk(staff());
  await desk.registerFirm({ name: "Hartwell Tax Advisory" });
  ({ caseId } = await desk.createCase({ clientName: "Dana", title: "2021", stage: "intake" }));
});

/** Checks that a call is refused with a typed error and that the next call works. */
async function refused(call, code = "input_malformed", field) {
  const error = await call().then(
    () => assert.fail("it was answered"),
    (error) => error,
  );
  assert.ok(error instanceof CasegateError, String(error?.stack ?? error));
  assert.equal(error.code, code);
  if (field !== undefined) assert.equal(error.field, field);
  assert.equal((await desk.getCase({ caseId })).clientName, "Dana");
  return error;
}

const valid = () => ({ clientName: "Dana", title: "2021", stage: "intake" });

test("what is not the operation's record is refused", async () => {
  for (const input of [undefined, null, 7, "x", true, [], [valid()], () => valid(), Symbol("x"), 10n, new Map(Object.entries(valid())), new Date(), new Uint8Array(3), new Proxy({}, {}), Object.create(valid())]) {
    await refused(() => desk.createCase(input));
  }
});

test("a field of another type is named", async () => {
  const others = [7, true, {}, [], ["Dana"], new String("Dana"), Symbol("x"), 10n, Number.NaN];
  for (const title of [...others, null]) await refused(() => desk.createCase({ ...valid(), title }), "input_malformed", "title");
  // A field that may be absent may also be null; a new client then has no name.
  for (const clientName of others) await refused(() => desk.createCase({ ...valid(), clientName }), "input_malformed", "clientName");
  for (const clientName of [null, undefined]) await refused(() => desk.createCase({ ...valid(), clientName }), "text_required", "clientName");
  await refused(() => desk.decideFigures({ caseId, profileRevision: 0, decisions: [{ figureId: 7, decision: { kind: "accept" } }] }), "input_malformed", "decisions[0].figureId");
  await refused(() => desk.decideFigures({ caseId, profileRevision: 0.5, decisions: [] }), "input_malformed", "profileRevision");
  await refused(() => desk.decideFigures({ caseId, profileRevision: 2 ** 60, decisions: [] }), "input_malformed", "profileRevision");
  await refused(() => desk.decideFigures({ caseId, profileRevision: 0, decisions: { length: 1, 0: {} } }), "input_malformed", "decisions");
});

test("names of the prototype are names like any other, and reach nobody's prototype", async () => {
  for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
    // Unlike an assignment, JSON makes a plain field of any name.
    const input = JSON.parse(`{"clientName": "Dana", "title": "x", "stage": "intake", "${name}": {"polluted": true}}`);
    assert.equal((await refused(() => desk.createCase(input))).field, undefined);
  }
  assert.equal({}.polluted, undefined);
});

test("what a getter or a proxy throws is the refusal's cause", async () => {
  const mine = new RangeError("mine");
  const throws = () => {
    throw mine;
  };
  const getter = Object.defineProperty(valid(), "clientName", { get: throws, enumerable: true });
  assert.equal((await refused(() => desk.createCase(getter))).cause, mine);
  for (const trap of ["ownKeys", "get", "getOwnPropertyDescriptor"]) {
    assert.equal((await refused(() => desk.createCase(new Proxy(valid(), { [trap]: throws })))).cause, mine, trap);
  }
  const list = new Proxy([1], { get: (target, key) => (key === "0" ? throws() : target[key]) });
  assert.equal((await refused(() => desk.decideFigures({ caseId, profileRevision: 0, decisions: list }))).cause, mine);
});

test("a getter that calls the portal, or closes one, does no harm", async () => {
  const own = await Portal.inMemory(options());
  const at = own.desk(staff());
  await at.registerFirm({ name: "Hartwell" });
  const inner = [];
  const nested = { get name() { inner.push(at.getFirm()); return "Again"; } };
  assert.equal((await at.updateFirm(nested)).name, "Again");
  assert.equal((await inner[0]).name, "Hartwell");
  const closing = { get name() { void own.close(); return "Last"; } };
  assert.equal((await at.updateFirm(closing)).name, "Last");
  await assert.rejects(at.getFirm(), { code: "handle_closed" });
});

test("a record that leads back to itself has an end", async () => {
  const input = valid();
  input.self = input;
  await refused(() => desk.createCase(input));
  const nothing = {};
  nothing.nothing = nothing;
  const list = [];
  list.push(list);
  await refused(() => desk.decideFigures({ caseId, profileRevision: 0, decisions: list }));
});

test("too much is refused before it is copied", async () => {
  const huge = "x".repeat(200 * 1024 * 1024);
  const error = await refused(() => desk.createCase({ ...valid(), clientName: huge }));
  assert.equal(error.field, "clientName");
  await refused(() => desk.addDocument({ caseId, kind: "draft", title: "x", fileName: "x.pdf", mediaType: "application/pdf", content: new Uint8Array(100 * 1024 * 1024) }), "input_malformed", "content");
  await refused(() => desk.decideFigures({ caseId, profileRevision: 0, decisions: new Array(2 ** 32 - 1) }));
  await refused(() => desk.createCase({ ...valid(), clientName: "x".repeat(100_000) }), "text_too_long", "clientName");
});

test("bytes are a view's own, whatever it says of itself", async () => {
  const padded = Uint8Array.from([7, ...PNG, 7]);
  const liar = padded.subarray(1, -1);
  for (const name of ["length", "byteLength", "byteOffset", "buffer", Symbol.iterator, Symbol.toStringTag]) {
    Object.defineProperty(liar, name, { get: () => assert.fail("it was asked") });
  }
  for (const image of [PNG, liar, Buffer.from(PNG), PNG.slice().buffer]) {
    await desk.setLogo({ image });
    assert.deepEqual(Uint8Array.from((await desk.getFirmLogo()).image), PNG);
  }
  for (const image of [Object.create(Uint8Array.prototype), Object.create(ArrayBuffer.prototype), new Proxy(PNG, {}), new Uint16Array(PNG.buffer), new DataView(PNG.buffer), [...PNG]]) {
    await refused(() => desk.setLogo({ image }), "input_malformed", "image");
  }
  await desk.setLogo({});
});

test("a date is an instant, and one that is none is refused where it stands", async () => {
  const forged = Object.create(Date.prototype);
  for (const expiresAt of [new Date(Number.NaN), forged]) {
    await refused(() => desk.mintInvite({ caseId, label: "taxpayer", expiresAt }), "input_malformed", "expiresAt");
  }
});

test("a name that nobody knows is not passed on", async () => {
  const within = (names, value) => names.reduceRight((inner, name) => ({ [name]: inner }), value);
  const huge = "x".repeat(200 * 1024 * 1024);
  for (const name of ["123-45-6789", "of the caller's", "a.b", "[7]", ""]) {
    const error = await refused(() => desk.createCase(within([name, "x"], huge)));
    assert.equal(error.field, undefined);
  }
});

test("texts that are no text are kept as what can be written", async () => {
  const { clientName } = await desk.createCase({ ...valid(), clientName: "\ud83d\ude00 \ud800" });
  assert.equal(clientName, "\ud83d\ude00 \ufffd");
  await refused(() => desk.createCase({ ...valid(), clientName: "a\u202eb" }), "text_invalid", "clientName");
});

test("a field that is undefined is one that is not there", async () => {
  assert.equal((await desk.createCase({ ...valid(), note: undefined, clientTin: undefined })).clientName, "Dana");
});

test("doors, keys, addresses and clocks are checked as well", async () => {
  await refused(() => portal.desk({ ...staff(), roles: ["boss"] }).getFirm(), "input_malformed", "staff.roles");
  await refused(() => portal.desk({ ...staff(), firm: 7 }).getFirm(), "input_malformed", "staff.firm");
  await refused(() => portal.desk({ ...staff(), name: "" }).getFirm(), "text_required", "staff.name");
  await refused(() => portal.desk(staff(), { address: 7 }).getFirm(), "input_malformed", "source.address");
  await refused(() => portal.visit("nonsense").home(), "link_invalid");
  for (const keys of [7, [7], [{ purpose: "seal", number: 1, bytes: new Uint8Array(32) }], [{ purpose: "seal", number: 1, bytes: new Uint8Array(5) }]]) {
    await assert.rejects(Portal.inMemory({ keys }), CasegateError);
  }
  await assert.rejects(Portal.inMemory({ origin: "http://portal.example" }), { code: "link_address_invalid", field: "origin" });
  for (const clock of [() => Number.NaN, () => -1, () => "now", () => new Date(Number.NaN), () => { throw new Error("x"); }]) {
    const odd = await Portal.inMemory({ clock });
    await assert.rejects(odd.desk(staff()).registerFirm({ name: "x" }), { code: "instant_invalid", field: "clock" });
  }
  await assert.rejects(Portal.open("name"), { code: "handle_unsupported" });
  await assert.rejects(Portal.open("../x"), { code: "handle_name_invalid" });
  await assert.rejects(Portal.importDatabase(new Uint8Array(10)), { code: "store_foreign" });
});

test("a file with what this SQLite is built without is refused like any other", async () => {
  // A database with our marks that holds a table, a view of it, and a virtual table.
  const file = inflateSync(Buffer.from("eNoLDvTJLElVSMsvyk0sUTBmYGJgZGRwUFBgYGBgBWImBgQAsVmQ+IxQzODsHmLIgB2wMuglM/ICGcyMVQyM9xk3AqlRAAamzGzi/PwcsSWJSTmpJSXOQa6OIa4KYZ5BIaGOPgohjk4+rgolCqHBnn7uCvklGalFGhU6CpWaOkxsokBtvmWZqeVlZXBdruEKZQqOwQrBrj6uziEKSQpuQf6+ConyjCBLGPXBliQmMkHVQ0xP1EjS5GVAi+VRMKIAAMw8LR4=", "base64"));
  await assert.rejects(Portal.importDatabase(new Uint8Array(file)), { code: "store_corrupt" });
  assert.equal((await desk.getCase({ caseId })).clientName, "Dana");
});

test("memory does not grow over 100,000 calls", async () => {
  const steady = await Portal.inMemory(options(clockAt()));
  const own = steady.desk(staff());
  await own.registerFirm({ name: "Hartwell Tax Advisory" });
  const { caseId } = await own.createCase(valid());
  const calls = async (times) => {
    for (let i = 0; i < times; i++) {
      await own.getCase({ caseId });
      await own.getCase({ caseId: 7 }).catch(() => {});
    }
  };
  // A second call returns the module that is loaded already.
  const { memory } = (await import("../dist/casegate.js")).initSync({ module: undefined });
  const pages = () => memory.buffer.byteLength;
  await calls(2_000);
  globalThis.gc?.();
  const [wasm, heap] = [pages(), process.memoryUsage().heapUsed];
  await calls(50_000);
  globalThis.gc?.();
  assert.equal(pages(), wasm, "the module's memory grew");
  const grown = process.memoryUsage().heapUsed - heap;
  if (globalThis.gc) assert.ok(grown < 4 * 1024 * 1024, `the heap grew by ${grown}`);
});
