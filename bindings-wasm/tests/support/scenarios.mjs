/**
 * Plays flows that are written as data against any portal of this package. tests/src/scenario.rs describes the files.
 */

/** 2026-11-22T12:00:00Z, the time at which every world starts. */
export const NOON = 1_795_348_800_000;
export const FIRM = "firm_00000000000000000000000000000001";
export const ORIGIN = "https://portal.example";

const bytesFrom = (start) => Uint8Array.from({ length: 32 }, (_, i) => (start + i) % 256);

/** A key for every purpose. */
export const keys = () => [
  { purpose: "seal", number: 1, bytes: bytesFrom(1) },
  { purpose: "token", number: 1, bytes: bytesFrom(71) },
  { purpose: "index", number: 1, bytes: bytesFrom(141) },
  { purpose: "outbox", number: 1, bytes: bytesFrom(201) },
];

/** A clock that a test moves. */
export function clockAt(millis = NOON) {
  const clock = () => clock.millis;
  clock.millis = millis;
  return clock;
}

export const options = (clock = clockAt()) => ({ clock, keys: keys(), origin: ORIGIN });

export const staff = (role = "administrator", firm = FIRM) => ({ firm, id: "u-1", name: "Rosa Reviewer", roles: [role] });

const camel = (name) => name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
const toBytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const fromBytes = (bytes) => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(""));

/** Fields that hold a file; scenarios write them in base64. */
const FILES = new Set(["content", "image"]);

/** Converts a flow's JSON to the package's values: files become bytes. */
function asInput(value, name) {
  if (FILES.has(name) && typeof value === "string") return toBytes(value);
  if (Array.isArray(value)) return value.map((item) => asInput(item));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asInput(inner, key)]));
}

/** Converts a result to a flow's JSON: secrets are revealed, files become base64. */
function asJson(value, Secret) {
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Uint8Array) return fromBytes(value);
  if (Array.isArray(value)) return value.map((item) => asJson(item, Secret));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asJson(inner, Secret)]));
}

function filled(value, kept) {
  if (typeof value === "string" && /^\$[A-Za-z]/.test(value)) {
    if (!(value.slice(1) in kept)) throw new Error(`nothing was kept as ${value}`);
    return kept[value.slice(1)];
  }
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner, kept)]));
}

/** Returns what the result lacks of `expected`, or nothing if it has everything. */
function difference(answer, expected, place = "") {
  if (expected === "*") return undefined;
  if (Array.isArray(expected)) {
    if (!Array.isArray(answer) || answer.length !== expected.length) return `${place} is ${JSON.stringify(answer)}`;
    return expected.map((part, i) => difference(answer[i], part, `${place}/${i}`)).find(Boolean);
  }
  if (expected !== null && typeof expected === "object") {
    if (answer === null || typeof answer !== "object") return `${place} is ${JSON.stringify(answer)}`;
    return Object.entries(expected)
      .map(([key, part]) => (key in answer ? difference(answer[key], part, `${place}/${key}`) : `${place}/${key} is missing`))
      .find(Boolean);
  }
  return answer === expected ? undefined : `${place} is ${JSON.stringify(answer)}, not ${JSON.stringify(expected)}`;
}

const at = (value, pointer) => pointer.split("/").slice(1).reduce((inner, key) => inner?.[key], value);

/** Plays a flow and throws what differs. `expectations` counts the steps. */
export async function play({ Secret, ROLES }, scenario, portal, clock) {
  const kept = {};
  const door = (who) => {
    if (ROLES.includes(who)) return portal.desk(staff(who), { address: "10.0.0.1" });
    if (who === "host") return portal.host();
    const source = { address: "203.0.113.7" };
    return who === "visitor" ? portal.visitor(source) : portal.visit(kept[who], source);
  };
  for (const [i, step] of scenario.steps.entries()) {
    clock.millis += step.wait ?? 0;
    if (!step.do) continue;
    const wrong = await ask(door(step.as), step, kept, Secret);
    if (wrong) throw new Error(`step ${i + 1} (${step.do}): ${wrong}`);
  }
  return scenario.steps.length;
}

async function ask(door, step, kept, Secret) {
  const input = asInput(filled(step.with ?? {}, kept));
  let answer;
  try {
    answer = asJson(await door[camel(step.do)](input), Secret);
  } catch (error) {
    if (!step.refused || error.code !== step.refused.code || error.field !== step.refused.field) return `refused with ${error.code} at ${error.field}: ${error.stack} ${error.cause?.stack}`;
    return undefined;
  }
  if (step.refused) return `answered where ${step.refused.code} was due`;
  for (const [name, pointer] of Object.entries(step.keep ?? {})) kept[name] = at(answer, pointer);
  return step.expect && difference(answer, filled(step.expect, kept));
}
