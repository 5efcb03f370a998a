// "Copy the card" and "Print". Without scripts the same text stands unfolded under the card.

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const words = button.querySelector("[data-done]");
  try {
    await navigator.clipboard.writeText(source.value);
  } catch {
    // No permission, or no https: show the text, marked, so that it can be copied by hand.
    const details = source.closest("details");
    details.open = true;
    details.classList.add("shown");
    source.select();
    return;
  }
  const before = words.textContent;
  words.textContent = words.dataset.done;
  setTimeout(() => { words.textContent = before; }, 4000);
}

document.addEventListener("click", (event) => {
  const copyButton = event.target.closest("[data-copy]");
  if (copyButton) copy(copyButton);
  if (event.target.closest("[data-print]")) window.print();
});
