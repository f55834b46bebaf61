import "../../../js/element.js";

await customElements.whenDefined("casegate-intake");
const element = document.querySelector("casegate-intake");
await element.drawn;
Object.assign(globalThis, { element, ready: true });
