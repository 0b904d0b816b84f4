/** The open question: drawn once, then only what moves is touched, so that bars glide. */

import { written } from "./sayings.js";
import { h, sides } from "./words.js";

const LETTERS = "ABCDEFGHIJ";
const element = (id) => document.getElementById(id);
const percent = (count, voters) => (voters ? Math.round((100 * count) / voters) : 0);

/** Build the question anew. */
export function build(question) {
  const ask = element("ask");
  ask.replaceChildren(...sides(question.words));
  const longest = Math.max(...[...ask.children].map((one) => one.textContent.length));
  ask.classList.toggle("long", longest > 60 && longest <= 140);
  ask.classList.toggle("longer", longest > 140);
  const made = question.texts ? written(question) : question.kind === "scale" ? steps(question) : options(question);
  element("answers").replaceChildren(made);
}

const inArabicAlone = ({ words, options }) => ![words, ...options.map((option) => option.words)].some((one) => one.fr);

function options(question) {
  const dir = inArabicAlone(question) ? "rtl" : "ltr";
  return h("ol", { class: "options", dir }, ...question.options.map((option, index) =>
    h("li", { class: `option tone-${index}` },
      h("span", { class: "bar" }),
      h("span", { class: `badge shape-${index}` }, LETTERS[index]),
      h("span", { class: "label sides" }, ...sides(option.words)),
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

/** Show what was counted; nothing where counts are hidden. */
export function count(question) {
  element("write").hidden = !question.texts || question.state !== "open";
  if (question.texts) return ["few", "many", "average"].forEach((id) => { element(id).hidden = true; });
  const counts = question.options.map((option) => option.count);
  const known = counts.length > 0 && counts.every((one) => one !== null);
  const scale = question.kind === "scale";
  const tallest = Math.max(1, ...counts);
  [...element("answers").querySelectorAll("li")].forEach((item, index) => {
    const number = known ? counts[index] : 0;
    item.style.setProperty("--share", scale ? number / tallest : number / Math.max(1, question.voters));
    item.querySelector(".figure b").textContent = known ? `${percent(number, question.voters)} %` : "";
    item.querySelector(".figure small").textContent = known ? String(number) : "";
  });
  element("answers").classList.toggle("counted", known);
  element("few").hidden = known || question.state !== "shown";
  element("many").hidden = question.kind !== "multiple" || !["waiting", "open"].includes(question.state);
  average(scale && known ? counts.map((many, index) => [question.low + index, many]) : []);
}

function average(steps) {
  const votes = steps.reduce((sum, [, many]) => sum + many, 0);
  element("average").hidden = !votes;
  if (!votes) return;
  const mean = steps.reduce((sum, [step, many]) => sum + step * many, 0) / votes;
  for (const place of element("average").querySelectorAll("b")) place.textContent = mean.toFixed(1).replace(".", ",");
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
