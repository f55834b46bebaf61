/**
 * A link or a session's credential. It can be revealed once. It cannot be printed, serialized,
 * cloned or compared by its text.
 */
export declare class Secret {
  #private;
  private constructor();
  /** Returns the text. A second call throws. */
  reveal(): string;
}
