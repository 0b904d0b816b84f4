/** A button of the tool bar with a panel under it; the browser closes the panel on Escape or a click elsewhere. */
import { h } from "./dom.js";

/** Returns [button, panel]. */
export function popover(name, face, title, content) {
  const panel = h("div", { class: "panel", id: `pop-${name}`, popover: "auto", role: "dialog", "aria-label": title }, h("strong", {}, title), content);
  const button = h("button", { class: "tool", type: "button", title, "aria-label": title, popovertarget: panel.id }, face);
  panel.addEventListener("beforetoggle", () => seat(panel, button));
  return [button, panel];
}

function seat(panel, button) {
  const box = button.getBoundingClientRect();
  panel.style.top = `${box.bottom + 8}px`;
  panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 288))}px`;
}
