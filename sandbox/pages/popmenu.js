/** Small menus that open inside a phone: arrows move, Enter chooses, Escape closes and gives the focus back. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

/** items: [{icon, label, act, danger}]; extra: an element shown above them; near: the element that opened it. */
export function openMenu(host, near, items, extra = null) {
  host.querySelector(".popmenu")?.remove();
  const menu = h("div", { class: "popmenu", role: "menu" }, extra, items.map((item) => entry(item, () => close(menu, near))));
  menu.addEventListener("keydown", (event) => walk(event, menu, near));
  closeOutside(menu);
  host.append(menu);
  seat(menu, host, near);
  menu.querySelector("button").focus();
}

function entry(item, done) {
  const choose = () => {
    done();
    item.act();
  };
  return h("button", { role: "menuitem", type: "button", class: item.danger ? "danger" : "", onclick: choose }, item.icon ? icon(item.icon) : null, item.label);
}

function closeOutside(menu) {
  const watch = new AbortController();
  document.addEventListener("pointerdown", (event) => {
    if (menu.contains(event.target)) return;
    watch.abort();
    menu.remove();
  }, { signal: watch.signal });
}

function close(menu, near) {
  menu.remove();
  if (near?.isConnected) near.focus();
}

function walk(event, menu, near) {
  const keys = [...menu.querySelectorAll("button")];
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (["Escape", "Tab"].includes(event.key)) close(menu, near);
  if (!step) return;
  event.preventDefault();
  keys[(keys.indexOf(document.activeElement) + step + keys.length) % keys.length].focus();
}

function seat(menu, host, near) {
  const room = host.getBoundingClientRect();
  const from = near.getBoundingClientRect();
  const left = Math.min(Math.max(8, from.right - room.left - menu.offsetWidth), room.width - menu.offsetWidth - 8);
  const below = from.bottom - room.top + 4;
  const top = below + menu.offsetHeight > room.height - 8 ? from.top - room.top - menu.offsetHeight - 4 : below;
  menu.style.left = `${Math.max(8, left)}px`;
  menu.style.top = `${Math.max(8, top)}px`;
}
