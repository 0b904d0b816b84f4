/** The wall: shows the room that its stream tells of. */

import { build, count, fit } from "./draw.js";
import { asked as showAsked, thin } from "./sayings.js";
import { lost } from "./screen.js";
import { follow } from "./stream.js";

const body = document.body;
const stage = document.getElementById("stage");
const queue = document.getElementById("queue");
let drawn = "";
let fitted = "";
let left = null; // how many texts the wall is not told; null where there are no texts
let drawnQueue = "";
let ahead = 0; // ms by which the server's clock is ahead of this screen's
let closesAt = null;
let counted = null; // the question of the 3-2-1
let told = null; // the room as it was told last

const put = (id, value) => {
  const figure = document.getElementById(id);
  figure.hidden = value === null;
  figure.querySelector("b").textContent = value ?? "";
};

const putApart = (id, count) => {
  const place = document.getElementById(id);
  place.hidden = !count;
  for (const figure of place.querySelectorAll("i")) figure.textContent = count || "";
};

/** Seconds of the 3-2-1 before a question that is answered on pads. */
const untilOpen = ({ opens_at: at }) => (at ? Math.ceil((Date.parse(at) - Date.now() - ahead) / 1000) : 0);

const momentOf = (room) => {
  if (room.state === "ended") return "ended";
  if (room.queue?.now) return "asked";
  if (room.question?.pads && room.question.state === "open" && untilOpen(room.question) > 0) return "waiting";
  return room.question ? room.question.state : room.state === "ready" ? "ready" : "between";
};

function show(room) {
  if (room.code && room.code !== body.dataset.code) return location.reload(); // the square is drawn by the server
  const { question } = room;
  told = room;
  const moment = momentOf(room);
  body.dataset.moment = moment;
  for (const one of document.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(moment);
  const asked = moment === "ended" || moment === "asked" ? null : question;
  document.getElementById("trial").hidden = !room.trial;
  stage.hidden = moment === "asked";
  queue.hidden = moment !== "asked";
  if (moment === "asked") answer(room.queue);
  else drawnQueue = "";
  put("questions", room.queue && moment !== "ended" ? room.queue.seen : null);
  put("people", room.people);
  putApart("web-people", room.devices);
  putApart("walk_ins-people", room.walk_ins);
  const voted = asked && moment !== "waiting" ? { web: asked.web, shared: asked.shared, ...asked.by_hand } : {};
  for (const source of ["web", "shared", "paper", "hands"]) putApart(`${source}-voters`, voted[source] ?? 0);
  put("voters", asked && moment !== "waiting" && !asked.texts ? asked.voters : null);
  put("writers", asked?.texts && moment !== "waiting" ? asked.voters : null);
  document.getElementById("number").textContent = asked ? `${asked.number} / ${asked.of}` : "";
  document.getElementById("pads").hidden = !(asked?.pads && ["waiting", "open"].includes(moment));
  counted = moment === "waiting" && untilOpen(question) > 0 ? question : null;
  closesAt = moment === "open" && asked.closes_at ? Date.parse(asked.closes_at) : null;
  tick();
  document.getElementById("game").hidden = !room.quiz || !["ready", "between"].includes(moment);
  if (asked) ask(asked);
}

function ask(question) {
  const words = JSON.stringify([question.id, question.words, question.options.map((option) => option.words), question.podium, question.texts]);
  if (words !== drawn) build(question);
  count(question);
  left = question.texts?.left ?? null;
  if (words !== drawn || question.state !== fitted) settle();
  drawn = words;
  fitted = question.state;
}

function settle() {
  if (left === null) document.getElementById("more").hidden = true;
  else thin(stage, left);
  fit(stage);
}

function answer(asked) {
  const words = JSON.stringify(asked);
  if (words === drawnQueue) return;
  drawnQueue = words;
  showAsked(asked);
  thin(queue, asked.left);
  fit(queue);
}

function countDown() {
  const left = counted ? untilOpen(counted) : 0;
  const place = document.getElementById("countdown");
  place.hidden = left <= 0;
  if (left > 0) place.textContent = String(left);
  else if (counted) show(told);
}

function tick() {
  countDown();
  const left = closesAt === null ? null : Math.max(0, Math.ceil((closesAt - Date.now() - ahead) / 1000));
  put("left", left === null ? null : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
  document.getElementById("left").classList.toggle("hurry", left !== null && left <= 10);
}

const setClock = (said) => {
  ahead = Date.parse(said.now) - Date.now();
};

follow(`${location.pathname}/events`, {
  room: (said) => {
    setClock(said);
    show(said.room);
  },
  beat: setClock,
}, lost);
setInterval(tick, 250);
addEventListener("resize", () => (stage.hidden ? fit(queue) : settle()));
