import { handle, malformed, refusal } from "./errors.js";
import { DeskOperations, VisitOperations } from "./operations.js";

const NAME = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/;

/** A portal's name, which becomes a folder's: a text, and not what says another text each time it is asked. */
function named(name) {
  if (typeof name !== "string" || !NAME.test(name)) throw handle.badName();
  return name;
}

function waiting(wait) {
  if (typeof wait !== "number" || !(wait >= 0)) throw malformed(undefined, "wait");
  return wait;
}

/** Bytes of this page or of another of its frames; anything else would be read as an empty database. */
function database(bytes) {
  if (!ArrayBuffer.isView(bytes) || bytes[Symbol.toStringTag] !== "Uint8Array") throw malformed(undefined, "bytes");
  return bytes;
}

/** How engines are made here; each entry of the package says so once. */
let loaders;

export function provide(these) {
  loaders = these;
}

const CLOCK = () => Date.now();

/** What the host's clock says now, in milliseconds; it runs outside of any call. */
function instant(clock) {
  let now;
  try {
    now = clock();
  } catch (error) {
    throw refusal("instant_invalid", "invalid", "this is not an instant", "clock", error);
  }
  return now instanceof Date ? now.getTime() : typeof now === "number" ? now : Number.NaN;
}

/** Options as plain values, which can go to a worker. */
function setup(options) {
  try {
    const { origin, keys } = options;
    return { origin, keys: keys === undefined ? [] : [...keys].map(({ purpose, number, bytes }) => ({ purpose, number, bytes })) };
  } catch (error) {
    throw malformed(error);
  }
}

/** The rules of a client portal over a store. Staff come in by `desk`, clients by `visitor` and `visit`. */
export class Portal {
  #engine;
  #clock;
  #closed = false;

  constructor(token, engine, clock) {
    if (token !== loaders) throw new TypeError("a portal is made by Portal.inMemory or Portal.open");
    this.#engine = engine;
    this.#clock = clock;
  }

  static async inMemory(options = {}) {
    return new Portal(loaders, await loaders.inMemory(setup(options)), options.clock ?? CLOCK);
  }

  static async open(name, options = {}) {
    const folder = named(name);
    const engine = await loaders.open(folder, setup(options), waiting(options.wait ?? 0));
    return new Portal(loaders, engine, options.clock ?? CLOCK);
  }

  static async importDatabase(bytes, options = {}) {
    const plain = setup(options);
    const { name, wait, clock } = options;
    const open =
      name === undefined
        ? () => loaders.inMemory(plain, database(bytes))
        : () => loaders.open(named(name), plain, waiting(wait ?? 0), database(bytes));
    const engine = await open();
    return new Portal(loaders, engine, clock ?? CLOCK);
  }

  async #call(method, args) {
    if (this.#closed) throw handle.closed();
    return this.#engine.call(method, args);
  }

  /** The clock is asked before each call, so that the host's own code never runs inside one. */
  async #timed(method, args) {
    return this.#call(method, [...args, instant(this.#clock)]);
  }

  desk(staff, source) {
    return new Desk((operation, input) => this.#timed("desk", [operation, staff, source, input]));
  }

  visitor(source) {
    return this.visit(undefined, source);
  }

  visit(session, source) {
    // The native half reads a text's length before its letters, so nothing but a text may get there.
    const isText = session === undefined || session === null || typeof session === "string";
    const refuse = async () => {
      throw malformed(undefined, "session");
    };
    const call = (operation, input) => this.#timed("visit", [operation, session, source, input]);
    const ask = (method, ...args) => this.#call(method, [session, ...args]);
    return isText ? new Visit(call, ask) : new Visit(refuse, refuse);
  }

  doctor() {
    return this.#timed("doctor", []);
  }

  async listStoreAudit(page = {}) {
    if (page === null) throw malformed();
    const { order, after, limit } = page;
    return this.#timed("listStoreAudit", [order, after, limit]);
  }

  verifyStoreAudit() {
    return this.#timed("verifyStoreAudit", []);
  }

  acceptClock() {
    return this.#timed("acceptClock", []);
  }

  check() {
    return this.#call("check", []);
  }

  exportDatabase() {
    return this.#call("exportDatabase", []);
  }

  async close() {
    if (this.#closed) return;
    this.#closed = true;
    await this.#engine.close();
  }

  async [Symbol.asyncDispose ?? Symbol.for("Symbol.asyncDispose")]() {
    await this.close();
  }
}

/** The desk: the operations of one member of staff in their firm. */
export class Desk extends DeskOperations {}

/** A visit: the operations of the holder of one session, on the one case of that session. */
export class Visit extends VisitOperations {
  #ask;

  constructor(call, ask) {
    super(call);
    this.#ask = ask;
  }

  csrf() {
    return this.#ask("csrf");
  }

  async csrfMatches(presented) {
    return typeof presented === "string" && this.#ask("csrfMatches", presented);
  }
}
