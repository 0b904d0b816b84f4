/** The play: rings the next tap on the right phone, says it in a few words, and can do it by itself ("Watch"). */
import { post } from "./api.js";
import { calm, clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { targetOf, typeInto } from "./targets.js";

const LOOK_MS = 200;
const PAUSE_MS = 1300;
const READ_MS = 3200;

export class Guide {
  constructor(wall) {
    this.wall = wall;
    this.watching = false;
    this.card = h("aside", { class: "guide", role: "status", "aria-live": "polite", hidden: true });
    document.body.append(this.card);
  }

  /** play: {title, number, total, step} while it runs, {title, done: true} at its end, null when there is none. */
  show(play) {
    const same = JSON.stringify(play) === JSON.stringify(this.play || null);
    this.play = play;
    if (same) return;
    clearInterval(this.timer);
    this.unring();
    document.body.classList.toggle("playing", Boolean(play?.step));
    this.card.hidden = !play;
    if (!play) return this.leave();
    if (play.done) return this.finish();
    this.phone = this.wall.phones.get(play.step.phone);
    this.since = Date.now();
    this.filled = false;
    this.wall.sideBySide(play.phones);
    this.front();
    this.drawCard();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  leave() {
    this.watching = false;
    this.wall.sideBySide([]);
  }

  front() {
    if (!this.phone) return;
    document.querySelectorAll(".phone.acting").forEach((phone) => phone.classList.remove("acting"));
    this.phone.element.classList.add("acting");
    this.wall.show(this.phone, { focus: false, inline: "nearest" });
  }

  drawCard() {
    const { number, total, step } = this.play;
    const button = (name, label, act, extra = "") => h("button", { type: "button", class: `chip ${extra}`, onclick: act }, icon(name), label);
    const main = step.do === "looks" ? button("check", "Next", () => this.goes("next"), "strong") : null;
    clear(this.card, h("p", { class: "guide-hint" }, h("span", { class: "guide-count" }, `${number}/${total}`), h("span", { dir: "auto" }, step.hint)),
      h("div", { class: "chips" }, main, this.watching ? button("pause", "I do it", () => this.watch(false)) : button("eye", "Watch", () => this.watch(true)),
        button("skip", "Skip", () => this.goes("next")), button("close", "Stop", () => this.goes("stop"))));
  }

  goes(where) {
    post(`/api/play/${where}`).catch((error) => this.wall.notice(error.message));
  }

  watch(on) {
    this.watching = on;
    this.since = Date.now();
    this.drawCard();
  }

  look() {
    const target = this.phone && targetOf(this.play.step, this.phone);
    if (target !== this.target) this.ring(target);
    this.card.classList.toggle("waiting", !target);
    if (target) this.fill();
    this.seat(target || this.phone?.element);
    if (target && this.watching) this.perform(target);
  }

  ring(target) {
    this.unring();
    this.target = target;
    this.since = Date.now();
    target?.classList.add("ringed");
    if (!target?.closest(".message")) return;
    target.scrollIntoView({ block: "nearest", behavior: calm() ? "instant" : "smooth" });
  }

  unring() {
    document.querySelectorAll(".ringed").forEach((element) => element.classList.remove("ringed"));
    this.target = null;
  }

  /** Words of the play are typed for the person, who only has to send them (or to write others). */
  fill() {
    const { step } = this.play;
    if (step.do !== "says" || this.filled) return;
    this.filled = true;
    typeInto(this.phone.composer, step.text);
  }

  perform(target) {
    const pause = this.play.step.do === "looks" ? READ_MS : PAUSE_MS;
    if (Date.now() - this.since < pause || this.phone.composer.filling) return;
    this.since = Date.now();
    if (this.play.step.do === "looks") this.goes("next");
    else target.click();
  }

  seat(target) {
    if (!target || innerWidth < 700) return void this.card.removeAttribute("style");
    const box = target.getBoundingClientRect();
    const phone = this.phone.element.getBoundingClientRect();
    const above = box.top - this.card.offsetHeight - 14;
    const left = Math.min(Math.max(8, phone.left + (phone.width - this.card.offsetWidth) / 2), innerWidth - this.card.offsetWidth - 8);
    this.card.style.left = `${left}px`;
    this.card.style.top = `${above > 110 ? above : Math.min(box.bottom + 14, innerHeight - this.card.offsetHeight - 8)}px`;
  }

  finish() {
    document.querySelectorAll(".phone.acting").forEach((phone) => phone.classList.remove("acting"));
    this.watching = false;
    this.card.removeAttribute("style");
    this.card.classList.remove("waiting");
    clear(this.card, h("p", { class: "guide-hint" }, "🎉 ", h("span", { dir: "auto" }, this.play.hint)),
      h("div", { class: "chips" }, h("button", { class: "chip strong", type: "button", onclick: () => this.goes("stop") }, icon("check"), "Your turn")));
  }
}

