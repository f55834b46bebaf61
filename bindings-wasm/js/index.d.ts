import { DeskOperations, VisitOperations } from "./operations.js";
import type { AuditOrder, AuditPage, ChainReport, DoctorReport, FirmId, OfficeId, Role, Timestamp } from "./types.js";

export * from "./errors.js";
export { CODES, OPERATIONS, ROLES } from "./operations.js";
export { Secret } from "./secret.js";
export type * from "./types.js";

/** 32 secret bytes with a purpose. One key never serves two; rotating means adding a higher number. */
export interface Key {
  /** Sealing sensitive numbers, binding credentials to their rows, or finding sealed numbers again. */
  readonly purpose: "seal" | "token" | "index";
  /** The highest number of a purpose is the current key. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** What a host plugs in. */
export interface PortalOptions {
  /** Tells the time, in milliseconds since 1970 or as a date; asked once before each call, on the page. */
  readonly clock?: (() => number | Date) | undefined;
  /** Without keys, sensitive fields are refused. Keep them apart from the database. */
  readonly keys?: Iterable<Key> | undefined;
  /** Where the portal's pages are: links are made at this address. */
  readonly origin?: string | undefined;
}

export interface OpenOptions extends PortalOptions {
  /** How many milliseconds to wait for another tab to close the portal: none unless told; `Infinity` waits for ever. */
  readonly wait?: number | undefined;
}

export interface ImportOptions extends OpenOptions {
  /** The new portal's name; without one it is in memory. */
  readonly name?: string | undefined;
}

/** A member of a firm's staff, whom the host has authenticated. */
export interface Staff {
  readonly firm: FirmId;
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The offices whose clients and cases they may see; every office if absent. */
  readonly offices?: readonly OfficeId[];
}

/** Where a request came from, for the audit and for throttling. */
export interface Source {
  readonly address?: string | undefined;
  readonly request?: string | undefined;
  readonly device?: string | undefined;
}

/** The rules of a client portal over a store. Staff come in by `desk`, clients by `visitor` and `visit`. */
export declare class Portal {
  #private;
  private constructor();

  /** A portal in memory: it is gone when it is closed. */
  static inMemory(options?: PortalOptions): Promise<Portal>;

  /**
   * A portal on this origin's private files; it is made if there is none. One tab has it at a time: another is refused with
   * `handle_in_use`, or waits.
   */
  static open(name: string, options?: OpenOptions): Promise<Portal>;

  /** A portal with the contents of a database file, however that came to be. A name that is taken is never overwritten. */
  static importDatabase(bytes: Uint8Array, options?: ImportOptions): Promise<Portal>;

  /** The desk. */
  desk(staff: Staff, source?: Source): Desk;

  /** Returns a visit without a session. Only opening a link and reporting a leak are possible. */
  visitor(source?: Source): Visit;

  /** Returns a visit with a session's credential. Every operation verifies it again. */
  visit(session: string, source?: Source): Visit;

  /** Checks that the host is set up as the library's promises require. */
  doctor(): Promise<DoctorReport>;

  /** A page of what happened before it was known whom it concerned. */
  listStoreAudit(page?: {
    readonly order?: AuditOrder | undefined;
    readonly after?: number | undefined;
    readonly limit?: number | undefined;
  }): Promise<AuditPage>;

  /** Whether that record is intact. */
  verifyStoreAudit(): Promise<ChainReport>;

  /** Takes the clock's word for what time it is, although it is far from the last act. */
  acceptClock(): Promise<Timestamp>;

  /** Searches the whole store for damage. */
  check(): Promise<void>;

  /** The store as the bytes of a database file, which any SQLite reads. */
  exportDatabase(): Promise<Uint8Array<ArrayBuffer>>;

  /** Closes the portal and lets go of its files. */
  close(): Promise<void>;
}

/** The desk: the operations of one member of staff in their firm. */
export declare class Desk extends DeskOperations {
  private constructor();
}

/** A visit: the operations of the holder of one session, on the one case of that session. */
export declare class Visit extends VisitOperations {
  private constructor();

  /** The anti-forgery value for the forms of this session's pages; nothing without a well-formed session. */
  csrf(): Promise<string | undefined>;

  /** Whether `presented` is this session's anti-forgery value. */
  csrfMatches(presented: string): Promise<boolean>;
}
