/** The style of the intake. Hosts set its variables, or style the parts. */
const style = `
:host {
  display: block;
  font: var(--casegate-font, 1rem/1.5 system-ui, sans-serif);
  color: var(--casegate-text, #1d2733);
  --_accent: var(--casegate-accent, #14509e);
  --_error: var(--casegate-error, #a3161f);
  --_line: var(--casegate-line, #6b7785);
  --_soft: var(--casegate-soft, #f3f5f8);
  --_quiet: var(--casegate-quiet, #4a5663);
  --_radius: var(--casegate-radius, 0.4rem);
  --_gap: var(--casegate-gap, 1.25rem);
  --_between: calc(var(--_gap) * 1.1);
}
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
h2, p, dl, dd { margin: 0; }
h2 { font-size: 1.06em; line-height: 1.35; }
fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
legend { max-width: 100%; padding: 0; }
.part { margin-bottom: calc(var(--_gap) * 1.2); }
.part > legend { float: inline-start; width: 100%; font-family: var(--casegate-title-font, inherit); font-weight: 600; font-size: 1.25em; line-height: 1.3; margin-bottom: 0.9rem; }
:is(.part, .row) > :not(legend) { clear: both; }
.rows { display: grid; gap: var(--_gap); }
.rows:empty { display: none; }
.row { border: 1px solid var(--_line); border-radius: var(--_radius); padding: var(--_gap); background: var(--_soft); }
.row > legend { float: inline-start; width: 100%; font-weight: 700; margin-bottom: 0.9rem; }
.remove, [data-add] { margin-top: var(--_gap); }
.fields { display: grid; gap: var(--_between); grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); align-items: end; }
.field { min-width: 0; overflow-wrap: anywhere; }
.field.wide { grid-column: 1 / -1; }
@supports (grid-template-rows: subgrid) {
  .fields { row-gap: 0; align-items: stretch; margin-bottom: calc(-1 * var(--_between)); }
  .field { display: grid; grid-row: span 3; grid-template-rows: subgrid; align-items: start; margin-bottom: var(--_between); }
  .field > :is(.over, fieldset) { align-self: end; }
  .field > fieldset { grid-row: 1 / -1; }
}
.field.wrong { padding-inline-start: 0.9rem; border-inline-start: 0.25rem solid var(--_error); }
label, .label, .field legend { display: block; font-weight: 600; line-height: 1.35; }
.optional { font-weight: 400; font-size: 0.88em; color: var(--_quiet); }
.hint, .mask { color: var(--_quiet); font-size: 0.92em; margin-top: 0.15rem; }
.error { color: var(--_error); font-size: 0.95em; font-weight: 600; margin-top: 0.3rem; }
.error:empty, .hint:empty { display: none; }
input:not([type=checkbox], [type=radio]), select, textarea {
  font: inherit; line-height: 1.4; color: inherit; background: var(--casegate-field, #fff); width: 100%; margin-top: 0.4rem;
  padding: 0.6rem 0.85rem; border: 1.5px solid var(--_line); border-radius: var(--_radius); min-height: 3rem;
}
textarea { resize: vertical; min-height: 6rem; }
:disabled { opacity: 0.6; cursor: not-allowed; }
::placeholder { color: var(--_quiet); opacity: 1; }
[aria-invalid=true] { border-color: var(--_error) !important; border-width: 2px !important; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.amount { display: flex; align-items: center; gap: 0.6rem; position: relative; }
.amount input:not([type=checkbox]) { padding-inline-start: 1.9rem; text-align: end; font-variant-numeric: tabular-nums; }
.unit { position: absolute; inset-inline-start: 0.85rem; margin-top: 0.4rem; color: var(--_quiet); pointer-events: none; }
.period { flex: none; margin-top: 0.4rem; color: var(--_quiet); font-size: 0.95em; }
output { display: block; margin-top: 0.4rem; font-weight: 600; font-variant-numeric: tabular-nums; }
.choices { display: flex; flex-wrap: wrap; gap: 0.55rem; margin-top: 0.5rem; }
.choice, .tick { display: inline-flex; gap: 0.65rem; align-items: center; font-weight: 400; min-height: 2.75rem; cursor: pointer; }
.choice { max-width: 100%; padding: 0.35rem 1.05rem 0.35rem 0.8rem; border: 1.5px solid var(--_line); border-radius: 999px; background: var(--casegate-field, #fff); }
.choice:has(:checked) { border-color: var(--_accent); background: var(--casegate-wash, transparent); box-shadow: inset 0 0 0 1px var(--_accent); }
.choice:has(:focus-visible) { outline: 3px solid var(--_accent); outline-offset: 2px; }
.choice input:focus-visible { outline: none; }
.tick { font-size: 0.95em; }
:is(.choice, .tick) input { width: 1.35rem; height: 1.35rem; margin: 0; flex: none; accent-color: var(--_accent); }
button {
  font: inherit; font-weight: 600; line-height: 1.25; min-height: 2.75rem; padding: 0.4rem 1.1rem; cursor: pointer;
  border: 1.5px solid var(--_line); border-radius: var(--casegate-button-radius, var(--_radius)); background: transparent; color: var(--_accent);
}
button:hover { border-color: var(--_accent); background: var(--casegate-wash, transparent); }
button.primary { background: var(--_accent); border-color: var(--_accent); color: var(--casegate-on-accent, #fff); }
.totals { background: var(--_soft); border-radius: var(--_radius); padding: var(--_gap); margin: 0 0 var(--_gap); }
.totals dl { display: grid; gap: 0.35rem; margin-top: 0.7rem; }
.totals dl > div { display: flex; justify-content: space-between; gap: 1.5rem; }
.totals dd { font-variant-numeric: tabular-nums; font-weight: 600; }
.totals dl > div:last-child { padding-top: 0.6rem; margin-top: 0.3rem; border-top: 2px solid currentColor; font-weight: 700; font-size: 1.08em; }
.summary { border: 2px solid var(--_error); border-radius: var(--_radius); padding: var(--_gap); margin-bottom: var(--_gap); }
.summary ul { margin: 0.5rem 0 0; padding-inline-start: 1.2rem; }
.summary a { color: var(--_error); }
.notice { border-inline-start: 4px solid var(--_accent); padding: 0.25rem 0.75rem; margin: 0 0 var(--_gap); background: var(--_soft); }
.foot { display: flex; flex-wrap: wrap; gap: var(--_gap); align-items: center; }
.status { color: var(--_quiet); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
@media (forced-colors: active) { .choice:has(:checked) { outline: 2px solid; } }
`;

let sheet;

/** Returns the style sheet, which all elements share. */
export function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
  }
  return sheet;
}
