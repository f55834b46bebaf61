/** The texts by message id. `{ $value }` in a text is replaced by a value. */
export declare const texts: Readonly<Record<string, string>>;
export default texts;
