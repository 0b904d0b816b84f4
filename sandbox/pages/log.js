/** The messages of one chat: grouped into albums and days, drawn again only where something changed. */
import { bubble } from "./bubble.js";
import { arrange, h } from "./dom.js";
import { dayOf } from "./times.js";

const NEAR = 80;

export class Log {
  constructor(phone, label) {
    this.phone = phone;
    this.messages = new Map();
    this.drawn = new Map();
    this.days = new Map();
    this.stuck = true;
    this.element = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" });
    this.stayAtEnd();
  }

  /** Whoever reads the newest messages goes on seeing them until they scroll up, whatever grows or shrinks meanwhile. */
  stayAtEnd() {
    let top = 0;
    this.element.addEventListener("scroll", () => {
      const up = this.element.scrollTop < top;
      top = this.element.scrollTop;
      if (this.atEnd()) this.stuck = true;
      else if (up) this.stuck = false;
    });
    const follow = () => this.stuck && this.toEnd();
    new ResizeObserver(follow).observe(this.element);
    this.element.addEventListener("load", follow, true);
    document.fonts.addEventListener("loadingdone", follow);
  }

  /** Take new or edited messages in and gone ones out. */
  change(changed, gone = []) {
    for (const id of gone) this.messages.delete(id);
    for (const message of changed) this.messages.set(message.message_id, message);
    this.draw();
  }

  reset(messages) {
    this.messages.clear();
    this.change(messages);
    this.toEnd();
  }

  draw() {
    const follow = this.stuck || this.newestIsMine();
    const focus = this.focusMark();
    const groups = grouped([...this.messages.values()].sort((a, b) => a.message_id - b.message_id));
    arrange(this.element, groups.length ? this.lines(groups) : [this.welcome()]);
    this.giveFocus(focus);
    if (follow) this.toEnd();
  }

  lines(groups) {
    const fresh = new Map();
    let day = "";
    const lines = groups.flatMap((group) => {
      const element = this.line(group, fresh);
      const today = dayOf(group[0].date);
      const line = today === day ? [element] : [this.dayLine(today), element];
      day = today;
      return line;
    });
    this.drawn = fresh;
    return lines;
  }

  dayLine(day) {
    if (!this.days.has(day)) this.days.set(day, h("p", { class: "day" }, day));
    return this.days.get(day);
  }

  line(group, fresh) {
    const key = group[0].message_id;
    const marks = JSON.stringify([group, this.phone.reactionsOn(key)]);
    const before = this.drawn.get(key);
    const element = before?.marks === marks ? before.element : bubble(group, this.phone);
    element.classList.toggle("again", Boolean(before));
    fresh.set(key, { marks, element });
    return element;
  }

  welcome() {
    const about = this.phone.about();
    return h("div", { class: "welcome" }, h("strong", { dir: "auto" }, this.phone.words.empty),
      about.split("\n").map((line) => h("p", { dir: "auto" }, line)));
  }

  atEnd() {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < NEAR;
  }

  newestIsMine() {
    const newest = [...this.messages.values()].at(-1);
    return Boolean(newest) && this.phone.owns(newest) && !this.drawn.has(newest.message_id);
  }

  toEnd() {
    this.stuck = true;
    this.element.scrollTop = this.element.scrollHeight;
  }

  /** The message and button that hold the focus, so that a redrawn bubble can have it again. */
  focusMark() {
    const held = document.activeElement;
    const message = this.element.contains(held) && held.closest("[data-message]");
    if (!message) return null;
    return { held, id: message.dataset.message, callback: held.dataset.callback, index: [...message.querySelectorAll("button")].indexOf(held) };
  }

  giveFocus(mark) {
    if (!mark || mark.held.isConnected && document.activeElement === mark.held) return;
    if (mark.held.isConnected) return mark.held.focus({ preventScroll: true });
    const buttons = [...(this.find(mark.id)?.querySelectorAll("button") || [])];
    const again = buttons.find((button) => mark.callback && button.dataset.callback === mark.callback) || buttons[mark.index] || buttons.at(-1) || this.element;
    again.focus({ preventScroll: true });
  }

  find(messageId) {
    return this.element.querySelector(`[data-message="${Number(messageId)}"]`);
  }

  show(messageId) {
    const element = this.find(messageId);
    element?.scrollIntoView({ block: "center" });
    element?.classList.add("lit");
    setTimeout(() => element?.classList.remove("lit"), 1400);
  }
}

function grouped(messages) {
  const groups = [];
  for (const message of messages) {
    const album = message.media_group_id;
    const last = groups.at(-1);
    if (album && last?.[0].media_group_id === album) last.push(message);
    else groups.push([message]);
  }
  return groups;
}
