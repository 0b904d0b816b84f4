/** The ledger: a live table of every update and call, newest first, with filters and details. */
import { get } from "./api.js";
import { clear, h } from "./dom.js";
import { follow } from "./live.js";

const KEPT = 1000;
const SIGNS = { update: "↓", call: "↑", delivery: "⇅" };
const form = document.getElementById("filters");
const lines = document.getElementById("lines");
const methods = new Set();
let stop = () => {};

function row(entry) {
  const cells = [String(entry.number), time(entry.at), kind(entry.kind), entry.method, entry.chat ?? "", status(entry)];
  const details = h("details", { ontoggle: (event) => unfold(event.currentTarget, entry) }, h("summary", {}, h("bdi", {}, entry.gist || "…")));
  return h("tr", { data: { number: entry.number } }, cells.map((cell) => h("td", {}, cell)), h("td", { class: "what" }, details));
}

const kind = (name) => h("span", { class: `kind ${name}` }, `${SIGNS[name]} ${name}`);
/** An update has no status of its own; a call without one was cut off. */
function status({ kind: what, status: code }) {
  if (what === "update") return "";
  return h("span", { class: code >= 400 || !code ? "bad" : "good" }, code ? String(code) : "cut");
}

function time(at) {
  const date = new Date(at * 1000);
  return `${date.toLocaleTimeString("en-GB")}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

async function unfold(details, entry) {
  if (!details.open || details.querySelector("pre")) return;
  const { request, answer } = await get(`/api/ledger/${entry.number}`);
  const block = (title, value) => h("div", {}, h("h2", {}, title), h("pre", { dir: "ltr", tabindex: "0" }, JSON.stringify(value, null, 2)));
  const told = entry.kind === "update" ? [block("Update", request)] : [block("Request", request), block("Answer", answer)];
  details.append(h("div", { class: "both" }, told));
}

function add(entries) {
  entries.forEach((entry) => knowMethod(entry.method));
  lines.prepend(...entries.slice(-KEPT).reverse().map(row));
  while (lines.children.length > KEPT) lines.lastChild.remove();
  document.getElementById("empty").hidden = lines.children.length > 0;
}

function knowMethod(name) {
  if (methods.has(name)) return;
  methods.add(name);
  clear(document.getElementById("methods"), ...[...methods].sort().map((one) => h("option", { value: one })));
}

function refresh() {
  stop();
  clear(lines);
  add([]);
  const filters = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  stop = follow(`/api/ledger/events?${filters}`, { ledger: add }, (connected) => (document.getElementById("away").hidden = connected));
}

form.addEventListener("input", refresh);
form.addEventListener("submit", (event) => event.preventDefault());
refresh();
