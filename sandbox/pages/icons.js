/** The icons of the wall, drawn on a 24 x 24 grid with a round pen. */
import { svg } from "./dom.js";

const PATHS = {
  send: "M4 12 20 4l-4.5 16-4-6.5L4 12Zm7.5 1.5L20 4",
  mic: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  clip: "m20 11-8.4 8.4a5 5 0 0 1-7-7L13.5 3.4a3.4 3.4 0 0 1 4.8 4.8L9.7 16.8a1.7 1.7 0 0 1-2.5-2.4L15 6.7",
  menu: "M4 7h16M4 12h16M4 17h10",
  more: "M12 5v.01M12 12v.01M12 19v.01",
  keyboard: "M3 7h18v10H3zM7 11v.01M11 11v.01M15 11v.01M8 14.5h8",
  close: "m6 6 12 12M18 6 6 18",
  play: "M8 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
  photo: "M4 6h16v13H4zM4 16l5-5 4 4 3-2.5 4 3.5M15.5 9.5v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  pin: "M12 21s7-6.2 7-11a7 7 0 0 0-14 0c0 4.8 7 11 7 11ZM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  contact: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0",
  link: "M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12 6.3M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.6-1.6",
  out: "M9 6H5v13h13v-4M13 4h7v7M20 4l-9 9",
  reply: "M9 6 4 11l5 5M4 11h9a7 7 0 0 1 7 7v1",
  edit: "m5 19 .8-4L16 4.8l3.2 3.2L9 18.2zM14 7l3.2 3.2",
  forward: "m15 6 5 5-5 5M20 11h-9a7 7 0 0 0-7 7v1",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5a4 4 0 0 0 7 0M9 9.5v.01M15 9.5v.01",
  block: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM5.7 5.7l12.6 12.6",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5l3.5 2",
  storm: "M7 15a4.5 4.5 0 1 1 1-8.9A5.5 5.5 0 0 1 18.5 8 3.7 3.7 0 0 1 18 15M13 11l-3 5h4l-3 5",
  ledger: "M5 4h14v16H5zM8 8.5h8M8 12h8M8 15.5h5",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  plus: "M12 5v14M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  checks: "m2 12.5 4.5 4.5L15 8M11 16l1 1 9-9.5",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  skip: "M6 5v14l8-7zM18 5v14",
  album: "M3 8h13v12H3zM7 8V4h14v12h-5",
  down: "m6 9 6 6 6-6",
  reset: "M5 5v5h5M5.5 10a7.5 7.5 0 1 1-1 4",
};

export function icon(name) {
  const shape = svg("path", { d: PATHS[name] });
  return svg("svg", { viewBox: "0 0 24 24", class: `icon icon-${name}`, "aria-hidden": "true" }, shape);
}
