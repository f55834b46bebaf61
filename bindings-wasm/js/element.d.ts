import type { CheckSection, Entry, Section, SectionCheck, SectionSchema, SectionView } from "./types.js";

/** What a host's functions are given. */
export interface IntakeEntries {
  readonly section: Section;
  readonly entries: ReadonlyArray<Entry>;
}

/** Where drafts are kept. Sensitive entries are never among them. */
export interface Drafts {
  get(key: string): ReadonlyArray<Entry> | null;
  set(key: string, entries: ReadonlyArray<Entry>): void;
  remove(key: string): void;
}

/**
 * `<casegate-intake section="accounts" draft="case-1">`: one section of the intake with labels, hints, errors, running totals
 * and autosave, by keyboard and screen reader too, and without a network.
 *
 * It is a form's control: its value is the entries as JSON, and it is valid when the section could be submitted.
 * Themed by `--casegate-accent`, `--casegate-on-accent`, `--casegate-text`, `--casegate-quiet`, `--casegate-error`,
 * `--casegate-line`, `--casegate-soft`, `--casegate-wash`, `--casegate-field`, `--casegate-radius`, `--casegate-button-radius`,
 * `--casegate-gap`, `--casegate-font`, `--casegate-title-font`; and by its parts: `group`, `list`, `row`, `field`, `add`, `remove`,
 * `notice`, `totals`, `summary`, `foot`, `status`, `submit`.
 *
 * What is typed is saved half a second after the last key. What cannot be saved as it is stays in its field, marked, and the rest
 * is saved; what did not arrive is tried again, after 3 seconds and then less and less often.
 *
 * Events: `casegate-change`, `casegate-saved`, `casegate-submitted`.
 */
export declare class CasegateIntake extends HTMLElement {
  /** The section's name, from the attribute. */
  readonly section: Section | null;
  /** The section's schema, as `getSectionForm` answers it; by the rules in the page unless set. */
  schema: SectionSchema | undefined;
  /** The section's answers so far, as `getSection` answers them. Those of another section or draft are forgotten with its attribute. */
  view: SectionView | null;
  /** What message ids say, before the built-in English: `casegate/texts/es`, or a host's own. */
  texts: Readonly<Record<string, string>>;
  /** Checks entries; by the rules in the page unless set. */
  check: (input: CheckSection) => SectionCheck | undefined | Promise<SectionCheck | undefined>;
  /**
   * Saves what changed, and may answer the new view; without it, entries are kept as drafts alone. What was typed before the
   * attributes changed is saved after it: the section and the draft that it belongs to are told.
   *
   * An error whose `kind` is `invalid` and whose `field` is a path marks that field; `denied` says that the visit is over, and is
   * not tried again before `flush`; anything else is.
   */
  save: ((input: IntakeEntries, belongs: { readonly draft: string | null }) => Promise<unknown>) | null;
  /** Submits the section; without it, there is no button. */
  submit: ((input: IntakeEntries & { readonly version: number | undefined }) => Promise<unknown>) | null;
  /** Where drafts are kept; the browser's storage unless set. They need the attribute `draft`. */
  drafts: Drafts;
  /** Everything that stands in the section now; what is checked, submitted and the form's value has besides what was emptied. */
  readonly entries: ReadonlyArray<Entry>;
  /** The form around it. */
  readonly form: HTMLFormElement | null;
  /** Settles once the section is drawn. */
  readonly drawn: Promise<void> | undefined;
  /** Whether something that was typed is neither saved nor kept on the device. */
  readonly unsaved: boolean;
  /** Settles once everything that can be saved or kept is; whether that is everything. */
  flush(): Promise<boolean>;
  /** Takes entries as if they were typed; the section must be drawn. */
  fill(entries: ReadonlyArray<Entry>): void;
  /** Back to the answers so far: forgets what was typed and is not saved. Settles once no save is on its way. */
  reset(): Promise<void>;
  /** Shows everything that keeps the section from being submitted, and begins to read it out; whether there is nothing. */
  review(): Promise<boolean>;
  /** Adds an empty row to a list, such as `bank`, where there is room for one, and gives it the focus. */
  addRow(list: string): void;
  /** Gives the focus to the field at a path, such as `bank[r1].institution`. */
  focusField(path: string): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "casegate-intake": CasegateIntake;
  }
}
