const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
if (IS_MAC) document.querySelectorAll(".top-search kbd").forEach((hint) => (hint.textContent = "⌘K"));

// Ctrl+K, on a Mac ⌘K, goes to the field that asks for it: data-shortcut="k".
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const field = document.querySelector(`[data-shortcut="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});
