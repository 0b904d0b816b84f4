/** The sheet that picks a place: touch the sketch, choose a commune, move with the arrow keys, or type coordinates. */
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { places, pointAt, rounded, sketch, STEP } from "./map.js";

const MOVES = { ArrowUp: [STEP, 0], ArrowDown: [-STEP, 0], ArrowLeft: [0, -STEP], ArrowRight: [0, STEP] };

/** onPick receives {latitude, longitude} in degrees. */
export function placeSheet(onPick) {
  const start = places()[0] || { lat: 33.4, lon: -7.65 };
  const at = rounded(start.lat + 0.006, start.lon - 0.008);
  const board = h("div", { class: "board", tabindex: "0", role: "application", "aria-label": "Map: arrow keys move the pin, Enter sends it" });
  const fields = { latitude: field("Latitude", at.latitude, -90, 90), longitude: field("Longitude", at.longitude, -180, 180) };
  const put = (point) => {
    Object.assign(at, point);
    board.replaceChildren(sketch({ pin: at }));
    for (const name of ["latitude", "longitude"]) if (document.activeElement !== fields[name]) fields[name].value = at[name];
  };
  listen(board, fields, at, put, onPick);
  put(at);
  const send = h("button", { class: "primary", type: "submit" }, icon("pin"), "Send this place");
  const form = h("form", { class: "sheet-body", onsubmit: (event) => submit(event, at, onPick) },
    board, h("div", { class: "chips" }, places().map((place) => chip(place, put))),
    h("div", { class: "coordinates" }, labelled("Lat", fields.latitude), labelled("Lon", fields.longitude)), send);
  return form;
}

function listen(board, fields, at, put, onPick) {
  board.addEventListener("pointerdown", (event) => put(pointAt(event, board.firstChild)));
  board.addEventListener("pointermove", (event) => event.buttons && put(pointAt(event, board.firstChild)));
  board.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (event.key === "Enter") onPick(at);
    if (!move) return;
    event.preventDefault();
    put(rounded(at.latitude + move[0], at.longitude + move[1]));
  });
  for (const [name, input] of Object.entries(fields)) {
    input.addEventListener("input", () => input.validity.valid && put({ [name]: Number(input.value) }));
  }
}

function submit(event, at, onPick) {
  event.preventDefault();
  onPick(at);
}

function field(label, value, min, max) {
  return h("input", { type: "number", step: "any", min, max, required: true, "aria-label": label, value });
}

const labelled = (text, input) => h("label", {}, text, input);

const chip = (place, put) => h("button", { type: "button", class: "chip", dir: "auto", onclick: () => put(rounded(place.lat, place.lon)) }, place.name);
