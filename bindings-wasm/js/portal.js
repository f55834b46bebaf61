import { handle, malformed, refusal } from "./errors.js";
import { DeskOperations, HostOperations, VisitOperations } from "./operations.js";

const NAME = /^(?!\.+$)[A-Za-z0-9._-]{1,64}$/;

/**
 * Returns a portal's name, which becomes the name of a folder. Only strings are accepted, because an object may convert
 * to a different string each time.
 */
function named(name) {
  if (typeof name !== "string" || !NAME.test(name)) throw handle.badName();
  return name;
}

function waiting(wait) {
  if (typeof wait !== "number" || !(wait >= 0)) throw malformed(undefined, "wait");
  return wait;
}

/** Returns bytes, which may be of another frame of the page. Anything else would be read as an empty database. */
function database(bytes) {
  if (!ArrayBuffer.isView(bytes) || bytes[Symbol.toStringTag] !== "Uint8Array") throw malformed(undefined, "bytes");
  return bytes;
}

/** The functions that make engines. Each entry point of the package sets them once. */
let loaders;

export function provide(these) {
  loaders = these;
}

const CLOCK = () => Date.now();

/** Returns the host clock's time in milliseconds. The clock runs outside of any call. */
function instant(clock) {
  let now;
  try {
    now = clock();
  } catch (error) {
    throw refusal("instant_invalid", "invalid", "this is not an instant", "clock", error);
  }
  return now instanceof Date ? now.getTime() : typeof now === "number" ? now : Number.NaN;
}

/** Returns options as plain values, which can be sent to a worker. */
function setup(options) {
  try {
    const { origin, keys } = options;
    return { origin, keys: keys === undefined ? [] : [...keys].map(({ purpose, number, bytes }) => ({ purpose, number, bytes })) };
  } catch (error) {
    throw malformed(error);
  }
}

/** A client portal on one store. Staff use it by `desk`, clients by `visitor` and `visit`, the host itself by `host`. */
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

  /**
   * Calls a method with the time. The clock is read before the call, so that the host's own code never runs inside one.
   */
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
    // The native half reads a string's length before its characters, so it must get nothing but a string.
    const isText = session === undefined || session === null || typeof session === "string";
    const refuse = async () => {
      throw malformed(undefined, "session");
    };
    const call = (operation, input) => this.#timed("visit", [operation, session, source, input]);
    const ask = (method, ...args) => this.#call(method, [session, ...args]);
    return isText ? new Visit(call, ask) : new Visit(refuse, refuse);
  }

  host() {
    return new HostDoor((operation, input) => this.#timed("hostDoor", [operation, input]));
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

/** The operations of one member of staff in their firm. */
export class Desk extends DeskOperations {}

/** The operations of the host itself, for all firms. */
export class HostDoor extends HostOperations {}

/** The operations of the holder of one session on that session's case. */
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
