/** Message text with its entities, as safe elements. Each paragraph finds its own direction, as Telegram does. */
import { h } from "./dom.js";
import { openLink, webAddress } from "./links.js";

const BLOCKS = { pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };
const INLINE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/** text: string; entities: Bot API list with offsets in UTF-16 units (as in JavaScript); phone: the Phone it is shown on. */
export function rich(text, entities, phone) {
  const found = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  const inner = found.filter((entity) => !BLOCKS[entity.type]);
  return sections(text, found.filter((entity) => BLOCKS[entity.type])).map(({ tag, start, end }) =>
    h(tag, { class: "rich" }, paragraphs(text, start, end, inner, phone)));
}

function sections(text, blocks) {
  const parts = [];
  let at = 0;
  for (const block of blocks) {
    if (block.offset < at) continue;
    if (block.offset > at) parts.push({ tag: "div", start: at, end: block.offset - (text[block.offset - 1] === "\n") });
    at = block.offset + block.length;
    parts.push({ tag: BLOCKS[block.type], start: block.offset, end: at });
    if (text[at] === "\n") at += 1;
  }
  if (at < text.length) parts.push({ tag: "div", start: at, end: text.length });
  return parts;
}

function paragraphs(text, start, end, entities, phone) {
  let at = start;
  return text.slice(start, end).split("\n").map((line) => {
    const from = at;
    at += line.length + 1;
    return h("p", { dir: "auto" }, line ? spans(text, from, from + line.length, entities, phone) : h("br"));
  });
}

function spans(text, start, end, entities, phone) {
  const nodes = [];
  let at = start;
  entities.forEach((entity, index) => {
    const from = Math.max(entity.offset, at);
    const to = Math.min(entity.offset + entity.length, end);
    if (from >= to) return;
    if (from > at) nodes.push(text.slice(at, from));
    nodes.push(mark(entity, text, spans(text, from, to, entities.slice(index + 1), phone), phone));
    at = to;
  });
  if (at < end) nodes.push(text.slice(at, end));
  return nodes;
}

function mark(entity, text, inner, phone) {
  const shown = text.slice(entity.offset, entity.offset + entity.length);
  if (INLINE[entity.type]) return h(INLINE[entity.type], {}, inner);
  if (entity.type === "spoiler") return spoiler(inner);
  const address = entity.type === "text_link" ? entity.url : shown;
  const act = { text_link: openLink, url: openLink, bot_command: (command) => phone.says(command) }[entity.type];
  if (!act) return h("span", {}, inner);
  const href = entity.type === "bot_command" ? null : webAddress(address);
  return link(href, address, inner, () => act(address, phone));
}

/** A real anchor, so that it takes part in the line's direction like any other word. */
function link(href, title, inner, act) {
  const onclick = (event) => {
    event.preventDefault();
    act();
  };
  return h("a", { href: href || "#", title, onclick }, inner);
}

function spoiler(inner) {
  const show = (event) => {
    if (event.type === "keydown" && event.key !== "Enter") return;
    event.currentTarget.classList.add("shown");
    event.currentTarget.setAttribute("aria-expanded", "true");
  };
  const props = { class: "spoiler", role: "button", tabindex: "0", "aria-label": "Hidden text", "aria-expanded": "false" };
  return h("span", { ...props, onclick: show, onkeydown: show }, inner);
}
