/** The commands of the bot: the list behind the menu button, and the suggestions after "/". */
import { clear, h } from "./dom.js";

export class Commands {
  /** choose(command) is called with "/name". */
  constructor(choose) {
    this.choose = choose;
    this.all = [];
    this.element = h("div", { class: "commands", role: "listbox", "aria-label": "Commands", hidden: true });
    this.at = 0;
  }

  get open() {
    return !this.element.hidden;
  }

  /** Show those that begin with what is typed ("/" shows all); anything else hides the list. */
  suggest(typed) {
    const found = /^\/\w*$/.test(typed) ? this.all.filter((one) => `/${one.command}`.startsWith(typed.toLowerCase())) : [];
    this.at = 0;
    this.element.hidden = !found.length;
    clear(this.element, ...found.map((one) => this.line(one)));
    this.light();
  }

  hide() {
    this.element.hidden = true;
  }

  line({ command, description }) {
    const pick = (event) => {
      event.preventDefault();
      this.take(`/${command}`);
    };
    return h("div", { role: "option", data: { command }, onmousedown: pick, onclick: pick },
      h("span", { dir: "auto" }, description), h("code", { dir: "ltr" }, `/${command}`));
  }

  take(command) {
    if (!this.open) return;
    this.hide();
    this.choose(command);
  }

  /** Give the keys that the list understands to it; true when it used the key. */
  key(event) {
    if (!this.open) return false;
    const options = [...this.element.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.at = (this.at + step + options.length) % options.length;
    else if (event.key === "Enter" || event.key === "Tab") this.take(`/${options[this.at].dataset.command}`);
    else if (event.key === "Escape") this.hide();
    else return false;
    event.preventDefault();
    this.light();
    return true;
  }

  light() {
    [...this.element.children].forEach((line, index) => {
      line.setAttribute("aria-selected", index === this.at);
      if (index === this.at) line.scrollIntoView({ block: "nearest" });
    });
  }
}
