// <select data-picker>: a search instead of a long list (Tom Select). With data-picker-url the options come from there: it is asked
// with ?q= and answers {"results": [{"value", "text", "hint"?}]}. Without JavaScript it is the select it was.
import { onEach } from "./parts.js";

onEach("select[data-picker]", (select) => {
  if (select.tomselect) return;
  // Its label goes to the field that Tom Select makes; the select itself has nothing more to say.
  select.setAttribute("aria-hidden", "true");
  const { pickerUrl: url, placeholder = "" } = select.dataset;
  new window.TomSelect(select, {
    placeholder,
    maxOptions: 50,
    valueField: "value",
    labelField: "text",
    searchField: url ? [] : ["text", "hint"],
    plugins: select.multiple ? ["remove_button"] : [],
    render: { option: line, item: line, no_results: (data, escape) => `<div class="no-results">${escape(select.dataset.none ?? "–")}</div>` },
    ...(url && { load: (text, give) => load(url, text, give), shouldLoad: (text) => text.length > 0, score: () => () => 1 }),
  });
});

function line(option, escape) {
  const hint = option.hint ? ` <small>${escape(option.hint)}</small>` : "";
  return `<div>${escape(option.text)}${hint}</div>`;
}

async function load(url, text, give) {
  const address = new URL(url, window.location.href);
  address.searchParams.set("q", text);
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  give(answer.ok ? (await answer.json()).results : []);
}
