/** Votes without leaving the page, and follows the room. Without this script the page is a form that still votes. */

import { follow } from "./stream.js";

const path = location.pathname;
const PAUSE = 1500;
const PATIENCE = 10000;
const LIVE = 6000;
const SETTLE = 350;
const FIELDS = "textarea, input[name=name]"; // that people write in
let last = Promise.resolve(); // one request after the other: a tap carries what the page knows of the tap before
let away = false;

const main = () => document.getElementById("main");
const later = (work) => {
  last = last.then(work);
};

function lost(there) {
  document.getElementById("lost").hidden = there && !away;
}

/** Put the main part of the answer in place of ours; asked again until there is one. A tap sent twice counts once. */
async function show(url, body) {
  main().setAttribute("aria-busy", "true");
  while (!(await shown(url, body))) {
    away = true;
    lost(false);
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  away = false;
  lost(true);
}

async function shown(url, body) {
  try {
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.status >= 500) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    keepWords(fresh, body?.has("name") ? "name" : body?.has("text") ? `text-${body.get("question")}` : "");
    replace(fresh);
    return true;
  } catch {
    return false;
  }
}

/** What is being written stays when the page is only looked at anew. */
function keepWords(fresh, sent) {
  for (const place of main().querySelectorAll(FIELDS)) {
    if (place.id === sent) continue;
    const same = fresh.querySelector(`#${CSS.escape(place.id)}`);
    if (same && place.value && (!same.value || place.value !== place.defaultValue)) same.value = place.value;
  }
}

function replace(fresh) {
  const writing = document.activeElement?.matches(FIELDS) && document.activeElement;
  const held = main().contains(document.activeElement) && document.activeElement.value;
  main().replaceWith(document.adoptNode(fresh));
  settle(main().querySelector("form[data-pairs]"));
  if (writing) focusOn(writing);
  if (held) main().querySelector(`button[value="${CSS.escape(held)}"]`)?.focus();
}

function focusOn({ id, selectionStart, selectionEnd }) {
  const place = document.getElementById(id);
  place?.focus({ preventScroll: true });
  place?.setSelectionRange(selectionStart, selectionEnd);
}

/** The second half of a double tap must not answer the pair that has just taken the place of the one before. */
function settle(form) {
  if (!form) return;
  form.inert = true;
  setTimeout(() => (form.inert = false), SETTLE);
}

async function vote(question, option) {
  const form = main().querySelector("form.options, form.steps");
  if (form?.elements.question.value !== question) return; // the room has moved on
  const { turn, guest } = form.elements;
  await show(`${path}?page`, new URLSearchParams({ question, option, turn: turn.value, guest: guest.value }));
}

/** The next person gets the fresh ballot once every tap before is counted. */
const hand = (question, guest) => show(`${path}?page`, new URLSearchParams({ question, hand: guest }));

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=option], button[name=hand]");
  if (!button) return;
  event.preventDefault();
  const question = button.form.elements.question.value;
  later(() => (button.name === "hand" ? hand : vote)(question, button.value));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) body.append(event.submitter.name, event.submitter.value);
  later(() => show(`${form.getAttribute("action")}?page`, body));
});

/** What others write and support comes now and then, never to all phones at once. */
let looked = Date.now();
function lookNow() {
  if (!main().querySelector("[data-live]") || Date.now() - looked < LIVE) return;
  looked = Date.now() + Math.random() * LIVE;
  later(() => show(path));
}

if (!["over", "unknown", "ended"].includes(main().dataset.moment)) {
  const look = ({ version }) => later(() => String(version) !== main().dataset.version && show(path));
  follow(`${path}/events`, { stage: look, beat: lookNow }, lost);
}
