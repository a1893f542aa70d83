// A click anywhere in a row follows its .row-link; links, buttons and boxes of the row keep their own clicks, marked text its marking.
document.addEventListener("click", (event) => {
  const row = event.target.closest(".data-table tbody tr");
  if (!row || event.defaultPrevented || event.target.closest("a, button, input, label, select, summary")) return;
  if (String(window.getSelection())) return;
  row.querySelector(".row-link")?.dispatchEvent(new MouseEvent("click", { bubbles: true, ctrlKey: event.ctrlKey, metaKey: event.metaKey, cancelable: true }));
});
