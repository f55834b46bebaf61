import { browserDrafts, entriesOf, isRow, restored, Shelf } from "./element-drafts.js";
import { field, h, pathOf, valueOf } from "./element-fields.js";
import { controlAt, showProblems, showSummary, showTotals } from "./element-shown.js";
import { own, style } from "./element-style.js";
import * as intake from "./intake.js";
import english from "./texts-en.js";

/** How long after the last key the entries are checked and saved. */
const PAUSE = 500;

let sheet;

/** What a host may have set on an element that was in the page before this module was. */
const PROPERTIES = ["texts", "check", "save", "submit", "drafts", "schema", "view"];

function takeGiven(element) {
  const given = PROPERTIES.filter((name) => Object.hasOwn(element, name)).map((name) => [name, element[name]]);
  for (const [name] of given) delete element[name];
  return Object.fromEntries(given);
}

/** Where there is no document, as in a server's rendering, the module can be imported all the same. */
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<casegate-intake section="accounts" draft="case-1">`: one section of the intake, from its schema.
 *
 * The host sets what it wants of the properties: `view` (the answers so far), `texts`, `schema`, `check`, `save`, `submit`, `drafts`.
 */
export class CasegateIntake extends Base {
  static formAssociated = true;
  static observedAttributes = ["section", "draft"];

  #given = takeGiven(this);
  #root = this.attachShadow({ mode: "open", delegatesFocus: true });
  #internals = this.attachInternals();
  #schema;
  #view = null;
  /** What was typed and is not saved; it belongs to what is drawn. */
  #changed = new Map();
  #rows = new Map();
  /** What is drawn: a section, and where its drafts are. */
  #at;
  #remembered;
  #timer;
  #turn = 0;
  #isSending = false;
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

  constructor() {
    super();
    Object.assign(this, this.#given);
  }

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
    if (before === now) return;
    this.#leave();
    this.#redraw();
  }

  /** Back to the answers so far. */
  formResetCallback() {
    this.#forget();
    this.#at?.shelf.drop();
    this.#redraw();
  }

  formStateRestoreCallback(state) {
    this.#remembered = restored(state, this.section);
    this.#redraw();
  }

  formDisabledCallback(isDisabled) {
    for (const control of this.#root.querySelectorAll("input, select, textarea, button")) control.disabled = isDisabled;
  }

  #say = (id) => this.texts[id] ?? english[id] ?? own[id] ?? id;

  #forget() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#changed = new Map();
    this.#rows = new Map();
  }

  /** What was typed is saved as what it was typed into. */
  #leave() {
    if (this.#at && this.#changed.size > 0) this.#queue(this.#at, this.#changed);
    this.#at = undefined;
    this.#forget();
  }

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
    this.#arrive(section);
    const focus = this.#focus();
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
    focus();
    await this.#judge().catch(() => {});
  }

  /** What a browser or this device remembers of the section is as good as typed: it is still to be saved. */
  #arrive(section) {
    const draft = this.getAttribute("draft");
    const shelf = new Shelf(() => this.drafts, draft && `casegate-intake/${draft}/${section}`, this.#schema);
    // Drawn anew while something is saved, it is still the same.
    if (this.#at?.section !== section || this.#at.draft !== draft) this.#at = { section, draft };
    this.#at.shelf = shelf;
    for (const entry of entriesOf(this.#remembered, this.#schema)) this.#changed.set(pathOf(entry.field, entry.row), entry);
    this.#remembered = undefined;
    if (this.#changed.size > 0 || shelf.entries.length > 0) this.#soon();
  }

  /** Gives the focus back to the control that has it now. */
  #focus() {
    const { dataset, selectionStart, selectionEnd } = this.#root.activeElement ?? {};
    return () => {
      const control = dataset?.path && this.#controlAt(dataset.path);
      control?.focus();
      if (typeof selectionStart === "number") control?.setSelectionRange?.(selectionStart, selectionEnd);
    };
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
    for (const entry of [...this.#at.shelf.entries, ...this.#changed.values()]) {
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
        if (isRow(row) && state !== "blank") rows.add(row);
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
    const place = (row) => {
      add.before(this.#row(list, fields, row, answers));
      this.#number(box, name);
    };
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
    const remove = h("button", { type: "button", class: "remove" }, this.#say("element-remove"));
    const box = h("fieldset", { class: "row", part: "row" }, h("legend"), this.#fields(fields, row, answers), remove);
    remove.addEventListener("click", () => {
      const around = box.parentElement;
      this.#rows.get(list.id).delete(row);
      for (const { id, derived } of fields) if (!derived) this.#change({ field: id, row, value: { kind: "blank" } });
      box.remove();
      this.#number(around, this.#say(list.label));
      around.querySelector("[data-add]").focus();
    });
    return box;
  }

  /** Rows are called by their places, which change when one is removed. */
  #number(box, name) {
    for (const [i, row] of [...box.querySelectorAll(".row")].entries()) {
      row.querySelector("legend").textContent = `${name} ${i + 1}`;
      row.querySelector(".remove").setAttribute("aria-label", `${this.#say("element-remove")}: ${name} ${i + 1}`);
    }
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
    this.#soon();
    this.dispatchEvent(new CustomEvent("casegate-change", { detail: { entry }, bubbles: true, composed: true }));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#act(), PAUSE);
  }

  #again = () => void this.#act();

  async #act() {
    this.#timer = undefined;
    const [at, changed] = [this.#at, this.#changed];
    if (!at) return;
    // Whoever checks may be away; what was typed is saved all the same.
    await this.#judge().catch(() => {});
    await this.#queue(at, changed);
  }

  #queue(at, changed) {
    this.#saving = this.#saving.then(() => this.#keep(at, changed));
    return this.#saving;
  }

  /** Shows totals, and what is refused where something was typed. */
  async #judge(all = false) {
    const [at, turn] = [this.#at, ++this.#turn];
    const input = { section: at.section, entries: this.entries };
    const kept = { section: at.section, entries: entriesOf(input.entries, this.#schema) };
    // What a browser remembers of a form may lie on its disk.
    this.#internals.setFormValue(JSON.stringify(input.entries), JSON.stringify(kept));
    const { refused, problems, totals } = await this.check(input);
    if (turn !== this.#turn || at !== this.#at) return [...refused, ...problems];
    const shown = all ? [...refused, ...problems] : refused.filter(({ path }) => this.#changed.has(path));
    showProblems(this.#root, this.#say, shown);
    showTotals(this.#root, this.#say, totals);
    const first = refused[0] ?? problems[0];
    if (first) this.#internals.setValidity({ customError: true }, `${this.#labelOf(first.path)}: ${this.#say(`error-${first.code}`)}`, this.#controlAt(first.path));
    else this.#internals.setValidity({});
    return [...refused, ...problems];
  }

  #labelOf(path) {
    const id = path.replace(/\[[^\]]*\]/, "");
    const schema = this.#schema.fields.find((field) => field.id === id);
    return schema ? this.#say(schema.label) : path;
  }

  #controlAt(path) {
    return controlAt(this.#root, path);
  }

  /** Keeps drafts first, so that nothing typed is lost to a network. It never fails: later savings wait for it. */
  async #keep(at, changed) {
    const typed = new Map(changed);
    const kept = this.save || typed.size > 0 ? at.shelf.entries : [];
    const batch = [...new Map([...kept, ...typed.values()].map((entry) => [pathOf(entry.field, entry.row), entry])).values()];
    if (batch.length === 0) return;
    const isKept = at.shelf.keep(batch);
    const status = (id) => at === this.#at && this.#status(id);
    if (!this.save) {
      status(isKept ? "element-kept" : "");
      return;
    }
    try {
      const view = await this.save({ section: at.section, entries: batch });
      this.#settled(at, changed, typed);
      if (view && at === this.#at) this.#view = view;
      status("element-saved");
      this.dispatchEvent(new CustomEvent("casegate-saved", { detail: { view }, bubbles: true, composed: true }));
    } catch (error) {
      if (error?.field && at === this.#at) showProblems(this.#root, this.#say, [{ path: error.field, code: error.code }]);
      status(error?.kind === "invalid" ? "" : "element-offline");
    }
  }

  /** What has arrived is kept here no longer, unless it was typed anew meanwhile. */
  #settled(at, changed, typed) {
    for (const [path, entry] of typed) if (changed.get(path) === entry) changed.delete(path);
    at.shelf.drop();
  }

  #status(id) {
    const status = this.#root.querySelector(".status");
    if (status) status.textContent = id && this.#say(id);
  }

  async #submit() {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      await this.#send();
    } catch (error) {
      const id = `error-${error?.code}`;
      if (error?.field && this.#controlAt(error.field)) showSummary(this.#root, this.#say, (path) => this.#labelOf(path), [{ path: error.field, code: error.code }]);
      else this.#status(this.#say(id) === id ? "element-failed" : id);
    } finally {
      this.#isSending = false;
    }
  }

  async #send() {
    await this.flush();
    const problems = await this.#judge(true);
    if (problems.length > 0) {
      showSummary(this.#root, this.#say, (path) => this.#labelOf(path), problems);
      return;
    }
    this.#root.querySelector(".summary").hidden = true;
    const [at, changed, typed] = [this.#at, this.#changed, new Map(this.#changed)];
    const view = await this.submit({ section: at.section, entries: this.entries, version: this.#view?.version });
    this.#settled(at, changed, typed);
    if (view && at === this.#at) this.#view = view;
    this.#status("element-sent");
    this.dispatchEvent(new CustomEvent("casegate-submitted", { detail: { view }, bubbles: true, composed: true }));
  }
}

if (globalThis.customElements && !customElements.get("casegate-intake")) customElements.define("casegate-intake", CasegateIntake);
