// Copies the text of the element that `data-copy` names. The button is hidden until scripts run.
const state = document.getElementById("copy-state");
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  source.addEventListener("focus", () => source.select());
  button.addEventListener("click", async () => {
    let done = true;
    try {
      await navigator.clipboard.writeText(source.value);
    } catch {
      done = false;
      source.focus();
    }
    state.textContent = done ? button.dataset.done : button.dataset.failed;
    state.className = done ? "save-state is-ok" : "save-state is-bad";
  });
}
