import type { ChainReport, CheckSection, FinancialSummary, Money, SectionCheck, SectionSchema } from "./types.js";

export * from "./errors.js";
export type * from "./types.js";

/** Loads the module. Everything else here requires it. A second call does nothing. */
export declare function load(): Promise<void>;

/** Returns a credential's kind and its public half, which may be logged, or nothing for any other text. */
export declare function parseToken(text: string): { readonly kind: "invite" | "session"; readonly selector: string } | null;

/** Returns the code from a pasted link with the damage of pasting repaired, or nothing if it holds no intact code. */
export declare function repairLink(pasted: string): string | undefined;

/** Returns every intact credential in a text: its kind, and where it starts and ends. */
export declare function scan(text: string): ReadonlyArray<{
  readonly kind: "invite" | "session";
  readonly start: number;
  readonly end: number;
}>;

/** Returns the fields of every section, in order. */
export declare function sections(): ReadonlyArray<SectionSchema>;

/**
 * Checks entries as the only answers to their section, and returns the errors, what is missing, and the running totals.
 */
export declare function checkSection(input: CheckSection): SectionCheck;

/** Returns income, expenses and equity for the entries of several sections. Unreadable entries are ignored. */
export declare function summarize(sections: ReadonlyArray<CheckSection>): FinancialSummary;

/** A copy of an audit chain. */
export interface AuditReceipt {
  /** The owner of the chain: a case's id, or a firm's for what happened outside its cases. */
  readonly of: string;
  /** The stored texts of the links, byte for byte, from the first on. */
  readonly links: ReadonlyArray<string>;
  /** The hash of the last link, as it was noted elsewhere. */
  readonly head?: string | null | undefined;
}

/** Verifies a copy of an audit chain without its store or a key. */
export declare function verifyAudit(receipt: AuditReceipt): { readonly chain: ChainReport; readonly head: string };

/** The interval at which wages are paid. */
export type PayFrequency = "weekly" | "biweekly" | "semimonthly" | "monthly";

/** Reads an amount in the form in which people type it, such as `$1,234.50`. */
export declare function parseAmount(text: string): Money;
/** Writes an amount in the form in which people read it. */
export declare function formatAmount(amount: Money): string;
/** Converts an amount per pay period to an amount per month. */
export declare function toMonthly(amount: Money, frequency: PayFrequency): Money;
/** Returns a value less the amount owed on it. */
export declare function equity(value: Money, owed: Money): Money;
/** Returns income less expenses. */
export declare function netDisposableIncome(income: Money, expenses: Money): Money;
