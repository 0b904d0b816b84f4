/** A picture, large. */
import { h } from "./dom.js";
import { icon } from "./icons.js";

export function enlarge(image) {
  const close = h("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: () => dialog.close() }, icon("close"));
  const large = h("img", { src: image.src, alt: image.alt });
  const dialog = h("dialog", { class: "lightbox", "aria-label": image.alt, onclose: () => dialog.remove(), onclick: () => dialog.close() }, large, close);
  document.body.append(dialog);
  dialog.showModal();
}
