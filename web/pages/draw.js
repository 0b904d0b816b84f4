/** The open question: drawn once, then only what moves is touched, so that bars glide. */

import { written } from "./sayings.js";
import { h, sides } from "./words.js";

const LETTERS = "ABCDEFGHIJ";
const element = (id) => document.getElementById(id);
const percent = (share) => `${Math.round(100 * share)} %`;
const PICTURES = { scale: steps }; // all others are lists of options
// The large and the small figure of an answer.
const FIGURES = {
  ranking: ({ count, beside }) => [String(count), `🥇 ${beside}`],
  budget: ({ share, beside }) => [percent(share), `👤 ${beside}`],
  pairs: ({ share, beside }) => [percent(share), `⚖️ ${beside}`],
};

/** Build the question anew. */
export function build(question) {
  const ask = element("ask");
  ask.replaceChildren(...sides(question.words));
  const longest = Math.max(...[...ask.children].map((one) => one.textContent.length));
  ask.classList.toggle("long", longest > 60 && longest <= 140);
  ask.classList.toggle("longer", longest > 140);
  ask.hidden = Boolean(question.podium);
  element("podium").hidden = !question.podium;
  const picture = question.podium ? podium : question.texts ? written : (PICTURES[question.kind] ?? options);
  element("answers").replaceChildren(picture(question));
}

const inArabicAlone = ({ words, options }) => ![words, ...options.map((option) => option.words)].some((one) => one.fr);

function options(question) {
  const dir = inArabicAlone(question) ? "rtl" : "ltr";
  return h("ol", { class: "options", dir }, ...question.options.map((option, index) =>
    h("li", { class: `option tone-${index}` },
      h("span", { class: "bar" }),
      h("span", { class: "rank", hidden: "" }),
      h("span", { class: `badge shape-${index}` }, LETTERS[index]),
      h("span", { class: "label sides" }, ...sides(option.words)),
      h("span", { class: "check", hidden: "" }, "✓"),
      h("span", { class: "figure", dir: "ltr" }, h("b"), h("small")))));
}

function steps({ low, high }) {
  const numbers = Array.from({ length: high - low + 1 }, (_, index) => low + index);
  return h("ol", { class: numbers.length > 7 ? "steps many" : "steps", dir: "ltr" }, ...numbers.map((number) =>
    h("li", { class: "step" },
      h("span", { class: "figure" }, h("b"), h("small")),
      h("span", { class: "column" }, h("span", { class: "bar" })),
      h("span", { class: "badge" }, String(number)))));
}

/** The three best places of a quiz, the first one in the middle; each has a shape of its own. */
function podium({ podium: places }) {
  if (!places.length) return element("nobody").content.cloneNode(true);
  return h("ol", { class: "podium", dir: "ltr" }, ...places.map(({ points, names, more }, index) =>
    h("li", { class: `stand place-${index + 1}` },
      h("span", { class: "names" }, ...names.map((name) => h("span", {}, name)), ...(more ? [h("span", {}, `+ ${more}`)] : [])),
      h("span", { class: "block" },
        h("span", { class: `badge shape-${[6, 0, 1][index]}` }, String(index + 1)),
        h("b", {}, String(points))))));
}

/** Show what was counted; nothing where counts are hidden. */
export function count(question) {
  element("write").hidden = !question.texts || question.state !== "open";
  element("nothing").hidden = question.texts?.entries.length !== 0 || question.state !== "shown";
  if (question.texts) return ["few", "many", "average"].forEach((id) => { element(id).hidden = true; });
  const counts = question.options.map((option) => option.count);
  const known = !question.podium && counts.length > 0 && counts.every((one) => one !== null);
  const asking = ["waiting", "open"].includes(question.state);
  if (!question.podium) [...element("answers").querySelectorAll("li")].forEach((item, index) => paint(item, index, question, known));
  element("answers").classList.toggle("counted", known);
  element("few").hidden = Boolean(question.podium) || known || question.state !== "shown";
  element("named").hidden = !question.named || question.state === "shown";
  const kind = question.quick ? "quick" : question.kind;
  for (const note of document.querySelectorAll("[data-kind]")) note.hidden = note.dataset.kind !== kind || !asking;
  for (const note of document.querySelectorAll("[data-how]")) note.hidden = note.dataset.how !== kind || !known;
  average(question.kind === "scale" && known ? counts.map((many, index) => [question.low + index, many]) : []);
}

/** One answer: its bar and figures, its rank, and whether it was right. */
function paint(item, index, question, known) {
  const { kind, counted: voters, correct = null } = question;
  const option = question.options[index] ?? {};
  const tallest = kind === "scale" ? Math.max(1, ...question.options.map((one) => one.count)) : Math.max(1, voters);
  item.style.setProperty("--share", known ? (option.share ?? option.count / tallest) : 0);
  const [large, small] = known ? figuresOf(question, option) : ["", ""];
  item.querySelector(".figure b").textContent = large;
  item.querySelector(".figure small").textContent = small;
  if (kind === "scale") return;
  item.style.order = option.rank ?? "";
  item.querySelector(".rank").hidden = !option.rank;
  item.querySelector(".rank").textContent = option.rank ?? "";
  item.querySelector(".check").hidden = correct !== index;
  item.classList.toggle("right", correct === index);
  item.classList.toggle("wrong", correct !== null && correct !== index);
}

const figuresOf = (question, option) =>
  FIGURES[question.kind]?.(option) ?? [percent(question.counted ? option.count / question.counted : 0), String(option.count)];

function average(steps) {
  const votes = steps.reduce((sum, [, many]) => sum + many, 0);
  element("average").hidden = !votes;
  if (!votes) return;
  const mean = steps.reduce((sum, [step, many]) => sum + step * many, 0) / votes;
  const said = mean.toLocaleString("fr", { maximumFractionDigits: 1 });
  for (const place of element("average").querySelectorAll("b")) place.textContent = said;
}

/** Make the letters as large as the stage allows; words break only where even small letters leave no room for them. */
export function fit(stage) {
  const whole = (one) => one.scrollWidth <= one.clientWidth + 1;
  const fits = (size) => {
    stage.style.setProperty("--fit", size);
    return stage.scrollHeight <= stage.clientHeight + 1 && [stage, ...stage.querySelectorAll(".side")].every(whole);
  };
  stage.classList.remove("tight");
  if (fits(1)) return;
  stage.classList.toggle("tight", !fits(0.5));
  let low = 0.3;
  let high = 1;
  for (let step = 0; step < 7; step += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  fits(low);
}
