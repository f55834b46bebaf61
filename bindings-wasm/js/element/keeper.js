// Keeps what was typed until it is saved: stores it on the device where possible, saves it, and repeats failed saves.

import { entriesOf, Shelf } from "./drafts.js";
import { pathOf } from "./paths.js";

/** The milliseconds between the last key and the check and save. */
const PAUSE = 500;
/** The longest wait for a check, in milliseconds. A check may hang, and what was typed is saved anyway. */
const PATIENCE = 3000;
/** The delay before a failed save is repeated, in milliseconds. It doubles each time, up to the longest. */
const [RETRY, LONGEST] = [3000, 60000];

const isSame = (one, other) => JSON.stringify(one?.value) === JSON.stringify(other?.value);

/**
 * Keeps the entries of one section, from when it is drawn until another one is.
 *
 * `host` provides `drafts()`, `save()`, which returns its function to save, if it has one, and `isThere()`, whether it
 * is in a page. Its `judge()` checks the section and calls `refuse` for entries that cannot be saved. The keeper calls
 * its `status(keeper, id, instant)` and `saved(keeper, batch, view)`.
 */
export class Keeper {
  /** The entries that were typed and are not saved, by path. */
  changed = new Map();
  #host;
  /** The entries that cannot be saved as they are, with the code of the error. */
  #refused = new WeakMap();
  /**
   * The entries that were saved since the section was drawn, by path. A browser reports a
   * change again when a field is left.
   */
  #arrived = new Map();
  /** The entries that were typed and are neither saved nor on the device. */
  #loose = new Set();
  #timer;
  #wait = RETRY;
  #saving = Promise.resolve();
  /**
   * The number of times that everything was dropped. A save that began in an earlier era must
   * not change the present state.
   */
  #era = 0;
  #isLeft = false;
  /** The host's function at the last typing. By now the host may have a function for another case. */
  #saver;
  #shelf;

  constructor(section, draft, host) {
    [this.section, this.draft, this.#host] = [section, draft, host];
  }

  /**
   * Starts with the schema of the section that is drawn, and restores what was remembered of it, by the browser as
   * `entries` and on this device. Restored entries count as typed, so they are saved.
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
    // The browser's restored state is lost with the page.
    for (const entry of this.changed.values()) if (told.includes(entry)) this.#loose.add(entry);
    if (this.changed.size > 0) this.soon();
  }

  /** Whether something that was typed would be lost with the page. */
  get isLoose() {
    return this.#loose.size > 0;
  }

  /** Records a typed entry, unless it is unchanged. `undefined` drops what was typed at `path`. */
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

  /** Returns those of `entries` that may be kept on a device. */
  keepable(entries) {
    return entriesOf(entries, this.schema);
  }

  /** Marks `entry` as one that cannot be saved as it is. */
  refuse(entry, code) {
    if (entry) this.#refused.set(entry, code);
  }

  /** The typed entries that cannot be saved, with the code of the error. */
  get refusals() {
    return [...this.changed].filter(([, entry]) => this.#refused.has(entry)).map(([path, entry]) => ({ path, code: this.#refused.get(entry) }));
  }

  /** Checks and saves now. Settles once that is done, and never rejects. */
  async act() {
    clearTimeout(this.#timer);
    // Stored on the device first, so that nothing is lost if the network fails.
    this.#shelve();
    // While a page is being left there is no time to wait.
    if (!document.hidden) await Promise.race([this.#host.judge().catch(() => {}), new Promise((done) => setTimeout(done, PATIENCE))]);
    await this.#queue();
  }

  /** Saves what was typed, under its own section, after another section was drawn. Settles once that was tried. */
  leave() {
    clearTimeout(this.#timer);
    this.#isLeft = true;
    return this.#queue();
  }

  /** Drops what was typed. Settles once no save is running. */
  async forget() {
    this.#era += 1;
    clearTimeout(this.#timer);
    this.changed = new Map();
    this.#loose.clear();
    this.#shelf?.drop();
    await this.#saving;
  }

  /** Drops the entries that were saved, except those that were typed again meanwhile. */
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

  /** Stores what was typed on the device, and returns whether it was stored. */
  #shelve() {
    // Entries that another page has replaced are saved by that page.
    for (const entry of this.#shelf?.outdated([...this.changed.values()]) ?? []) this.changed.delete(pathOf(entry.field, entry.row));
    const typed = [...this.changed.values()];
    const isKept = typed.length > 0 && Boolean(this.#shelf?.keep(typed));
    if (isKept) for (const entry of this.keepable(typed)) this.#loose.delete(entry);
    return isKept;
  }

  /** Saves what was typed. Later saves wait for this one. */
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
      // `fetch` does not reject for an HTTP error, so a response that is not `ok` is thrown here.
      if (answer?.ok === false) throw answer;
      if (era !== this.#era) return;
      this.settle(batch);
      this.#wait = RETRY;
      // A host's function may return anything; only an object with answers is used as a view.
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
      // The other entries can still be saved.
      return this.soon(0);
    }
    if (error?.kind === "invalid") return this.#status("intake-failed");
    if (error?.kind === "denied") return this.#status("autosave-session-over");
    this.#status(isKept ? "autosave-offline" : "autosave-failed");
    if (!this.#host.isThere() && this.#leaveToNext()) return;
    this.soon(this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST);
  }

  /**
   * Drops the entries on the device, which the next element for this section saves, perhaps in a newer form. Returns
   * whether nothing else is left.
   */
  #leaveToNext() {
    for (const [path, entry] of this.changed) if (!this.#loose.has(entry)) this.changed.delete(path);
    this.#shelf = undefined;
    return this.changed.size === 0;
  }

  #status(id, at) {
    this.#host.status(this, id, at);
  }
}
