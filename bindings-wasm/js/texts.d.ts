/** What the library's message ids say; `{ $value }` in a text is the place of a value. */
export declare const texts: Readonly<Record<string, string>>;
export default texts;
