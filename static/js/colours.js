// A token of tokens.css as the colour it is in this theme, for what draws itself (the graph): colour("--accent") → "rgb(11, 106, 98)".
// The event preferences-changed on the document says that it may be another one now.
export function colour(token) {
  const probe = document.createElement("span");
  probe.hidden = true;
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
