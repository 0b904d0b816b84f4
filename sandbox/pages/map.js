/** A small sketch of the area (not a survey map): dots for the places, a shape for the sea, a pin to put down. */
import { svg } from "./dom.js";

const WIDTH = 280;
const HEIGHT = 190;
const MARGIN = 0.045;

let land = { places: [], coast: [] };
let frame = { west: -8, east: -7.4, south: 33.2, north: 33.65 };

/** places: [{name, lat, lon}], coast: [[lat, lon], …]; both in degrees. */
export function drawLand(places, coast) {
  land = { places, coast };
  if (!places.length) return;
  const lats = places.map((place) => place.lat);
  const lons = places.map((place) => place.lon);
  frame = { west: Math.min(...lons) - MARGIN * 1.6, east: Math.max(...lons) + MARGIN * 1.6, south: Math.min(...lats) - MARGIN, north: Math.max(...lats) + MARGIN };
}

export const places = () => land.places;

const x = (lon) => ((lon - frame.west) / (frame.east - frame.west)) * WIDTH;
const y = (lat) => ((frame.north - lat) / (frame.north - frame.south)) * HEIGHT;

/** The point of the sketch under a pointer event, as {latitude, longitude} with 5 decimals. */
export function pointAt(event, drawing) {
  const box = drawing.getBoundingClientRect();
  const across = (event.clientX - box.left) / box.width;
  const down = (event.clientY - box.top) / box.height;
  return rounded(frame.north - down * (frame.north - frame.south), frame.west + across * (frame.east - frame.west));
}

export const rounded = (latitude, longitude) => ({ latitude: Number(latitude.toFixed(5)), longitude: Number(longitude.toFixed(5)) });

/** One step of an arrow key, in degrees. */
export const STEP = 0.004;

export function sketch({ pin = null } = {}) {
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "sketch", role: "img", "aria-label": "Map sketch" });
  drawing.append(svg("rect", { width: WIDTH, height: HEIGHT, class: "land" }), ...around(), ...sea(), ...land.places.flatMap(spot));
  if (pin) drawing.append(marker(pin));
  return drawing;
}

function sea() {
  if (land.coast.length < 2) return [];
  const shore = land.coast.map(([lat, lon]) => `${x(lon)},${y(lat)}`).join(" L");
  const [first] = land.coast;
  return [svg("path", { class: "sea", d: `M${shore} L${x(land.coast.at(-1)[1])},-40 L-40,-40 L-40,${y(first[0])} Z` })];
}

function around() {
  return land.places.map((place) => svg("circle", { cx: x(place.lon), cy: y(place.lat) + 2, r: 34, class: "near" }));
}

function spot(place) {
  const label = svg("text", { x: x(place.lon), y: y(place.lat) - 8, class: "spot-name" });
  label.textContent = place.name;
  return [svg("circle", { cx: x(place.lon), cy: y(place.lat), r: 3.5, class: "spot" }), label];
}

function marker(pin) {
  const at = `translate(${x(pin.longitude)} ${y(pin.latitude)})`;
  return svg("g", { class: "marker", transform: at },
    svg("ellipse", { rx: 5, ry: 2, class: "marker-shadow" }),
    svg("path", { d: "M0 0C-9-11-9-14-9-17a9 9 0 0 1 18 0c0 3 0 6-9 17Z" }), svg("circle", { cy: -17, r: 3.4, class: "marker-eye" }));
}
