/** The row of faces above the desk: which phones there are, which have news; a face brings its phone forward. */
import { post } from "./api.js";
import { avatar, clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { popover } from "./popover.js";

export class Dock {
  constructor(element, wall) {
    this.element = element;
    this.wall = wall;
    this.faces = new Map();
  }

  /** phones: Phone objects in order; languages: [{code, name}] for a new phone. */
  draw(phones, languages) {
    this.faces = new Map(phones.map((phone) => [phone.id, this.face(phone)]));
    clear(this.element, ...this.faces.values(), ...popover("add", [icon("plus")], "Add a phone", this.form(languages)));
  }

  face(phone) {
    return h("button", { class: "face", type: "button", title: `${phone.name} · ${phone.role}`, "aria-label": `${phone.name}, ${phone.role}`, onclick: () => this.wall.show(phone) },
      avatar(phone.id, phone.name), h("span", { class: "face-name", dir: "auto" }, phone.name), h("span", { class: "badge", hidden: true }));
  }

  form(languages) {
    const name = h("input", { name: "name", placeholder: "Name", "aria-label": "Name", dir: "auto", required: true, maxlength: 64 });
    const role = h("input", { name: "role", placeholder: "Role (e.g. Neighbour)", "aria-label": "Role", dir: "auto", maxlength: 40 });
    const language = h("select", { name: "language", "aria-label": "Language of the phone" }, languages.map(({ code, name: label }) => h("option", { value: code }, label)));
    const submit = (event) => {
      event.preventDefault();
      post("/api/phones", { name: name.value, role: role.value, language: language.value }).then(() => event.target.reset(), (error) => this.wall.notice(error.message));
      document.getElementById("pop-add").hidePopover();
    };
    return h("form", { class: "add-form", onsubmit: submit }, name, role, language, h("button", { class: "primary", type: "submit" }, icon("plus"), "Add"));
  }

  /** How many messages wait unseen on a phone. */
  count(phone, unseen) {
    const badge = this.faces.get(phone.id)?.querySelector(".badge");
    if (!badge) return;
    badge.hidden = !unseen;
    clear(badge, String(unseen));
  }

  current(phone) {
    for (const [id, face] of this.faces) face.setAttribute("aria-current", String(id === phone.id));
  }
}
