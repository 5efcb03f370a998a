// The look-up while typing. htmx fetches the answer; this file knows the keyboard, the chips and the screen reader.
// Without it the form posts and the answer is a page.

const form = document.querySelector("[data-lookup]");
const field = form.querySelector("[name=q]");
const answer = document.getElementById("svar");
const status = document.getElementById("svar-status");

function ask(query) {
  field.value = query;
  form.dispatchEvent(new CustomEvent("lookup"));
}

function links() {
  return [...answer.querySelectorAll("a[href]")].filter((link) => !link.closest(".chips, .search-help") && link.offsetParent);
}

function move(step) {
  const all = links();
  const here = all.indexOf(document.activeElement);
  if (here + step < 0) return field.focus();
  all[Math.min(here + step, all.length - 1)]?.focus();
}

answer.addEventListener("htmx:afterSwap", () => {
  const shown = answer.querySelector("[data-answer]");
  if (!shown) return;
  status.textContent = shown.dataset.status.trim();
  // Something like a CPR number was taken out: take it out of the box as well.
  if (shown.querySelector("[data-private]")) field.value = shown.dataset.query;
});

answer.addEventListener("click", (event) => {
  const link = event.target.closest("[data-lookup-query]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  ask(link.dataset.lookupQuery);
  field.focus();
});

form.addEventListener("submit", () => {
  // On a phone the keyboard hides the answer.
  if (matchMedia("(pointer: coarse)").matches) field.blur();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const active = document.activeElement;
  const isInside = active === field || answer.contains(active);
  const isTyping = active.matches("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    field.focus();
    field.select();
  } else if (event.key === "Escape" && isInside) {
    event.preventDefault();
    ask("");
    field.focus();
  } else if (isInside && !active.matches("textarea") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    if (active === field && event.key === "ArrowUp") return;
    event.preventDefault();
    move(event.key === "ArrowDown" ? 1 : -1);
  }
});

// On wide screens the cursor already stands in the box; on a phone the keyboard would hide the page.
if (matchMedia("(pointer: fine)").matches) field.focus({ preventScroll: true });
