/** Words of the room as elements, side by side. Text enters the page as text nodes only, never as markup. */

const SIDES = document.body.dataset.languages.split(" ");
const KIN = { ar: "ary", ary: "ar" };

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** The same words in the languages of this wall; what is missing or the same twice stands once. */
export function sides(words) {
  const found = new Map();
  const add = (code) => {
    const text = words[code];
    if (text && ![...found.values()].includes(text)) found.set(code, text);
  };
  for (const code of SIDES) add(words[code] ? code : KIN[code]);
  if (!found.size) Object.keys(words).forEach(add);
  return [...found].map(([code, text]) => h("span", { class: "side", lang: code, dir: code === "fr" ? "ltr" : "rtl" }, text));
}
