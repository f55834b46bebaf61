import { DeskOperations, HostOperations, VisitOperations } from "./operations.js";
import type { AuditOrder, AuditPage, ChainReport, DoctorReport, FirmId, OfficeId, Role, Timestamp } from "./types.js";

export * from "./errors.js";
export { CODES, OPERATIONS, ROLES } from "./operations.js";
export { Secret } from "./secret.js";
export type * from "./types.js";

/** 32 secret bytes with a purpose. A key must serve only one purpose. To rotate, add a key with a higher number. */
export interface Key {
  /** The purpose: sealing sensitive numbers, binding credentials to their rows, or searching sealed numbers. */
  readonly purpose: "seal" | "token" | "index" | "outbox";
  /** The number. The highest number of a purpose is the current key. */
  readonly number: number;
  readonly bytes: Uint8Array;
}

/** The plug-ins of a host. */
export interface PortalOptions {
  /** Returns the time, as milliseconds since 1970 or a date. It is called on the page, once before each call. */
  readonly clock?: (() => number | Date) | undefined;
  /** The keys. Without them, sensitive fields are refused. Keep them apart from the database. */
  readonly keys?: Iterable<Key> | undefined;
  /** The address of the portal's pages, which links lead to. */
  readonly origin?: string | undefined;
}

export interface OpenOptions extends PortalOptions {
  /** The milliseconds to wait for another tab to close the portal: 0 by default; `Infinity` waits without a limit. */
  readonly wait?: number | undefined;
}

export interface ImportOptions extends OpenOptions {
  /** The new portal's name. Without one, it is in memory. */
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

/** A client portal on one store. Staff use it by `desk`, clients by `visitor` and `visit`, the host itself by `host`. */
export declare class Portal {
  #private;
  private constructor();

  /** Opens a portal in memory. Its data is lost when it is closed. */
  static inMemory(options?: PortalOptions): Promise<Portal>;

  /**
   * Opens a portal on this origin's private files, which are created if they do not exist. Only one tab can have it
   * open: another is refused with `handle_in_use`, or waits.
   */
  static open(name: string, options?: OpenOptions): Promise<Portal>;

  /** Opens a portal with the contents of a database file from any source. An existing portal is never overwritten. */
  static importDatabase(bytes: Uint8Array, options?: ImportOptions): Promise<Portal>;

  /** Returns the desk of a member of staff whom you have authenticated. */
  desk(staff: Staff, source?: Source): Desk;

  /** Returns a visit without a session. Only opening a link and reporting a leak are possible. */
  visitor(source?: Source): Visit;

  /** Returns a visit with a session's credential. Every operation verifies it again. */
  visit(session: string, source?: Source): Visit;

  /** Returns the host's own operations, for all firms: sending messages and running jobs. */
  host(): HostDoor;

  /** Checks that the host is set up as the library's promises require. */
  doctor(): Promise<DoctorReport>;

  /** Returns a page of the store's own audit chain: presented links that were never minted, and acts of the host. */
  listStoreAudit(page?: {
    readonly order?: AuditOrder | undefined;
    readonly after?: number | undefined;
    readonly limit?: number | undefined;
  }): Promise<AuditPage>;

  /** Verifies the store's own audit chain. */
  verifyStoreAudit(): Promise<ChainReport>;

  /** Accepts the clock's time although it is far from the last act, and returns it. The change is audited. */
  acceptClock(): Promise<Timestamp>;

  /** Searches the whole store for damage. Rejects with `store_corrupt` if there is any. */
  check(): Promise<void>;

  /** Returns the store as the bytes of a database file, which any SQLite can read. */
  exportDatabase(): Promise<Uint8Array<ArrayBuffer>>;

  /** Closes the portal and releases its files. */
  close(): Promise<void>;
}

/** The operations of one member of staff in their firm. */
export declare class Desk extends DeskOperations {
  private constructor();
}

/** The operations of the host itself, for all firms. No credential opens it, so do not offer it over a network. */
export declare class HostDoor extends HostOperations {
  private constructor();
}

/** The operations of the holder of one session on that session's case. */
export declare class Visit extends VisitOperations {
  private constructor();

  /** Returns the anti-forgery value for the forms of this session's pages, or nothing without a well-formed session. */
  csrf(): Promise<string | undefined>;

  /** Returns whether `presented` is this session's anti-forgery value. */
  csrfMatches(presented: string): Promise<boolean>;
}
