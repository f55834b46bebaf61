/**
 * A link or a session's credential. It can be revealed once; whatever else is done with it shows nothing: it does not print,
 * serialize, clone or compare by its text.
 */
export declare class Secret {
  #private;
  private constructor();
  /** Gives the text up, once. */
  reveal(): string;
}
