/** The wall: starts the phones and keeps them in step with the server. */
import { remove } from "./api.js";
import { calm, clear, h } from "./dom.js";
import { Dock } from "./dock.js";
import { Guide } from "./guide.js";
import { knowBot } from "./links.js";
import { follow } from "./live.js";
import { offerLink } from "./opener.js";
import { drawLand } from "./map.js";
import { Phone } from "./phone.js";
import { inZone } from "./times.js";
import { Tools } from "./tools.js";

const NOTICE_MS = 5000;

class Wall {
  constructor() {
    this.desk = document.getElementById("desk");
    this.phones = new Map();
    this.unseen = new Map();
    this.dock = new Dock(document.getElementById("dock"), this);
    this.tools = new Tools(document.getElementById("tools"), this);
    this.guide = new Guide(this);
    this.watcher = new IntersectionObserver((seen) => this.seen(seen), { root: this.desk, threshold: 0.6 });
  }

  /** Everything anew: at the start, and after a break too long to catch up with. */
  wall(state) {
    knowBot(state.bot.username);
    inZone(state.timezone);
    drawLand(state.places, state.coast);
    this.state = state;
    this.tools.draw(state);
    const before = new Map(this.phones);
    const front = this.front();
    clear(this.desk);
    this.phones.clear();
    for (const phone of state.phones) this.place(phone).composer.keep(before.get(phone.id)?.composer.input.value);
    if (this.phones.has(front?.id)) this.show(this.phones.get(front.id), { focus: false, smooth: false });
    this.dock.draw([...this.phones.values()], state.languages);
    this.guide.show(state.play);
    offerLink(this);
  }

  place(state) {
    const hooks = { remove: (phone) => this.drop(phone), unread: (phone) => this.unread(phone) };
    const phone = new Phone(state, this.state.bot, hooks);
    this.phones.set(state.id, phone);
    this.desk.append(phone.element);
    phone.log.toEnd();
    this.watcher.observe(phone.element);
    return phone;
  }

  phone(state) {
    const known = this.phones.get(state.id);
    if (known) return known.change(state);
    const phone = this.place(state);
    this.dock.draw([...this.phones.values()], this.state.languages);
    return this.show(phone);
  }

  removed({ phone: id }) {
    const phone = this.phones.get(id);
    if (!phone) return;
    this.watcher.unobserve(phone.element);
    phone.element.remove();
    this.phones.delete(id);
    this.dock.draw([...this.phones.values()], this.state.languages);
  }

  async drop(phone) {
    const done = remove(`/api/phones/${phone.id}`).then(() => [h("bdi", {}, phone.name), "’s phone was put away."]);
    this.notice(...await done.catch((error) => [error.message]));
  }

  /** The phones of a play stand first, next to each other; an empty list puts all back. */
  sideBySide(ids) {
    for (const phone of this.phones.values()) phone.element.style.order = ids.includes(phone.id) ? ids.indexOf(phone.id) - ids.length : 0;
  }

  show(phone, { focus = true, smooth = !calm(), inline = "center" } = {}) {
    phone.element.scrollIntoView({ behavior: smooth ? "smooth" : "instant", inline, block: "nearest" });
    if (focus) (phone.screen.querySelector(".foot textarea, .foot button") || phone.element).focus({ preventScroll: true });
  }

  seen(entries) {
    for (const entry of entries) {
      const phone = this.phones.get(Number(entry.target.dataset.phone));
      if (!phone) continue;
      phone.visible = entry.isIntersecting;
      if (!phone.visible) continue;
      this.unseen.delete(phone.id);
      this.dock.count(phone, 0);
    }
    if (this.front()) this.dock.current(this.front());
  }

  front() {
    return [...this.phones.values()].find((phone) => phone.visible);
  }

  unread(phone) {
    if (phone.visible && !document.hidden) return;
    this.unseen.set(phone.id, (this.unseen.get(phone.id) || 0) + 1);
    this.dock.count(phone, this.unseen.get(phone.id));
  }

  notice(...words) {
    const box = document.getElementById("notice");
    clear(box, h("p", {}, words)).hidden = false;
    clearTimeout(this.noticeTimer);
    this.noticeTimer = setTimeout(() => (box.hidden = true), NOTICE_MS);
  }

  /** While the demo does not answer, the page says so; it comes back by itself. */
  connected(yes) {
    document.getElementById("away").hidden = yes;
  }
}

const wall = new Wall();
const on = (id, doing) => wall.phones.has(id) && doing(wall.phones.get(id));

follow("/api/events", {
  wall: (state) => wall.wall(state),
  phone: (state) => wall.phone(state),
  removed: (what) => wall.removed(what),
  messages: ({ phone, changed, gone }) => on(phone, (one) => one.messages(changed, gone)),
  toast: ({ phone, text, alert, url }) => on(phone, (one) => (url ? one.open(url) : one.toast(text, alert))),
  answered: ({ phone }) => on(phone, (one) => one.settleKeys()),
  action: ({ phone }) => on(phone, (one) => one.typing()),
  now: ({ now }) => wall.tools.setNow(now),
  faults: ({ faults }) => wall.tools.setFaults(faults),
  play: ({ play }) => wall.guide.show(play),
}, (connected) => wall.connected(connected));
