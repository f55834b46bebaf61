import type { ChainReport, CheckSection, FinancialSummary, Money, SectionCheck, SectionSchema } from "./types.js";

export * from "./errors.js";
export type * from "./types.js";

/** Loads the module; once is enough, and everything else needs it. */
export declare function load(): Promise<void>;

/** What a credential opens, and its public half, which may stand in a log; nothing for any other text. */
export declare function parseToken(text: string): { readonly kind: "invite" | "session"; readonly selector: string } | null;

/** The code in a link as a person pasted it, mended; nothing if no intact one is in it. */
export declare function repairLink(pasted: string): string | undefined;

/** Every intact credential in a text: what it opens, and where it stands. */
export declare function scan(text: string): ReadonlyArray<{
  readonly kind: "invite" | "session";
  readonly start: number;
  readonly end: number;
}>;

/** The fields of every section, in order. */
export declare function sections(): ReadonlyArray<SectionSchema>;

/** Checks entries where they are all that was answered: what is refused, what is missing, and the running totals. */
export declare function checkSection(input: CheckSection): SectionCheck;

/** Income, expenses and equity by the entries of several sections; what cannot be read is left aside. */
export declare function summarize(sections: ReadonlyArray<CheckSection>): FinancialSummary;

/** A copy of a chain of the audit. */
export interface AuditReceipt {
  /** Whose record it is: a case's id, or a firm's for what happened outside its cases. */
  readonly of: string;
  /** The links' stored texts, byte for byte, from the first on. */
  readonly links: ReadonlyArray<string>;
  /** The hash of the last link as it was noted elsewhere. */
  readonly head?: string | null | undefined;
}

/** Verifies a copy of an audit chain without its store or a key. */
export declare function verifyAudit(receipt: AuditReceipt): { readonly chain: ChainReport; readonly head: string };

/** How often wages are paid. */
export type PayFrequency = "weekly" | "biweekly" | "semimonthly" | "monthly";

/** Reads an amount as a person types it: `$1,234.50`. */
export declare function parseAmount(text: string): Money;
/** An amount as people read it. */
export declare function formatAmount(amount: Money): string;
/** An amount per pay period as one per month. */
export declare function toMonthly(amount: Money, frequency: PayFrequency): Money;
/** What is left of a value after what is owed on it. */
export declare function equity(value: Money, owed: Money): Money;
/** What is left of an income after expenses. */
export declare function netDisposableIncome(income: Money, expenses: Money): Money;
