import { field, h, pathOf, valueOf } from "./element-fields.js";
import { own, style } from "./element-style.js";
import * as intake from "./intake.js";
import english from "./texts-en.js";

/** How long after the last key the entries are checked and saved. */
const PAUSE = 500;

let sheet;

/** Drafts in the browser's storage; sensitive entries are never among them. */
const browserDrafts = {
  get: (key) => JSON.parse(localStorage.getItem(key) ?? "null"),
  set: (key, entries) => localStorage.setItem(key, JSON.stringify(entries)),
  remove: (key) => localStorage.removeItem(key),
};

/**
 * `<casegate-intake section="accounts" draft="case-1">`: one section of the intake, from its schema.
 *
 * The host sets what it wants of the properties: `view` (the answers so far), `texts`, `schema`, `check`, `save`, `submit`, `drafts`.
 */
export class CasegateIntake extends HTMLElement {
  static formAssociated = true;
  static observedAttributes = ["section", "draft", "disabled"];

  #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  #internals = this.attachInternals();
  #schema;
  #view = null;
  #changed = new Map();
  #rows = new Map();
  #timer;
  #saving = Promise.resolve();
  #drawing;

  /** What the message ids say, before the built-in English. */
  texts = {};
  /** Checks entries: by the module itself unless the host has a better way, such as the portal's `checkSection`. */
  check = (input) => intake.checkSection(input);
  /** Saves entries, and may answer the new view; without it, they are kept as drafts alone. */
  save = null;
  /** Submits the section; without it, there is no button, and the form around the element submits. */
  submit = null;
  /** Where drafts are kept. */
  drafts = browserDrafts;

  get section() {
    return this.getAttribute("section");
  }

  get schema() {
    return this.#schema;
  }

  /** The section's schema, as `getSectionForm` answers it; the module's own unless set. */
  set schema(schema) {
    this.#schema = schema;
    this.#redraw();
  }

  get view() {
    return this.#view;
  }

  /** The section as `getSection` answers it. */
  set view(view) {
    this.#view = view;
    this.#redraw();
  }

  /** Everything that stands in the section now, as entries. */
  get entries() {
    return this.#places().flatMap(([schema, row]) => this.#entry(schema, row) ?? []).filter(({ value }) => value.kind !== "blank");
  }

  get form() {
    return this.#internals.form;
  }

  /** Settles once the section is drawn. */
  get drawn() {
    return this.#drawing;
  }

  /** Settles once everything that was typed is saved or kept. */
  async flush() {
    clearTimeout(this.#timer);
    await this.#act();
    await this.#saving;
  }

  connectedCallback() {
    this.#root.addEventListener("input", this.#typed);
    this.#root.addEventListener("change", this.#typed);
    addEventListener("online", this.#again);
    this.#redraw();
  }

  disconnectedCallback() {
    removeEventListener("online", this.#again);
    if (this.#timer) void this.flush();
  }

  attributeChangedCallback(name, before, now) {
    if (before !== now && this.isConnected) this.#redraw();
  }

  formResetCallback() {
    this.#changed.clear();
    this.#redraw();
  }

  formDisabledCallback(isDisabled) {
    for (const control of this.#root.querySelectorAll("input, select, textarea, button")) control.disabled = isDisabled;
  }

  #say = (id) => this.texts[id] ?? english[id] ?? own[id] ?? id;

  #redraw() {
    if (this.isConnected) this.#drawing = this.#draw();
  }

  async #draw() {
    const section = this.section;
    await intake.load();
    if (!this.#schema || this.#schema.section !== section) {
      this.#schema = intake.sections().find((schema) => schema.section === section);
    }
    if (!this.#schema || section !== this.section) return;
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(style);
    }
    this.#root.adoptedStyleSheets = [sheet];
    const answers = this.#answers();
    this.#findRows(answers);
    this.#root.replaceChildren(
      h("div", { class: "summary", role: "alert", tabindex: "-1", hidden: true, part: "summary" }),
      ...(this.#view?.notices ?? []).map(({ text, path }) => h("p", { class: "notice" }, path ? `${this.#labelOf(path)}: ${text}` : text)),
      ...this.#groups(answers),
      h("dl", { class: "totals", "aria-label": this.#say("element-totals"), "aria-live": "polite", hidden: true, part: "totals" }),
      h("div", { class: "foot" }, this.#button(), h("p", { class: "status", role: "status" })),
    );
    if (this.matches(":disabled")) this.formDisabledCallback(true);
    await this.#judge();
  }

  #button() {
    if (!this.submit) return null;
    const button = h("button", { type: "button", class: "primary", part: "submit" }, this.#say("element-submit"));
    button.addEventListener("click", () => this.#submit());
    return button;
  }

  /** What to show: the answers so far, then the drafts of this device, then what was just typed. */
  #answers() {
    const answers = new Map((this.#view?.answers ?? []).map((answer) => [answer.path, answer]));
    for (const entry of [...this.#kept(), ...this.#changed.values()]) {
      const state = entry.value.kind === "text" ? "value" : entry.value.kind;
      answers.set(pathOf(entry.field, entry.row), { state, text: entry.value.text });
    }
    return answers;
  }

  #findRows(answers) {
    for (const { id } of this.#schema.lists) {
      const rows = new Set(this.#rows.get(id) ?? []);
      for (const [path, { state }] of answers) {
        const row = path.startsWith(`${id}[`) && path.slice(id.length + 1, path.indexOf("]"));
        if (row && state !== "blank") rows.add(row);
      }
      this.#rows.set(id, rows);
    }
  }

  /** Every field with its row, in the order of the form. */
  #places() {
    return (this.#schema?.fields ?? []).filter(({ derived }) => !derived).flatMap((schema) => (schema.list ? [...this.#rows.get(schema.list)].map((row) => [schema, row]) : [[schema, undefined]]));
  }

  #groups(answers) {
    const groups = new Map();
    for (const schema of this.#schema.fields) {
      const key = schema.list ? `list ${schema.list}` : `group ${schema.group}`;
      groups.set(key, [...(groups.get(key) ?? []), schema]);
    }
    return [...groups.values()].map((fields) => (fields[0].list ? this.#list(fields, answers) : this.#group(fields, answers)));
  }

  #group(fields, answers) {
    const heading = fields[0].group ? `intake-form-group-${fields[0].group.replaceAll("_", "-")}` : this.#schema.title;
    return h("fieldset", { part: "group" }, h("legend", {}, this.#say(heading)), this.#fields(fields, undefined, answers));
  }

  #fields(fields, row, answers) {
    return h("div", { class: "fields" }, ...fields.map((schema) => field(schema, row, answers.get(pathOf(schema.id, row)), this.#say)));
  }

  #list(fields, answers) {
    const list = this.#schema.lists.find(({ id }) => id === fields[0].list);
    const name = this.#say(list.label);
    const add = h("button", { type: "button", "data-add": list.id }, `${this.#say("element-add")}: ${name}`);
    const box = h("fieldset", { part: "list" }, h("legend", {}, name), add);
    const place = (row) => add.before(this.#row(list, fields, row, answers));
    for (const row of this.#rows.get(list.id)) place(row);
    add.addEventListener("click", () => {
      const rows = this.#rows.get(list.id);
      let number = rows.size + 1;
      while (rows.has(`r${number}`)) number += 1;
      rows.add(`r${number}`);
      place(`r${number}`);
      add.previousElementSibling.querySelector("[data-path]").focus();
    });
    return box;
  }

  #row(list, fields, row, answers) {
    const name = `${this.#say(list.label)} ${[...this.#rows.get(list.id)].indexOf(row) + 1}`;
    const remove = h("button", { type: "button", "aria-label": `${this.#say("element-remove")}: ${name}` }, this.#say("element-remove"));
    const box = h("fieldset", { class: "row", part: "row" }, h("legend", {}, name), this.#fields(fields, row, answers), remove);
    remove.addEventListener("click", () => {
      const next = box.parentElement.querySelector("[data-add]");
      this.#rows.get(list.id).delete(row);
      for (const { id, derived } of fields) if (!derived) this.#change({ field: id, row, value: { kind: "blank" } });
      box.remove();
      next.focus();
    });
    return box;
  }

  #entry(schema, row) {
    const value = valueOf(this.#root, schema, pathOf(schema.id, row));
    return value && { field: schema.id, ...(row && { row }), value };
  }

  #typed = (event) => {
    const path = event.target.dataset?.path ?? event.target.dataset?.na;
    const place = this.#places().find(([schema, row]) => pathOf(schema.id, row) === path);
    const entry = place && this.#entry(...place);
    if (entry) this.#change(entry);
  };

  #change(entry) {
    this.#changed.set(pathOf(entry.field, entry.row), entry);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#act(), PAUSE);
    this.dispatchEvent(new CustomEvent("casegate-change", { detail: { entry }, bubbles: true, composed: true }));
  }

  #again = () => {
    if (this.#changed.size > 0) void this.#act();
  };

  async #act() {
    this.#timer = undefined;
    await this.#judge();
    this.#saving = this.#saving.then(() => this.#keep());
    await this.#saving;
  }

  /** Shows totals, and what is refused where something was typed. */
  async #judge(all = false) {
    const input = { section: this.section, entries: this.entries };
    this.#internals.setFormValue(JSON.stringify(input.entries));
    const { refused, problems, totals } = await this.check(input);
    const shown = all ? [...refused, ...problems] : refused.filter(({ path }) => this.#changed.has(path));
    this.#showProblems(shown);
    this.#showTotals(totals);
    const first = refused[0] ?? problems[0];
    if (first) this.#internals.setValidity({ customError: true }, `${this.#labelOf(first.path)}: ${this.#say(`error-${first.code}`)}`, this.#controlAt(first.path));
    else this.#internals.setValidity({});
    return [...refused, ...problems];
  }

  #showProblems(problems) {
    const codes = new Map(problems.map(({ path, code }) => [path, code]));
    for (const note of this.#root.querySelectorAll("[data-error]")) {
      const code = codes.get(note.dataset.error);
      note.textContent = code ? this.#say(`error-${code}`) : "";
      for (const control of this.#root.querySelectorAll(`[data-path="${note.dataset.error}"]`)) {
        if (code) control.setAttribute("aria-invalid", "true");
        else control.removeAttribute("aria-invalid");
      }
    }
  }

  #showTotals(totals) {
    const list = this.#root.querySelector(".totals");
    const rest = totals.filter(({ id, row, amount }) => {
      const output = this.#root.querySelector(`[data-total="${pathOf(id, row)}"]`);
      if (output) output.textContent = intake.formatAmount(amount);
      return !output;
    });
    list.replaceChildren(...rest.flatMap(({ label, amount }) => [h("dt", {}, this.#say(label)), h("dd", {}, intake.formatAmount(amount))]));
    list.hidden = rest.length === 0;
  }

  #labelOf(path) {
    const id = path.replace(/\[[^\]]*\]/, "");
    const schema = this.#schema.fields.find((field) => field.id === id);
    return schema ? this.#say(schema.label) : path;
  }

  #controlAt(path) {
    return this.#root.querySelector(`[data-path="${path}"]`) ?? undefined;
  }

  get #draftKey() {
    const draft = this.getAttribute("draft");
    return draft && `casegate-intake/${draft}/${this.section}`;
  }

  #kept() {
    try {
      return (this.#draftKey && this.drafts.get(this.#draftKey)) || [];
    } catch {
      return [];
    }
  }

  /** Keeps drafts first, so that nothing typed is lost to a network. */
  async #keep() {
    if (this.#changed.size === 0) return;
    const batch = new Map(this.#changed);
    const sensitive = new Set(this.#schema.fields.filter((field) => field.sensitive).map(({ id }) => id));
    const kept = new Map([...this.#kept(), ...batch.values()].map((entry) => [pathOf(entry.field, entry.row), entry]));
    if (this.#draftKey) this.drafts.set(this.#draftKey, [...kept.values()].filter((entry) => !sensitive.has(entry.field)));
    if (!this.save) {
      this.#status(this.#draftKey ? "element-kept" : "");
      return;
    }
    try {
      const view = await this.save({ section: this.section, entries: [...batch.values()] });
      for (const [path, entry] of batch) if (this.#changed.get(path) === entry) this.#changed.delete(path);
      if (this.#draftKey) this.drafts.remove(this.#draftKey);
      if (view) this.#view = view;
      this.#status("element-saved");
      this.dispatchEvent(new CustomEvent("casegate-saved", { detail: { view }, bubbles: true, composed: true }));
    } catch (error) {
      if (error.field) this.#showProblems([{ path: error.field, code: error.code }]);
      this.#status(error.kind === "invalid" ? "" : "element-offline");
    }
  }

  #status(id) {
    this.#root.querySelector(".status").textContent = id && this.#say(id);
  }

  async #submit() {
    await this.flush();
    const problems = await this.#judge(true);
    if (problems.length > 0) {
      this.#summarize(problems);
      return;
    }
    this.#root.querySelector(".summary").hidden = true;
    try {
      const view = await this.submit({ section: this.section, entries: this.entries, version: this.#view?.version });
      if (view) this.#view = view;
      this.#status("element-sent");
      this.dispatchEvent(new CustomEvent("casegate-submitted", { detail: { view }, bubbles: true, composed: true }));
    } catch (error) {
      if (error.field && this.#controlAt(error.field)) this.#summarize([{ path: error.field, code: error.code }]);
      else this.#status(english[`error-${error.code}`] ? `error-${error.code}` : "element-failed");
    }
  }

  /** What is to be looked at again, with links to each field; a screen reader begins to read here. */
  #summarize(problems) {
    this.#showProblems(problems);
    const items = problems.map(({ path, code }) => {
      const link = h("a", { href: `#${path}` }, `${this.#labelOf(path)}: ${this.#say(`error-${code}`)}`);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        this.#controlAt(path)?.focus();
      });
      return h("li", {}, link);
    });
    const summary = this.#root.querySelector(".summary");
    summary.replaceChildren(h("strong", {}, this.#say("element-summary")), h("ul", {}, ...items));
    summary.hidden = false;
    summary.focus();
  }
}

if (!customElements.get("casegate-intake")) customElements.define("casegate-intake", CasegateIntake);
