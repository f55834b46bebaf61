/** What the library's message ids say. */
export declare const texts: Readonly<Record<string, string>>;
export default texts;
