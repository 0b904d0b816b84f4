/** A link that came with the address (/?open=LINK, from a poster or a projector): on which phone shall it open? */
import { avatar, h } from "./dom.js";

export function offerLink(wall) {
  const link = new URLSearchParams(location.search).get("open");
  if (!link) return;
  history.replaceState(null, "", "/");
  const choose = (phone) => () => {
    dialog.close();
    wall.show(phone);
    phone.open(link);
  };
  const face = (phone) => h("button", { class: "face", type: "button", onclick: choose(phone) }, avatar(phone.id, phone.name), h("span", { dir: "auto" }, phone.name));
  const dialog = h("dialog", { class: "opener", "aria-label": "Open on which phone?", onclose: () => dialog.remove() },
    h("strong", {}, "Open on which phone?"), h("code", { dir: "ltr" }, link), h("div", { class: "chips" }, [...wall.phones.values()].map(face)));
  document.body.append(dialog);
  dialog.showModal();
}
