// What was typed and is not saved yet: kept on the device where there is room for it, saved, and tried again.

import { entriesOf, Shelf } from "./drafts.js";
import { pathOf } from "./paths.js";

/** How long after the last key what was typed is checked and saved. */
const PAUSE = 500;
/** How long a check is waited for. Whoever checks may be away; what was typed is saved all the same. */
const PATIENCE = 3000;
/** How long after a failed save the next is tried; twice as long each time, up to the longest. */
const [RETRY, LONGEST] = [3000, 60000];

const isSame = (one, other) => JSON.stringify(one?.value) === JSON.stringify(other?.value);

/**
 * Keeps one section, from when it is drawn until it is left.
 *
 * `host` answers its `drafts()`, its function to `save()`, if it has one, and whether it `isThere()` in a page; `judge()` checks, and
 * tells `refuse` what cannot be saved; and it is told of this keeper's `status(keeper, id, instant)` and `saved(keeper, batch, view)`.
 */
export class Keeper {
  /** What was typed and is not saved, by path. */
  changed = new Map();
  #host;
  /** Entries that cannot be saved as they are, with the code that says why. */
  #refused = new WeakMap();
  /** What was saved since the section was drawn, by path. A browser tells of a change again when a field is left. */
  #arrived = new Map();
  /** What was typed and is neither saved nor on the device. */
  #loose = new Set();
  #timer;
  #wait = RETRY;
  #saving = Promise.resolve();
  /** How often everything was forgotten: what a save brings that began earlier is not for now. */
  #era = 0;
  #isLeft = false;
  /** The host's function when something was typed last: by now it may have one for another case. */
  #saver;
  #shelf;

  constructor(section, draft, host) {
    [this.section, this.draft, this.#host] = [section, draft, host];
  }

  /**
   * Takes the schema of the section that is drawn, and what was remembered of it: by the browser as `entries`, and on this
   * device. That is as good as typed: it is still to be saved.
   */
  begin(schema, entries) {
    const isNew = !this.#shelf;
    this.#isLeft = false;
    this.#arrived.clear();
    this.schema = schema;
    this.#shelf ??= new Shelf(() => this.#host.drafts(), this.draft && `casegate-intake/${this.draft}/${this.section}`, () => this.schema);
    const [told, lying] = [this.keepable(entries), isNew ? this.#shelf.entries : []];
    for (const entry of [...told, ...lying]) {
      const path = pathOf(entry.field, entry.row);
      if (!this.changed.has(path)) this.changed.set(path, entry);
    }
    // What a browser remembers it forgets with the page.
    for (const entry of this.changed.values()) if (told.includes(entry)) this.#loose.add(entry);
    if (this.changed.size > 0) this.soon();
  }

  /** Whether something that was typed would be lost with the page. */
  get isLoose() {
    return this.#loose.size > 0;
  }

  /** Takes what was typed, if it is news; `undefined` takes back what was typed at `path`. */
  type(path, entry) {
    const before = this.changed.get(path);
    if (isSame(entry, before ?? this.#arrived.get(path))) return;
    this.#loose.delete(before);
    if (entry) {
      this.changed.set(path, entry);
      this.#loose.add(entry);
    } else this.changed.delete(path);
    this.#wait = RETRY;
    this.#saver = this.#host.save();
    this.soon();
  }

  soon(delay = PAUSE) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.act(), delay);
  }

  /** Those of `entries` that may lie on a device. */
  keepable(entries) {
    return entriesOf(entries, this.schema);
  }

  /** `entry` cannot be saved as it is. */
  refuse(entry, code) {
    if (entry) this.#refused.set(entry, code);
  }

  /** What of that which was typed cannot be saved, and why. */
  get refusals() {
    return [...this.changed].filter(([, entry]) => this.#refused.has(entry)).map(([path, entry]) => ({ path, code: this.#refused.get(entry) }));
  }

  /** Checks and saves now; settles once that is done. It never fails. */
  async act() {
    clearTimeout(this.#timer);
    // On the device first, so that nothing typed is lost to a network.
    this.#shelve();
    // A page that is being left has no time to wait.
    if (!document.hidden) await Promise.race([this.#host.judge().catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
    await this.#queue();
  }

  /** What was typed is saved as what it was typed into, with another section drawn already; settles once that was tried. */
  leave() {
    clearTimeout(this.#timer);
    this.#isLeft = true;
    return this.#queue();
  }

  /** Forgets what was typed; settles once no save is on its way. */
  async forget() {
    this.#era += 1;
    clearTimeout(this.#timer);
    this.changed = new Map();
    this.#loose.clear();
    this.#shelf?.drop();
    await this.#saving;
  }

  /** What was sent is kept no longer, unless it was typed anew meanwhile. */
  settle(typed) {
    for (const [path, entry] of typed) {
      if (this.changed.get(path) === entry) this.changed.delete(path);
      this.#loose.delete(entry);
      if (this.keepable([entry]).length > 0) this.#arrived.set(path, entry);
    }
    const rest = [...this.changed.values()];
    if (rest.length > 0) this.#shelf?.keep(rest);
    else this.#shelf?.drop();
  }

  #queue() {
    this.#saving = this.#saving.then(() => this.#keep());
    return this.#saving;
  }

  /** Puts what was typed on the device; whether it is kept there. */
  #shelve() {
    // What another page has replaced is that page's to save.
    for (const entry of this.#shelf?.outdated([...this.changed.values()]) ?? []) this.changed.delete(pathOf(entry.field, entry.row));
    const typed = [...this.changed.values()];
    const isKept = typed.length > 0 && Boolean(this.#shelf?.keep(typed));
    if (isKept) for (const entry of this.keepable(typed)) this.#loose.delete(entry);
    return isKept;
  }

  /** Later savings wait for this one. */
  async #keep() {
    if (this.changed.size === 0) return;
    const isKept = this.#shelve();
    const typed = new Map(this.changed);
    if (typed.size === 0) return;
    if (!this.#isLeft) this.#saver = this.#host.save();
    if (this.#saver) await this.#save(this.#saver, typed, isKept);
    else this.#status(isKept ? "autosave-kept" : "");
  }

  async #save(save, typed, isKept) {
    const batch = new Map([...typed].filter(([, entry]) => !this.#refused.has(entry)));
    if (batch.size === 0) return this.#status("autosave-errors");
    this.#status("autosave-saving");
    const era = this.#era;
    try {
      const answer = await save({ section: this.section, entries: [...batch.values()] }, { draft: this.draft });
      // What `fetch` answers to a refusal is no error until somebody looks at it.
      if (answer?.ok === false) throw answer;
      if (era !== this.#era) return;
      this.settle(batch);
      this.#wait = RETRY;
      // A host's function may answer anything; only a section's view is one.
      const view = Array.isArray(answer?.answers) ? answer : undefined;
      this.#host.saved(this, batch, view);
      if (batch.size < typed.size) this.#status("autosave-errors");
      else this.#status("autosave-saved", view?.savedAt ?? Date.now());
    } catch (error) {
      if (era === this.#era) this.#failed(error, batch, isKept);
    }
  }

  #failed(error, batch, isKept) {
    if (error?.kind === "invalid" && batch.has(error.field)) {
      this.refuse(batch.get(error.field), error.code);
      // The rest of them can be saved.
      return this.soon(0);
    }
    if (error?.kind === "invalid") return this.#status("intake-failed");
    if (error?.kind === "denied") return this.#status("autosave-session-over");
    this.#status(isKept ? "autosave-offline" : "autosave-failed");
    if (!this.#host.isThere() && this.#leaveToNext()) return;
    this.soon(this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST);
  }

  /** What lies on the device is saved by the next element that keeps it, which may know better by then; whether that is everything. */
  #leaveToNext() {
    for (const [path, entry] of this.changed) if (!this.#loose.has(entry)) this.changed.delete(path);
    this.#shelf = undefined;
    return this.changed.size === 0;
  }

  #status(id, at) {
    this.#host.status(this, id, at);
  }
}
