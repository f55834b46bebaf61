// What stays on a device until it is saved. A device is not trusted: what comes from it may be anything.

import { pathOf } from "./paths.js";

/** Drafts in the browser's storage; sensitive entries are never among them. */
export const browserDrafts = {
  get: (key) => JSON.parse(localStorage.getItem(key) ?? "null"),
  set: (key, entries) => localStorage.setItem(key, JSON.stringify(entries)),
  remove: (key) => localStorage.removeItem(key),
};

const placeOf = ({ field, row }) => pathOf(field, row);

/** Entries as text, by path. */
const byPath = (entries) => new Map(entries.map((entry) => [placeOf(entry), JSON.stringify(entry)]));

const ROW = /^[a-z0-9-]{1,32}$/;

/** Whether this can be the name of a row. */
export const isRow = (row) => typeof row === "string" && ROW.test(row);

const isValue = (value) => (value?.kind === "text" ? typeof value.text === "string" : ["blank", "notApplicable"].includes(value?.kind));

/** Those of `kept` that are entries of this section, and may be kept. */
export function entriesOf(kept, schema) {
  const fields = new Map(schema.fields.map((field) => [field.id, field]));
  return (Array.isArray(kept) ? kept : []).filter((entry) => {
    const field = fields.get(entry?.field);
    return field && !field.derived && !field.sensitive && isValue(entry.value) && (field.list ? isRow(entry.row) : entry.row === undefined);
  });
}

/** What a browser remembered of a form, which may be anything too. */
export function restored(state, section, draft) {
  try {
    const told = JSON.parse(state);
    return told?.section === section && told.draft === draft ? told.entries : undefined;
  } catch {
    return undefined;
  }
}

/** The device's drafts under one key, of the section whose schema `schema()` is. A device that keeps nothing is no failure. */
export class Shelf {
  #drafts;
  #key;
  #schema;
  /** What this page took or put there, by path, as it lies there: the rest is another page's, which still has to save it. */
  #ours = new Map();

  constructor(drafts, key, schema) {
    [this.#drafts, this.#key, this.#schema] = [drafts, key, schema];
  }

  #attempt(call) {
    try {
      return this.#key ? (call(this.#drafts(), this.#key) ?? true) : false;
    } catch {
      return false;
    }
  }

  get entries() {
    const entries = this.#all;
    this.#ours = byPath(entries);
    return entries;
  }

  get #all() {
    return entriesOf(this.#attempt((drafts, key) => drafts.get(key)), this.#schema());
  }

  get #theirs() {
    return this.#all.filter((entry) => !this.#isOurs(entry));
  }

  /** Whether this page has taken or put there the very same. */
  #isOurs(entry) {
    return this.#ours.get(placeOf(entry)) === JSON.stringify(entry);
  }

  /** Those of `entries` that this page took from there, and another page has replaced since. */
  outdated(entries) {
    const theirs = byPath(this.#theirs);
    return entries.filter((entry) => theirs.has(placeOf(entry)) && this.#isOurs(entry));
  }

  /** Keeps entries without the sensitive ones; whether they are kept. */
  keep(entries) {
    const ours = byPath(entriesOf(entries, this.#schema()));
    const kept = [...this.#theirs.filter((entry) => !ours.has(placeOf(entry))), ...[...ours.values()].map((text) => JSON.parse(text))];
    const isKept = this.#attempt((drafts, key) => void drafts.set(key, kept));
    if (isKept) this.#ours = ours;
    return isKept;
  }

  drop() {
    const theirs = this.#theirs;
    this.#attempt((drafts, key) => void (theirs.length > 0 ? drafts.set(key, theirs) : drafts.remove(key)));
  }
}
