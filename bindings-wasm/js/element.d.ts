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
 * `--casegate-line`, `--casegate-soft`, `--casegate-field`, `--casegate-radius`, `--casegate-gap`, `--casegate-font`.
 *
 * Events: `casegate-change`, `casegate-saved`, `casegate-submitted`.
 */
export declare class CasegateIntake extends HTMLElement {
  /** The section's name, from the attribute. */
  readonly section: Section | null;
  /** The section's schema, as `getSectionForm` answers it; the module's own unless set. */
  schema: SectionSchema | undefined;
  /** The section's answers so far, as `getSection` answers them. */
  view: SectionView | null;
  /** What message ids say, before the built-in English. */
  texts: Readonly<Record<string, string>>;
  /** Checks entries; by the module itself unless set. */
  check: (input: CheckSection) => SectionCheck | Promise<SectionCheck>;
  /** Saves what changed, and may answer the new view; without it, entries are kept as drafts alone. */
  save: ((input: IntakeEntries) => Promise<SectionView | void>) | null;
  /** Submits the section; without it, there is no button. */
  submit: ((input: IntakeEntries & { readonly version: number | undefined }) => Promise<SectionView | void>) | null;
  /** Where drafts are kept; the browser's storage unless set. They need the attribute `draft`. */
  drafts: Drafts;
  /** Everything that stands in the section now. */
  readonly entries: ReadonlyArray<Entry>;
  /** The form around it. */
  readonly form: HTMLFormElement | null;
  /** Settles once the section is drawn. */
  readonly drawn: Promise<void> | undefined;
  /** Settles once everything that was typed is saved or kept. */
  flush(): Promise<void>;
}

declare global {
  interface HTMLElementTagNameMap {
    "casegate-intake": CasegateIntake;
  }
}
