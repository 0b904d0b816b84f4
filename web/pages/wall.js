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

const momentOf = (room) => {
  if (room.state === "ended") return "ended";
  if (room.queue?.now) return "asked";
  return room.question ? room.question.state : room.state === "ready" ? "ready" : "between";
};

function show(room) {
  if (room.code && room.code !== body.dataset.code) return location.reload(); // the square is drawn by the server
  const { question } = room;
  const moment = momentOf(room);
  body.dataset.moment = moment;
  for (const one of document.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(moment);
  const asked = moment === "ended" || moment === "asked" ? null : question;
  stage.hidden = moment === "asked";
  queue.hidden = moment !== "asked";
  if (moment === "asked") answer(room.queue);
  else drawnQueue = "";
  put("questions", room.queue && moment !== "ended" ? room.queue.seen : null);
  put("people", room.people);
  putApart("web-people", room.devices);
  putApart("walk_ins-people", room.walk_ins);
  const voted = asked && moment !== "waiting" ? { web: asked.web, ...asked.by_hand } : {};
  for (const source of ["web", "paper", "hands"]) putApart(`${source}-voters`, voted[source] ?? 0);
  put("voters", asked && moment !== "waiting" && !asked.texts ? asked.voters : null);
  put("writers", asked?.texts && moment !== "waiting" ? asked.voters : null);
  document.getElementById("number").textContent = asked ? `${asked.number} / ${asked.of}` : "";
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

function tick() {
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
