/** Small helpers to build elements. Text only ever enters the page as text nodes, never as markup. */

export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) setProp(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function setProp(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "data") Object.assign(element.dataset, value);
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(tag, props = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(props)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function clear(element, ...children) {
  element.replaceChildren(...children);
  return element;
}

/** Make these the children of an element, touching only what is out of place (focus, scrolling and motion stay). */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] || null);
  });
}

/** A colour family 0..7 that stays the same for one id. */
export const hue = (id) => `hue-${Math.abs(Number(id)) % 8}`;

export const initials = (name) => [...(name.trim() || "?")][0].toUpperCase();

export const avatar = (id, name) => h("span", { class: `avatar ${hue(id)}`, "aria-hidden": "true" }, initials(name));

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
