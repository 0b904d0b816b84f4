/** The wall: shows the room that its stream tells of. */

import { build, count, fit } from "./draw.js";
import { lost } from "./screen.js";
import { follow } from "./stream.js";

const body = document.body;
const stage = document.getElementById("stage");
let drawn = "";
let fitted = "";
let ahead = 0; // ms by which the server's clock is ahead of this screen's
let closesAt = null;
let counted = null; // the question of the 3-2-1
let told = null; // the room as it was told last

const put = (id, value) => {
  const figure = document.getElementById(id);
  figure.hidden = value === null;
  figure.querySelector("b").textContent = value ?? "";
};

const putWeb = (id, count) => {
  const place = document.getElementById(id);
  place.hidden = !count;
  for (const figure of place.querySelectorAll("i")) figure.textContent = count || "";
};

/** Seconds of the 3-2-1 before a question that is answered on pads. */
const untilOpen = ({ opens_at: at }) => (at ? Math.ceil((Date.parse(at) - Date.now() - ahead) / 1000) : 0);

const momentOf = (room) => {
  if (room.state === "ended") return "ended";
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
  const asked = moment === "ended" ? null : question;
  document.getElementById("trial").hidden = !room.trial;
  put("people", room.people);
  putWeb("web-people", room.devices);
  putWeb("web-voters", asked && moment !== "waiting" ? asked.web : 0);
  putWeb("shared-voters", asked && moment !== "waiting" ? asked.shared : 0);
  put("voters", asked && moment !== "waiting" ? asked.voters : null);
  document.getElementById("number").textContent = asked ? `${asked.number} / ${asked.of}` : "";
  document.getElementById("pads").hidden = !(asked?.pads && ["waiting", "open"].includes(moment));
  counted = moment === "waiting" && untilOpen(question) > 0 ? question : null;
  closesAt = moment === "open" && asked.closes_at ? Date.parse(asked.closes_at) : null;
  tick();
  if (asked) ask(asked);
}

function ask(question) {
  const words = JSON.stringify([question.id, question.words, question.options.map((option) => option.words)]);
  if (words !== drawn) build(question);
  count(question);
  if (words !== drawn || question.state !== fitted) fit(stage);
  drawn = words;
  fitted = question.state;
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
addEventListener("resize", () => fit(stage));
