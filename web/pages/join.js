/** Votes without leaving the page, and follows the room. Without this script the page is a form that still votes. */

import { follow } from "./stream.js";

const path = location.pathname;
const PAUSE = 1500;
const PATIENCE = 10000;
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
    replace(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main"));
    return true;
  } catch {
    return false;
  }
}

function replace(fresh) {
  const held = main().contains(document.activeElement) && document.activeElement.value;
  main().replaceWith(document.adoptNode(fresh));
  if (held) main().querySelector(`button[value="${CSS.escape(held)}"]`)?.focus();
}

async function vote(question, option) {
  const form = main().querySelector("form[method=post]");
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

if (!["over", "unknown", "ended"].includes(main().dataset.moment)) {
  const look = ({ version }) => later(() => String(version) !== main().dataset.version && show(path));
  follow(`${path}/events`, { stage: look, beat: () => {} }, lost);
}
