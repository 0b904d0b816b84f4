/** The tool bar: play, clock, faults, ledger, theme. */
import { post } from "./api.js";
import { clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";
import { clockTime, dayOf } from "./times.js";

const MOVES = [["+5 min", { minutes: 5 }], ["+1 h", { minutes: 60 }], ["+1 day", { minutes: 1440 }], ["Tomorrow 09:00", { tomorrow: "09:00" }]];

export class Tools {
  constructor(element, wall) {
    this.wall = wall;
    this.now = h("span", { class: "now", "aria-live": "off" });
    this.count = h("span", { class: "badge", hidden: true });
    this.element = element;
    setInterval(() => this.tick(), 1000);
  }

  /** state: what GET /api/wall answers. */
  draw(state) {
    clear(this.element, ...state.plays.map((play) => this.playButton(play)), state.crowd ? this.crowdButton(state.crowd) : null,
      ...popover("clock", [icon("clock"), this.now], "Clock of the sandbox", this.clock(state)),
      ...popover("faults", [icon("storm"), this.count], "Faults", this.faults(state.faults)),
      h("a", { class: "tool", href: "/ledger", target: "ledger", title: "Ledger: every update and call" }, icon("ledger"), h("span", { class: "label" }, "Ledger")),
      h("button", { class: "tool", type: "button", title: "Light or dark", "aria-label": "Light or dark", onclick: otherTheme }, icon("sun")));
    this.setNow(state.now);
    this.setFaults(state.faults);
  }

  playButton(play) {
    const act = () => this.asks("/api/play", { play: play.key });
    return h("button", { class: "primary play-button", type: "button", title: play.summary, data: { play: play.key }, onclick: act }, icon("play"), h("span", { class: "play-title", dir: "auto" }, play.title));
  }

  crowdButton(label) {
    const act = () => post("/api/crowd", {}).then(() => this.wall.notice("They are coming…"), (error) => this.wall.notice(error.message));
    return h("button", { class: "tool crowd-button", type: "button", title: label, "aria-label": label, onclick: act }, "👥", h("span", { class: "label" }, label));
  }

  clock(state) {
    const move = (values) => () => this.asks("/api/clock", values);
    return [h("p", { class: "small" }, "Let time pass: reminders, digests and deadlines follow."),
      h("div", { class: "chips" }, MOVES.map(([label, values]) => h("button", { class: "chip", type: "button", onclick: move(values) }, label))),
      state.reset_hint ? h("p", { class: "small reset" }, icon("reset"), state.reset_hint) : null];
  }

  faults(all) {
    const flip = async ({ target }) => {
      if (!(await this.asks("/api/faults", { fault: target.name, on: target.checked }))) target.checked = !target.checked;
    };
    const line = (fault) => h("label", { class: "switch" }, h("input", { type: "checkbox", name: fault.key, checked: fault.on, role: "switch", onchange: flip }), h("span", {}, fault.label));
    return [h("p", { class: "small" }, "Make the network bad and see that nothing is lost."), ...all.map(line)];
  }

  /** Ask the server; a refusal is shown. Whether it was done. */
  async asks(path, values) {
    try {
      await post(path, values);
      return true;
    } catch (error) {
      this.wall.notice(error.message);
      return false;
    }
  }

  setFaults(all) {
    const on = all.filter((fault) => fault.on).length;
    this.count.hidden = !on;
    clear(this.count, String(on));
    for (const fault of all) {
      const box = document.querySelector(`#pop-faults input[name="${fault.key}"]`);
      if (box) box.checked = fault.on;
    }
  }

  setNow(seconds) {
    this.ahead = seconds * 1000 - Date.now();
    this.tick();
  }

  tick() {
    if (this.ahead === undefined) return;
    const seconds = (Date.now() + this.ahead) / 1000;
    clear(this.now, h("span", { class: "label" }, `${dayOf(seconds)}, `), clockTime(seconds));
  }
}

function otherTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.theme);
  } catch {
    // A browser that keeps nothing still changes the theme of this page.
  }
}
