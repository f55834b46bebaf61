import { handle, malformed, refusal } from "./errors.js";
import { DeskOperations, VisitOperations } from "./operations.js";

const NAME = /^[A-Za-z0-9._-]{1,64}$/;

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
    if (!NAME.test(name)) throw handle.badName();
    const engine = await loaders.open(name, setup(options), options.wait ?? 0);
    return new Portal(loaders, engine, options.clock ?? CLOCK);
  }

  static async importDatabase(bytes, options = {}) {
    const { name, wait, clock } = options;
    if (name !== undefined && !NAME.test(name)) throw handle.badName();
    const engine =
      name === undefined
        ? await loaders.inMemory(setup(options), bytes)
        : await loaders.open(name, setup(options), wait ?? 0, bytes);
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
    const call = (operation, input) => this.#timed("visit", [operation, session, source, input]);
    return new Visit(call, (method, ...args) => this.#call(method, [session, ...args]));
  }

  doctor() {
    return this.#timed("doctor", []);
  }

  listStoreAudit({ order, after, limit } = {}) {
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

/** The firm's door: what one member of staff may do in their firm. */
export class Desk extends DeskOperations {}

/** The client's door: what the holder of one session may do on the one case it is confined to. */
export class Visit extends VisitOperations {
  #ask;

  constructor(call, ask) {
    super(call);
    this.#ask = ask;
  }

  csrf() {
    return this.#ask("csrf");
  }

  csrfMatches(presented) {
    return this.#ask("csrfMatches", presented);
  }
}
