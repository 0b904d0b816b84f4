/** A voice message or a sound: play, pause, seek, with bars that stand for the sound. */
import { fileUrl } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { duration } from "./times.js";

const BARS = 28;
const RATES = [1, 1.5, 2];
let playing = null;

/** file: a Bot API Voice or Audio. */
export function player(file, label) {
  const sound = new Audio();
  sound.preload = "none";
  const bars = h("span", { class: "bars", "aria-hidden": "true" }, heights(file.file_unique_id || file.file_id).map(bar));
  const time = h("span", { class: "time" }, duration(file.duration || 0));
  const button = h("button", { class: "round play", type: "button", "aria-label": `Play: ${label}` }, icon("play"));
  const faster = h("button", { class: "rate", type: "button", "aria-label": "Speed" }, "1×");
  button.addEventListener("click", () => toggle(sound, fileUrl(file.file_id)));
  faster.addEventListener("click", () => nextRate(sound, faster));
  show(sound, { button, bars, time, label, length: file.duration || 0 });
  return h("div", { class: "player" }, button, h("span", { class: "two-lines" }, bars, h("span", { class: "under" }, time, faster)));
}

function heights(seed) {
  let state = [...seed].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);
  return Array.from({ length: BARS }, () => {
    state = (state * 1103515245 + 12345) >>> 0;
    return 20 + ((state >>> 16) % 80);
  });
}

function bar(height) {
  const element = h("i");
  element.style.height = `${height}%`;
  return element;
}

function toggle(sound, url) {
  if (!sound.paused) return sound.pause();
  playing?.pause();
  playing = sound;
  if (!sound.src) sound.src = url;
  return sound.play().catch(() => sound.pause());
}

function nextRate(sound, button) {
  sound.playbackRate = RATES[(RATES.indexOf(sound.playbackRate) + 1) % RATES.length];
  button.replaceChildren(`${sound.playbackRate}×`);
}

function show(sound, { button, bars, time, label, length }) {
  const state = (name) => () => {
    button.replaceChildren(icon(name));
    button.setAttribute("aria-label", `${name === "play" ? "Play" : "Pause"}: ${label}`);
  };
  sound.addEventListener("play", state("pause"));
  sound.addEventListener("pause", state("play"));
  sound.addEventListener("timeupdate", () => {
    const whole = Number.isFinite(sound.duration) ? sound.duration : length;
    const heard = Math.round((sound.currentTime / (whole || 1)) * BARS);
    [...bars.children].forEach((one, index) => one.classList.toggle("heard", index < heard));
    time.replaceChildren(duration(sound.ended ? whole : sound.currentTime));
  });
}
