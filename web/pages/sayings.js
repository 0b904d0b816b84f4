/** What people write: a cloud of words, cards of ideas and answers, their questions. Text nodes only, never markup. */

import { h } from "./words.js";

const element = (id) => document.getElementById(id);
const COUNTED = ["ideas", "queue"];
const SMALLEST = 0.6; // of the letters; what has no place then is counted

/** The picture of a question that is answered in writing. */
export function written(question) {
  const { entries } = question.texts;
  return question.kind === "cloud" ? cloud(entries) : cards(question.kind, entries);
}

function cloud(entries) {
  const most = Math.max(1, ...entries.map((one) => one.count));
  const [smallest, largest] = entries.length <= 8 ? [3.6, 11] : entries.length <= 25 ? [2.8, 8.5] : [2.4, 7];
  return h("div", { class: "cloud", dir: "ltr" }, ...entries.map(({ id, text, count }) => {
    const word = h("span", { class: `piece word tone-${id % 10}`, dir: "auto", title: String(count) }, text);
    word.style.setProperty("--size", smallest + (largest - smallest) * ((count - 1) / Math.max(1, most - 1)));
    word.style.setProperty("order", (id * 37) % 101); // large ones stand among small ones, each keeps its place
    return word;
  }));
}

function cards(kind, entries) {
  const letters = entries.reduce((sum, one) => sum + one.text.length, 0);
  const size = letters <= 300 && entries.length <= 5 ? "few" : letters <= 900 ? "some" : "all";
  return h("div", { class: `cards ${size}` }, ...entries.map((one) => card(kind, one)));
}

const card = (kind, { text, count }) => h("p", { class: "piece card", dir: "auto" },
  h("span", { class: "said" }, text),
  ...(COUNTED.includes(kind) ? [h("b", { class: "support", dir: "ltr" }, `👍 ${count}`)] : []));

/** Leave out the last ones until all others can be read; say how many are not there. */
export function thin(stage, left) {
  const pieces = [...stage.querySelectorAll(".piece")];
  const keep = (many) => {
    pieces.forEach((one, index) => { one.hidden = index >= many; });
    say(stage, left + pieces.length - many);
    return stage.scrollHeight <= stage.clientHeight + 1 && stage.scrollWidth <= stage.clientWidth + 1;
  };
  stage.style.setProperty("--fit", SMALLEST);
  if (keep(pieces.length)) return;
  let fits = 1;
  let many = pieces.length;
  while (many - fits > 1) {
    const middle = Math.floor((fits + many) / 2);
    if (keep(middle)) fits = middle;
    else many = middle;
  }
  keep(fits);
}

function say(stage, count) {
  const place = stage.querySelector(".more");
  place.hidden = !count;
  place.textContent = count ? `+${count}` : "";
}

/** The question to the room that is answered now, large, and those that come. */
export function asked({ now, entries }) {
  element("asked-now").replaceChildren(...(now ? [now.text] : []));
  element("asked-now").classList.toggle("long", (now?.text.length ?? 0) > 90);
  element("asked-next").replaceChildren(cards("queue", entries));
}
