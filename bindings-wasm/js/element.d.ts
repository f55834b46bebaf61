import type { CheckSection, Entry, Section, SectionCheck, SectionSchema, SectionView } from "./types.js";

/** The entries that a host's functions receive. */
export interface IntakeEntries {
  readonly section: Section;
  readonly entries: ReadonlyArray<Entry>;
}

/** A storage for drafts. Sensitive entries are never passed to it. */
export interface Drafts {
  get(key: string): ReadonlyArray<Entry> | null;
  set(key: string, entries: ReadonlyArray<Entry>): void;
  remove(key: string): void;
}

/**
 * `<casegate-intake section="accounts" draft="case-1">`: one section of the intake with labels, hints, errors, running totals
 * and autosave. It works by keyboard, with screen readers, and without a network.
 *
 * It is a form control: its value is the entries as JSON, and it is valid when the section could be submitted.
 * It is styled by `--casegate-accent`, `--casegate-on-accent`, `--casegate-text`, `--casegate-quiet`, `--casegate-error`,
 * `--casegate-line`, `--casegate-soft`, `--casegate-wash`, `--casegate-field`, `--casegate-radius`, `--casegate-button-radius`,
 * `--casegate-gap`, `--casegate-font`, `--casegate-title-font`; and by its parts: `group`, `list`, `row`, `field`, `add`, `remove`,
 * `notice`, `totals`, `summary`, `foot`, `status`, `submit`.
 *
 * Entries are saved half a second after the last key. An entry that cannot be saved as it is stays in its field and is marked,
 * and the others are saved. A failed save is repeated, after 3 seconds at first and then after longer and longer delays.
 *
 * Events: `casegate-change`, `casegate-saved`, `casegate-submitted`.
 */
export declare class CasegateIntake extends HTMLElement {
  /** The section's name, from the attribute. */
  readonly section: Section | null;
  /** The section's schema, as `getSectionForm` returns it. By default it comes from the rules in the page. */
  schema: SectionSchema | undefined;
  /**
   * The section's answers so far, as `getSection` returns them. They are dropped when the attributes change
   * to another section or draft.
   */
  view: SectionView | null;
  /** The host's texts by message id, such as `casegate/texts/es`. They take precedence over the built-in English. */
  texts: Readonly<Record<string, string>>;
  /** Checks entries. By default the rules in the page do. */
  check: (input: CheckSection) => SectionCheck | undefined | Promise<SectionCheck | undefined>;
  /**
   * Saves what changed, and may return the new view. Without it, entries are only kept as drafts. What was
   * typed before the attributes changed is saved after the change, so the function receives the section and
   * the draft that it belongs to.
   *
   * An error whose `kind` is `invalid` and whose `field` is a path marks that field. After `denied`, which says that
   * the visit is over, nothing is saved again before `flush`. After any other error the save is repeated.
   */
  save: ((input: IntakeEntries, belongs: { readonly draft: string | null }) => Promise<unknown>) | null;
  /** Submits the section. Without it, there is no button. */
  submit: ((input: IntakeEntries & { readonly version: number | undefined }) => Promise<unknown>) | null;
  /** Stores drafts, by default in the browser's storage. Drafts need the attribute `draft`. */
  drafts: Drafts;
  /**
   * All entries in the section now. Those that are checked, submitted and in the form's value also
   * include fields that were emptied.
   */
  readonly entries: ReadonlyArray<Entry>;
  /** The form that contains the element. */
  readonly form: HTMLFormElement | null;
  /** Settles once the section is drawn. */
  readonly drawn: Promise<void> | undefined;
  /** Whether something that was typed is neither saved nor kept on the device. */
  readonly unsaved: boolean;
  /** Saves now. Settles once everything that can be saved or kept is, and returns whether that is everything. */
  flush(): Promise<boolean>;
  /** Enters entries as if they were typed. The section must be drawn. */
  fill(entries: ReadonlyArray<Entry>): void;
  /** Returns to the answers so far and drops what was typed and is not saved. Settles once no save is running. */
  reset(): Promise<void>;
  /** Shows all problems that prevent submission and moves the focus to them. Returns whether there are none. */
  review(): Promise<boolean>;
  /** Adds an empty row to a list, such as `bank`, and moves the focus to it. Does nothing if the list is full. */
  addRow(list: string): void;
  /** Moves the focus to the field at a path, such as `bank[r1].institution`. */
  focusField(path: string): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "casegate-intake": CasegateIntake;
  }
}
