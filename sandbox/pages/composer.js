/** The line at the foot of a phone: menu, text, attachments, and send or the microphone. */
import { Commands } from "./commands.js";
import { clear, h } from "./dom.js";
import { icon } from "./icons.js";
import { gist } from "./media.js";
import { record } from "./recorder.js";
import { duration } from "./times.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.about = null;
    this.commands = new Commands((command) => this.submit(command));
    this.build();
  }

  build() {
    const { words } = this.phone;
    const tool = (name, label, act, extra = "") => h("button", { class: `icon-button ${extra}`, type: "button", "aria-label": label, title: label, onclick: act }, icon(name));
    this.menu = h("button", { class: "menu-button", type: "button", "aria-label": "Commands", onclick: () => this.toggleCommands() }, icon("menu"), h("span", {}, words.menu));
    this.input = h("textarea", { rows: 1, dir: "auto", placeholder: words.message, "aria-label": `${words.message} · ${this.phone.name}`, enterkeyhint: "send",
      oninput: () => this.typed(), onkeydown: (event) => this.key(event), onblur: () => this.commands.hide(), onpaste: (event) => this.paste(event) });
    this.keyboardButton = tool("keyboard", "Show or hide the keyboard", () => this.phone.toggleKeyboard());
    this.clip = tool("clip", "Attach", () => this.phone.attach());
    this.go = tool("mic", "Record a voice message", () => this.press(), "go");
    this.context = h("div", { class: "context", hidden: true });
    this.bar = h("div", { class: "bar" }, this.menu, this.input, this.keyboardButton, this.clip, this.go);
    this.element = h("div", { class: "composer" }, this.commands.element, this.context, this.bar);
    this.typed();
  }

  knowCommands(all) {
    if (JSON.stringify(all) === JSON.stringify(this.commands.all)) return;
    this.commands.all = all;
    this.typed();
  }

  get text() {
    return this.input.value.trim();
  }

  typed() {
    this.fit();
    const sends = Boolean(this.text) || this.about?.kind === "edit";
    this.menu.hidden = sends || !this.commands.all.length;
    this.go.setAttribute("aria-label", sends ? "Send" : "Record a voice message");
    this.go.classList.toggle("sends", sends);
    clear(this.go, icon(sends ? "send" : "mic"));
    this.commands.suggest(this.input.value);
  }

  /** As high as its text; a field that is not on the page yet has no height to measure. */
  fit() {
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 110)}px`;
  }

  key(event) {
    if (event.isComposing || this.commands.key(event)) return;
    if (event.key === "Escape" && this.about) this.forget();
    if (event.key === "ArrowUp" && !this.input.value) this.phone.editLast();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit(this.text);
  }

  toggleCommands() {
    if (this.commands.open) return this.commands.hide();
    this.input.focus();
    return this.commands.suggest("/");
  }

  paste(event) {
    const files = [...event.clipboardData.files];
    if (!files.length) return;
    event.preventDefault();
    this.phone.sendFiles(files);
  }

  press() {
    return this.text || this.about?.kind === "edit" ? this.submit(this.text) : this.startRecording();
  }

  async submit(text) {
    if (!text) return;
    const { about } = this;
    this.input.value = "";
    this.forget();
    this.typed();
    const done = about?.kind === "edit" ? this.phone.edits(about.message.message_id, text) : this.phone.says(text, about?.message.message_id);
    if (!(await done) && !this.input.value) this.restore(text, about);
  }

  /** Words that could not be sent are not lost. */
  restore(text, about) {
    if (about) this.concern(about.kind, about.message);
    this.keep(text);
  }

  /** Put words into the field that stood there before. */
  keep(text = "") {
    this.input.value = text;
    this.typed();
  }

  /** kind: "reply" or "edit". */
  concern(kind, message) {
    this.about = { kind, message };
    if (kind === "edit") this.input.value = message.text || message.caption || "";
    const drop = h("button", { class: "icon-button", type: "button", "aria-label": "Cancel", onclick: () => this.drop() }, icon("close"));
    clear(this.context, icon(kind), h("span", { dir: "auto" }, gist(message, this.phone.words)), drop).hidden = false;
    this.input.focus();
    this.typed();
  }

  drop() {
    if (this.about?.kind === "edit") this.input.value = "";
    this.forget();
    this.typed();
    this.input.focus();
  }

  forget() {
    this.about = null;
    this.context.hidden = true;
  }

  async startRecording() {
    try {
      this.showRecording(await record());
    } catch {
      this.phone.offerSampleVoice();
    }
  }

  showRecording(recording) {
    const began = Date.now();
    const time = h("span", { class: "time" }, "0:00");
    const timer = setInterval(() => clear(time, duration((Date.now() - began) / 1000)), 250);
    const end = () => {
      clearInterval(timer);
      this.element.replaceChild(this.bar, line);
      this.go.focus();
    };
    const line = h("div", { class: "bar recording" },
      h("button", { class: "icon-button", type: "button", "aria-label": "Cancel recording", onclick: () => recording.cancel().then(end) }, icon("trash")),
      h("span", { class: "dot" }), time, h("span", { class: "grow" }),
      h("button", { class: "icon-button go sends", type: "button", "aria-label": "Send the recording", onclick: () => this.sendRecording(recording, end) }, icon("send")));
    this.element.replaceChild(line, this.bar);
    line.querySelector(".go").focus();
  }

  async sendRecording(recording, end) {
    const { blob, seconds } = await recording.stop();
    end();
    this.phone.sendVoice(blob, seconds);
  }
}
