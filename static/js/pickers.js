// <select data-picker="organizations">: a search instead of a long list (Tom Select), of the records that the person may see, as the API
// lists them. data-picker-url names another place to ask, with ?q=, that answers {"results": [{"value", "text", "hint"?}]}.
// data-picker="" searches the options that are there. Without JavaScript it is the select it was.
import { onEach } from "./parts.js";

const API = "/api/v2/";
const LIMIT = 20;

onEach("select[data-picker]", (select) => {
  if (select.tomselect) return;
  // Its label goes to the field that Tom Select makes; the select itself has nothing more to say.
  select.setAttribute("aria-hidden", "true");
  const { picker: resource, pickerUrl: url, placeholder = "" } = select.dataset;
  const ask = url ? (text) => asked(url, { q: text }).then((answer) => answer.results) : resource ? (text) => records(resource, text) : null;
  new window.TomSelect(select, {
    placeholder,
    maxOptions: 50,
    valueField: "value",
    labelField: "text",
    openOnFocus: !ask, // there is nothing to choose from before something is typed
    searchField: ask ? [] : ["text", "hint"],
    plugins: select.multiple ? ["remove_button"] : [],
    render: { option: line, item: line, no_results: (data, escape) => `<div class="no-results">${escape(select.dataset.none ?? "–")}</div>` },
    ...(ask && { load: (text, give) => ask(text).then(give, () => give()), shouldLoad: (text) => text.length > 0, score: () => () => 1 }),
  });
});

function line(option, escape) {
  const hint = option.hint ? ` <small>${escape(option.hint)}</small>` : "";
  return `<div>${escape(option.text)}${hint}</div>`;
}

async function records(resource, text) {
  const { data } = await asked(API + resource, { q: text, limit: LIMIT });
  return data.map((record) => ({ value: String(record.id), text: nameOf(record), hint: hintOf(record) }));
}

const nameOf = (record) => record.name ?? ([record.firstName, record.lastName].filter(Boolean).join(" ") || record.email);
const hintOf = (record) => record.externalId ?? record.reference ?? record.email ?? record.country ?? "";

async function asked(address, query) {
  const url = new URL(address, window.location.href);
  Object.entries(query).forEach(([name, value]) => url.searchParams.set(name, value));
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${url.pathname} answers ${answer.status}`);
  return answer.json();
}
