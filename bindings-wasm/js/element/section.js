// Draws a section of the intake: its groups of fields, and its lists with their rows.

import { isRow } from "./drafts.js";
import { field, h } from "./fields.js";
import { dashed, pathOf } from "./paths.js";

/** Returns the rows of each list: those that were there, and those in which something was answered. */
export function rowsOf(schema, answers, rows) {
  return new Map(
    schema.lists.map(({ id }) => {
      const found = [...answers].filter(([path, { state }]) => path.startsWith(`${id}[`) && state !== "blank");
      const ids = found.map(([path]) => path.slice(id.length + 1, path.indexOf("]"))).filter(isRow);
      return [id, new Set([...ids, ...(rows.get(id) ?? [])].sort())];
    }),
  );
}

/** Returns a new row's id. Ids are ordered, so it is the time in base 36, but later than every row's. */
function newRow(rows) {
  const ids = [...rows].filter((id) => /^r[0-9a-z]{8}$/.test(id));
  const at = Math.max(Date.now(), ...ids.map((id) => Number.parseInt(id.slice(1), 36) + 1));
  return `r${at.toString(36)}`;
}

/** Returns every field that can be typed into, with its row, in the order of the form. */
export function placesOf(schema, rows) {
  return schema.fields.filter(({ derived }) => !derived).flatMap((one) => (one.list ? [...(rows.get(one.list) ?? [])].map((row) => [one, row]) : [[one, undefined]]));
}

/**
 * A drawn section. `shown(path)` returns the contents of a field, `say` the text of a message id, and `change(entry)`
 * receives the blanks of a removed row.
 */
export class Sheet {
  #schema;
  #rows;
  #shown;
  #say;
  #change;

  constructor(schema, rows, { shown, say, change }) {
    [this.#schema, this.#rows, this.#shown, this.#say, this.#change] = [schema, rows, shown, say, change];
  }

  /**
   * Draws the parts of the section in the order of the schema. Each list is a part, and so are
   * the single fields of a group.
   */
  parts() {
    const parts = new Map();
    for (const schema of this.#schema.fields) {
      const key = schema.list ? `list ${schema.list}` : `group ${schema.group}`;
      parts.set(key, [...(parts.get(key) ?? []), schema]);
    }
    return [...parts.values()].map((fields) => (fields[0].list ? this.#list(fields) : this.#group(fields)));
  }

  #group(fields) {
    const { group } = fields[0];
    const title = group ? `intake-form-group-${dashed(group)}` : this.#schema.title;
    return h("fieldset", { class: "part", part: "group" }, h("legend", {}, this.#say(title)), this.#fields(fields));
  }

  #fields(fields, row, naming) {
    const one = (schema) => field(schema, row, { ...this.#shown(pathOf(schema.id, row)), isNaming: schema.id === naming }, this.#say);
    return h("div", { class: "fields" }, ...fields.map(one));
  }

  #list(fields) {
    const list = this.#schema.lists.find(({ id }) => id === fields[0].list);
    const box = h(
      "fieldset",
      { class: "part", part: "list", "data-list": list.id },
      h("legend", {}, this.#say(list.label)),
      h("p", { class: "hint", "data-none": true }, this.#say("intake-list-empty")),
      h("div", { class: "rows" }, ...[...this.#rows.get(list.id)].map((row) => this.#row(list, fields, row))),
      h("p", { class: "hint", "data-full": true }, this.#say("intake-list-full")),
      h("button", { type: "button", "data-add": list.id, part: "add" }, this.#say(`intake-add-${dashed(list.id)}`)),
    );
    box.querySelector("[data-add]").addEventListener("click", () => this.#add(list, fields, box));
    this.#count(list, box);
    return box;
  }

  #add(list, fields, box) {
    const rows = this.#rows.get(list.id);
    if (rows.size >= list.limit) return;
    const row = newRow(rows);
    rows.add(row);
    const added = this.#row(list, fields, row);
    box.querySelector(".rows").append(added);
    this.#count(list, box);
    added.querySelector("[data-path]").focus();
  }

  #row(list, fields, row) {
    const remove = h("button", { type: "button", class: "remove", "data-remove": `${list.id}[${row}]`, part: "remove" }, this.#say("intake-remove-row"));
    const box = h("fieldset", { class: "row", part: "row" }, h("legend"), this.#fields(fields, row, list.naming), remove);
    remove.addEventListener("click", () => this.#remove(list, fields, row, box));
    return box;
  }

  #remove(list, fields, row, box) {
    if (isFilled(box) && !confirm(this.#say("intake-row-remove-confirm"))) return;
    this.#rows.get(list.id).delete(row);
    for (const { id, derived } of fields) if (!derived) this.#change({ field: id, row, value: { kind: "blank" } });
    const around = box.closest("[data-list]");
    const near = box.nextElementSibling ?? box.previousElementSibling;
    box.remove();
    this.#count(list, around);
    (near?.querySelector("[data-path]") ?? around.querySelector("[data-add]")).focus();
  }

  /** Numbers the rows again, because removing one changes the numbers of others. */
  #count(list, box) {
    const rows = [...box.querySelectorAll(".row")];
    for (const [i, row] of rows.entries()) {
      const name = `${this.#say(`intake-row-${dashed(list.id)}`)} ${i + 1}`;
      row.querySelector("legend").textContent = name;
      row.querySelector(".remove").setAttribute("aria-label", `${this.#say("intake-remove-row")}: ${name}`);
    }
    const isFull = rows.length >= list.limit;
    box.querySelector("[data-none]").hidden = rows.length > 0;
    box.querySelector("[data-full]").hidden = !isFull;
    box.querySelector("[data-add]").hidden = isFull;
  }
}

/** Whether removing a row would lose something. */
function isFilled(row) {
  const isStored = row.querySelector("[data-mask]:not([hidden])");
  return isStored || [...row.querySelectorAll("[data-path]")].some(({ type, checked, value }) => (["radio", "checkbox"].includes(type) ? checked : value !== ""));
}
