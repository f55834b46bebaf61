// The element itself: its properties and methods for a host, and its life cycle in a page and in a form.

import { amended, answersOf, recordsOf } from "./answers.js";
import { browserDrafts, restored } from "./drafts.js";
import { HALF, rest, showStored, valueOf } from "./fields.js";
import { emptySummary, foot, notices, totals } from "./frame.js";
import { Keeper } from "./keeper.js";
import { controlAt, pathOf } from "./paths.js";
import { placesOf, rowsOf, Sheet } from "./section.js";
import { holdFocus, showProblems, showSummary, showTotals, shortenSummary, timeOfDay } from "./shown.js";
import { styleSheet } from "./style.js";

/** The events of a page upon which everything is saved. */
const OUTSIDE = ["online", "pagehide", "visibilitychange"];

/** The properties that a host may have set on an element before this module was loaded. */
const PROPERTIES = ["texts", "check", "save", "submit", "drafts", "schema", "view"];

function takeGiven(element) {
  const given = PROPERTIES.filter((name) => Object.hasOwn(element, name)).map((name) => [name, element[name]]);
  for (const [name] of given) delete element[name];
  return Object.fromEntries(given);
}

/** A stand-in where there is no document, as when a server renders, so that the module can be imported there. */
const Base = globalThis.HTMLElement ?? class {};

/**
 * `<casegate-intake section="accounts" draft="case-1">`: one section of the intake, drawn from its schema.
 *
 * The host sets the properties it needs: `view` (the answers so far), `texts`, `schema`,
 * `check`, `save`, `submit`, `drafts`.
 */
export class CasegateIntake extends Base {
  static formAssociated = true;
  static observedAttributes = ["section", "draft"];
  /** The library's rules, if they are in the page: `load()`, `sections()` and `checkSection()`. */
  static rules = null;
  /** The texts by message id for which a host has none of its own. */
  static texts = {};

  /** Registers the element in the page, if there is one. A second call does nothing. */
  static define() {
    if (globalThis.customElements && !customElements.get("casegate-intake")) customElements.define("casegate-intake", this);
  }

  #given = takeGiven(this);
  #root = this.attachShadow({ mode: "open" });
  #internals = this.attachInternals();
  #schema;
  #view = null;
  #texts = {};
  #submit = null;
  #rows = new Map();
  /** The keeper of the section that is drawn. */
  #keeper;
  /** The keepers of sections that were drawn before. */
  #left = new Set();
  #remembered;
  #turn = 0;
  /** The contents of the status line: a message id, and an instant. */
  #told = [];
  #isDrawing = false;
  #isSending = false;
  /** Whether all problems that prevent submission are shown, and not only the errors in what was typed. */
  #isReviewed = false;
  /** Whether the view was set since the last drawing, so that it belongs to the present attributes. */
  #isViewNew = false;
  #drawing;

  /** Checks entries. By default the library's rules do; a host may use the portal's `checkSection` instead. */
  check = (input) => CasegateIntake.rules?.checkSection(input);
  /** Saves entries, and may return the new view. Without it, they are only kept as drafts. */
  save = null;
  /** Stores drafts. */
  drafts = browserDrafts;

  constructor() {
    super();
    Object.assign(this, this.#given);
  }

  get section() {
    return this.getAttribute("section");
  }

  get texts() {
    return this.#texts;
  }

  /** Sets the host's texts by message id, which take precedence over the element's own. */
  set texts(texts) {
    this.#texts = texts ?? {};
    this.#redraw();
  }

  get submit() {
    return this.#submit;
  }

  /**
   * Sets the function that submits the section. Without it, there is no button, and the form that
   * contains the element submits.
   */
  set submit(submit) {
    const isOther = Boolean(submit) !== Boolean(this.#submit);
    this.#submit = submit;
    if (isOther) this.#redraw();
  }

  get schema() {
    return this.#schema;
  }

  /** Sets the section's schema, as `getSectionForm` returns it. By default it comes from the rules in the page. */
  set schema(schema) {
    this.#schema = schema;
    this.#redraw();
  }

  get view() {
    return this.#view;
  }

  /** Sets the section's answers so far, as `getSection` returns them. */
  set view(view) {
    this.#view = view;
    this.#isViewNew = true;
    this.#redraw();
  }

  /** All entries in the section now. */
  get entries() {
    const places = this.#schema ? placesOf(this.#schema, this.#rows) : [];
    return places.flatMap(([schema, row]) => this.#entry(schema, row) ?? []).filter(({ value }) => value.kind !== "blank");
  }

  get form() {
    return this.#internals.form;
  }

  /** Settles once the section is drawn. */
  get drawn() {
    return this.#drawing;
  }

  /** Whether something that was typed is neither saved nor kept on the device. */
  get unsaved() {
    return this.#keepers().some(({ isLoose }) => isLoose);
  }

  /** Saves now. Settles once everything that can be saved or kept is, and returns whether that is everything. */
  async flush() {
    await Promise.all(this.#keepers().map((keeper) => keeper.act()));
    return !this.unsaved;
  }

  /** Enters entries as if they were typed. */
  fill(entries) {
    for (const entry of entries) this.#keeper?.type(pathOf(entry.field, entry.row), entry);
    this.#redraw();
  }

  /** Adds an empty row to a list and moves the focus to it. Does nothing if the list is full. */
  addRow(list) {
    this.#root.querySelector(`[data-add="${CSS.escape(list)}"]`)?.click();
  }

  /** Moves the focus to the first field. */
  focus(options) {
    this.#root.querySelector("[data-path]:enabled")?.focus(options);
  }

  /** Moves the focus to the field at a path. */
  focusField(path) {
    controlAt(this.#root, path)?.focus();
  }

  /** Returns to the answers so far and drops what was typed and is not saved. Settles once no save is running. */
  async reset() {
    this.#rows = new Map();
    this.#isReviewed = false;
    const isOver = this.#keeper?.forget();
    this.#told = [];
    await this.#redraw();
    await isOver;
  }

  connectedCallback() {
    this.#root.addEventListener("input", this.#typed);
    this.#root.addEventListener("change", this.#typed);
    this.#root.addEventListener("focusout", this.#halved);
    for (const event of OUTSIDE) addEventListener(event, this.#outside);
    this.#redraw();
  }

  disconnectedCallback() {
    for (const event of OUTSIDE) removeEventListener(event, this.#outside);
    if (this.#keeper?.changed.size > 0) void this.flush();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    // A case without a name is still the same case when its name is set.
    const isOthers = name === "section" ? this.#view?.section && this.#view.section !== now : before !== null && !this.#isViewNew;
    if (isOthers) this.#view = null;
    this.#leave();
    this.#redraw();
  }

  formResetCallback() {
    this.#drawing = this.reset();
  }

  formStateRestoreCallback(state) {
    this.#remembered = restored(state, this.section, this.getAttribute("draft"));
    this.#redraw();
  }

  formDisabledCallback() {
    this.#restAll();
  }

  #say = (id) => this.texts[id] ?? CasegateIntake.texts[id] ?? id;

  #leave() {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    this.#rows = new Map();
    this.#told = [];
    this.#isReviewed = false;
    // Removes the controls, so that nothing can be typed until the next section is drawn.
    this.#show();
    if (!keeper) return;
    this.#left.add(keeper);
    void keeper.leave();
  }

  /**
   * Replaces what is shown. A control that is removed while it is typed into fires another
   * event, which must be ignored.
   */
  #show(...parts) {
    this.#isDrawing = true;
    this.#root.replaceChildren(...parts);
    this.#isDrawing = false;
  }

  #keepers() {
    for (const keeper of this.#left) if (keeper.changed.size === 0) this.#left.delete(keeper);
    return [...this.#left, ...(this.#keeper ? [this.#keeper] : [])];
  }

  #redraw() {
    if (this.isConnected) this.#drawing = this.#draw();
    return this.#drawing;
  }

  async #draw() {
    const section = this.section;
    const { rules } = CasegateIntake;
    await rules?.load();
    if (rules && this.#schema?.section !== section) this.#schema = rules.sections().find((schema) => schema.section === section);
    if (this.#schema?.section !== section || section !== this.section) return;
    this.#root.adoptedStyleSheets = [styleSheet()];
    this.#arrive(section);
    const focus = holdFocus(this.#root);
    const answers = answersOf(this.#view, this.#keeper.changed);
    const records = recordsOf(this.#schema, this.#view, this.#say);
    this.#rows = rowsOf(this.#schema, new Map([...records, ...answers]), this.#rows);
    const shown = (path) => ({ answer: answers.get(path), record: records.get(path)?.text });
    const paper = new Sheet(this.#schema, this.#rows, { shown, say: this.#say, change: (entry) => this.#change(entry) });
    this.#show(
      (this.#isReviewed && this.#root.querySelector(".summary")) || emptySummary(),
      ...notices(this.#view?.notices ?? [], this.#labelOf),
      ...paper.parts(),
      totals(this.#say),
      foot(this.#say, this.submit && (() => this.#press()), this.#tell()),
    );
    this.#isViewNew = false;
    this.#showStored();
    focus();
    // Not awaited: a check may take a while, and the fields can be used meanwhile.
    void this.#judge().catch(() => {});
  }

  #arrive(section) {
    const draft = this.getAttribute("draft");
    // A redrawn section keeps its keeper, with what is being typed or saved.
    this.#keeper ??= this.#back(section, draft) ?? new Keeper(section, draft, this.#host);
    this.#keeper.begin(this.#schema, this.#remembered);
    this.#remembered = undefined;
  }

  /** Finds the keeper that still holds what was typed into this section and draft before. */
  #back(section, draft) {
    const keeper = [...this.#left].find((one) => one.section === section && one.draft === draft);
    this.#left.delete(keeper);
    return keeper;
  }

  /** The part of this element that keepers use. */
  #host = {
    drafts: () => this.drafts,
    save: () => this.save,
    isThere: () => this.isConnected,
    judge: () => this.#judge(),
    status: (keeper, id, at) => keeper === this.#keeper && this.#status(id, at),
    saved: (keeper, batch, view) => {
      this.#take(keeper, batch, view);
      this.dispatchEvent(new CustomEvent("casegate-saved", { detail: { view }, bubbles: true, composed: true }));
    },
  };

  /** Shows the stored values of the sensitive fields, except where something is being typed. */
  #showStored() {
    const answers = answersOf(this.#view);
    for (const [schema, row] of placesOf(this.#schema, this.#rows)) {
      const path = pathOf(schema.id, row);
      if (schema.sensitive && !this.#keeper.changed.has(path)) showStored(this.#root, path, answers.get(path)?.lastFour, this.#say);
    }
    this.#restAll();
  }

  /** Disables every control, or only those that a ticked box makes irrelevant. */
  #restAll() {
    const isDisabled = this.matches(":disabled");
    for (const control of this.#root.querySelectorAll("input, select, textarea, button")) control.disabled = isDisabled;
    if (isDisabled) return;
    for (const box of this.#root.querySelectorAll("[data-na]:checked, [data-clear]:checked")) rest(this.#root, box.dataset.na ?? box.dataset.clear, box);
  }

  #entry(schema, row) {
    const value = valueOf(this.#root, schema, pathOf(schema.id, row));
    return value && { field: schema.id, ...(row && { row }), value };
  }

  #typed = ({ target }) => {
    if (this.#isDrawing || !this.#keeper) return;
    const { na, clear } = target.dataset ?? {};
    const path = na ?? clear ?? target.dataset?.path;
    const place = path && placesOf(this.#schema, this.#rows).find(([schema, row]) => pathOf(schema.id, row) === path);
    if (!place) return;
    if (na ?? clear) rest(this.#root, path, target);
    const entry = this.#entry(...place);
    if (entry) return this.#change(entry);
    this.#keeper.type(path, undefined);
    this.#remember();
  };

  /** Handles an incomplete date, which fires no change event when it becomes incomplete or stops being so. */
  #halved = ({ target }) => {
    const { path } = target.dataset ?? {};
    if (target.validity?.badInput || this.#keeper?.changed.get(path)?.value.text === HALF) this.#typed({ target });
  };

  #change(entry) {
    this.#keeper.type(pathOf(entry.field, entry.row), entry);
    this.#remember();
    this.dispatchEvent(new CustomEvent("casegate-change", { detail: { entry }, bubbles: true, composed: true }));
  }

  /**
   * Saves when the network is back, when the page is left, and when it is hidden, because it may never be shown again.
   */
  #outside = ({ type }) => {
    if (type !== "visibilitychange" || document.hidden) void this.flush();
  };

  /**
   * The entries to check and to submit: all in the section, and those that were emptied and not yet saved, so that
   * their recipient removes the answers.
   */
  get #outgoing() {
    return [...this.entries, ...[...this.#keeper.changed.values()].filter(({ value }) => value.kind === "blank")];
  }

  /** Checks the section. Shows totals, and errors where something was typed. Returns the problems. */
  async #judge() {
    const [keeper, turn] = [this.#keeper, ++this.#turn];
    if (!keeper) return [];
    const typed = new Map(keeper.changed);
    const input = { section: keeper.section, entries: this.#outgoing };
    this.#remember();
    const { refused, problems, totals } = (await this.check(input)) ?? { refused: [], problems: [], totals: [] };
    for (const { path, code } of refused) keeper.refuse(typed.get(path), code);
    const { refusals } = keeper;
    const others = new Set([...refused, ...problems].map(({ path }) => path));
    const found = [...refused, ...problems, ...refusals.filter(({ path }) => !others.has(path))];
    if (turn !== this.#turn || keeper !== this.#keeper) return found;
    showProblems(this.#root, this.#say, this.#isReviewed ? found : refusals);
    shortenSummary(this.#root, found);
    showTotals(this.#root, this.#say, totals);
    const [first] = found;
    if (first) this.#internals.setValidity({ customError: true }, `${this.#labelOf(first.path)}: ${this.#say(`error-${first.code}`)}`, controlAt(this.#root, first.path));
    else this.#internals.setValidity({});
    return found;
  }

  #labelOf = (path) => {
    const id = path.replace(/\[[^\]]*\]/, "");
    const schema = this.#schema.fields.find((field) => field.id === id);
    return schema ? this.#say(schema.label) : path;
  };

  /**
   * Updates the form's value and the state that the browser restores, which holds what is not saved. A browser may
   * write that state to disk, so it has no sensitive entries.
   */
  #remember() {
    const { section, draft, changed } = this.#keeper;
    const unsaved = { section, draft, entries: this.#keeper.keepable([...changed.values()]) };
    this.#internals.setFormValue(JSON.stringify(this.#outgoing), JSON.stringify(unsaved));
  }

  /** Shows the new view after a save, or makes one from what was saved. Sensitive numbers are removed from the page. */
  #take(keeper, batch, view) {
    if (keeper !== this.#keeper) return;
    this.#view = view ?? amended(this.#view, batch, (entry) => keeper.keepable([entry]).length === 0);
    this.#showStored();
    this.#remember();
  }

  #status(...told) {
    this.#told = told;
    const status = this.#root.querySelector(".status");
    if (status) status.textContent = this.#tell();
  }

  #tell() {
    const [id = this.save ? "autosave-idle" : "", at] = this.#told;
    return [id && this.#say(id), at && timeOfDay(at, this.closest("[lang]")?.lang)].filter(Boolean).join(" ");
  }

  async #press() {
    if (this.#isSending) return;
    const keeper = this.#keeper;
    this.#isSending = true;
    try {
      await this.#send(keeper);
    } catch (error) {
      if (keeper === this.#keeper) this.#refused(error);
    } finally {
      this.#isSending = false;
    }
  }

  #refused({ code, field } = {}) {
    const id = `error-${code}`;
    if (field && controlAt(this.#root, field)) showSummary(this.#root, this.#say, this.#labelOf, [{ path: field, code }]);
    else this.#status(this.#say(id) === id ? "intake-failed" : id);
  }

  /** Submits what `keeper` holds. Does nothing if another section or case was drawn meanwhile. */
  async #send(keeper) {
    await this.flush();
    if (keeper !== this.#keeper || !(await this.review())) return;
    const typed = new Map(keeper.changed);
    const view = await this.submit({ section: keeper.section, entries: this.#outgoing, version: this.#view?.version });
    if (view?.ok === false) throw view;
    keeper.settle(typed);
    this.#take(keeper, typed, Array.isArray(view?.answers) ? view : undefined);
    if (keeper === this.#keeper) {
      this.#isReviewed = false;
      this.#status("intake-sent-now");
    }
    this.dispatchEvent(new CustomEvent("casegate-submitted", { detail: { view }, bubbles: true, composed: true }));
  }

  /** Shows all problems that prevent submission and moves the focus to them. Returns whether there are none. */
  async review() {
    const keeper = this.#keeper;
    this.#isReviewed = Boolean(keeper);
    const problems = await this.#judge();
    if (!keeper || keeper !== this.#keeper) return false;
    if (problems.length > 0) showSummary(this.#root, this.#say, this.#labelOf, problems);
    else this.#root.querySelector(".summary").hidden = true;
    return problems.length === 0;
  }
}
