// Drafts on the device until they are saved. The device is not trusted, so whatever is read from it is checked.

import { pathOf } from "./paths.js";

/** Drafts in the browser's storage, without sensitive entries. */
export const browserDrafts = {
  get: (key) => JSON.parse(localStorage.getItem(key) ?? "null"),
  set: (key, entries) => localStorage.setItem(key, JSON.stringify(entries)),
  remove: (key) => localStorage.removeItem(key),
};

const placeOf = ({ field, row }) => pathOf(field, row);

/** Returns entries as JSON texts, by path. */
const byPath = (entries) => new Map(entries.map((entry) => [placeOf(entry), JSON.stringify(entry)]));

const ROW = /^[a-z0-9-]{1,32}$/;

/** Whether `row` is a valid name of a row. */
export const isRow = (row) => typeof row === "string" && ROW.test(row);

const isValue = (value) => (value?.kind === "text" ? typeof value.text === "string" : ["blank", "notApplicable"].includes(value?.kind));

/** Returns those of `kept` that are valid entries of this section and may be kept on a device. */
export function entriesOf(kept, schema) {
  const fields = new Map(schema.fields.map((field) => [field.id, field]));
  return (Array.isArray(kept) ? kept : []).filter((entry) => {
    const field = fields.get(entry?.field);
    return field && !field.derived && !field.sensitive && isValue(entry.value) && (field.list ? isRow(entry.row) : entry.row === undefined);
  });
}

/**
 * Returns the entries in a form's state that the browser restored, if they belong to this section and
 * draft. They are not checked yet.
 */
export function restored(state, section, draft) {
  try {
    const told = JSON.parse(state);
    return told?.section === section && told.draft === draft ? told.entries : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The device's drafts under one key, for the section whose schema `schema()` returns. A device
 * without storage is not an error.
 */
export class Shelf {
  #drafts;
  #key;
  #schema;
  /**
   * The entries that this page read or wrote, by path, as they are stored. The others belong to another
   * page, which has yet to save them.
   */
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

  /** Whether this page read or wrote exactly this entry. */
  #isOurs(entry) {
    return this.#ours.get(placeOf(entry)) === JSON.stringify(entry);
  }

  /** Returns those of `entries` that this page read from the device and another page has replaced since. */
  outdated(entries) {
    const theirs = byPath(this.#theirs);
    return entries.filter((entry) => theirs.has(placeOf(entry)) && this.#isOurs(entry));
  }

  /** Keeps entries, except for sensitive ones, and returns whether they were stored. */
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
