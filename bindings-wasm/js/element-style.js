/** The look of the intake; hosts set the variables, or style the parts. */
export const style = `
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
  --_gap: var(--casegate-gap, 1rem);
}
:host([hidden]) { display: none; }
h2, h3, p { margin: 0; }
fieldset { border: 0; margin: 0 0 calc(var(--_gap) * 1.5); padding: 0; min-width: 0; }
legend { max-width: 100%; font-weight: 600; font-size: 1.1em; padding: 0; margin-bottom: 0.5rem; }
.row { border: 1px solid var(--_line); border-radius: var(--_radius); padding: var(--_gap); margin-bottom: var(--_gap); background: var(--_soft); }
.row > legend { float: inline-start; width: 100%; }
.row > legend + * { clear: both; }
.fields { display: grid; gap: var(--_gap); grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr)); clear: both; }
.field { min-width: 0; overflow-wrap: anywhere; }
.field.wide { grid-column: 1 / -1; }
label, .label { display: block; font-weight: 500; }
.hint, .mask { color: var(--_quiet); font-size: 0.9em; }
.error { color: var(--_error); font-size: 0.9em; }
.error:empty, .hint:empty { display: none; }
input:not([type=checkbox], [type=radio]), select, textarea {
  font: inherit; color: inherit; background: var(--casegate-field, #fff); width: 100%; box-sizing: border-box;
  padding: 0.5rem 0.6rem; border: 1px solid var(--_line); border-radius: var(--_radius); min-height: 2.75rem;
}
[aria-invalid=true] { border-color: var(--_error) !important; border-width: 2px !important; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.choice { display: flex; gap: 0.5rem; align-items: center; font-weight: 400; min-height: 2.75rem; }
.choice input { width: 1.2rem; height: 1.2rem; margin: 0; flex: none; accent-color: var(--_accent); }
button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0.4rem 1rem; cursor: pointer;
  border: 1px solid var(--_accent); border-radius: var(--_radius); background: transparent; color: var(--_accent);
}
button.primary { background: var(--_accent); color: var(--casegate-on-accent, #fff); }
button:disabled { opacity: 0.6; cursor: default; }
.totals { background: var(--_soft); border-radius: var(--_radius); padding: var(--_gap); margin: 0 0 var(--_gap); display: grid; grid-template-columns: 1fr auto; gap: 0.25rem 1rem; }
.totals dd { margin: 0; font-variant-numeric: tabular-nums; text-align: end; font-weight: 600; }
.summary { border: 2px solid var(--_error); border-radius: var(--_radius); padding: var(--_gap); margin-bottom: var(--_gap); }
.summary ul { margin: 0.5rem 0 0; padding-inline-start: 1.2rem; }
.summary a { color: var(--_error); }
.notice { border-inline-start: 4px solid var(--_accent); padding: 0.25rem 0.75rem; margin: 0.25rem 0; background: var(--_soft); }
.foot { display: flex; flex-wrap: wrap; gap: var(--_gap); align-items: center; }
.status { color: var(--_quiet); }
.field legend { font-weight: 500; font-size: 1em; margin-bottom: 0; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[hidden] { display: none !important; }
`;

/** What the component itself says; a host's texts go before these. */
export const own = {
  "element-add": "Add another",
  "element-remove": "Remove",
  "element-choose": "Please choose",
  "element-yes": "Yes",
  "element-no": "No",
  "element-not-applicable": "Does not apply",
  "element-optional": "(optional)",
  "element-stored": "On file, ending in",
  "element-totals": "Totals so far",
  "element-submit": "Send to your firm",
  "element-saved": "Saved.",
  "element-kept": "Kept on this device.",
  "element-offline": "Kept on this device. It will be saved when it can be.",
  "element-sent": "Sent.",
  "element-failed": "That did not work. Nothing was lost; please try again.",
  "element-summary": "Please look at these again",
};
