// Boxes over a photo: drawn by finger or mouse, sent as parts of its width and height. The server cuts the picture.
"use strict";

const work = document.getElementById("work");
const canvas = document.getElementById("photo");
const pen = canvas.getContext("2d");
const picture = new Image();
const buttons = Object.fromEntries(["cover", "crop", "undo", "save"].map((id) => [id, document.getElementById(id)]));
const done = []; // {kind: "cover" | "crop", box: [left, top, right, bottom]}
let kind = "cover";
let start = null;
let now = null;

function place(event) {
  const edge = canvas.getBoundingClientRect();
  const part = (value) => Math.min(1, Math.max(0, value));
  return [part((event.clientX - edge.left) / edge.width), part((event.clientY - edge.top) / edge.height)];
}

function box(a, b) {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}

function big(one) {
  return one[2] - one[0] >= 0.01 && one[3] - one[1] >= 0.01;
}

function pixels([left, top, right, bottom]) {
  return [left * canvas.width, top * canvas.height, (right - left) * canvas.width, (bottom - top) * canvas.height];
}

function paint() {
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const shown = now ? [...done, { kind, box: now }] : done;
  pen.fillStyle = "#1c1c1c";
  for (const one of shown) if (one.kind === "cover") pen.fillRect(...pixels(one.box));
  const crop = shown.findLast((one) => one.kind === "crop");
  if (crop) {
    pen.save();
    pen.fillStyle = "rgba(0, 0, 0, .6)";
    pen.beginPath();
    pen.rect(0, 0, canvas.width, canvas.height);
    pen.rect(...pixels(crop.box));
    pen.fill("evenodd");
    pen.lineWidth = Math.max(2, canvas.width / 200);
    pen.strokeStyle = "#ffd83d";
    pen.strokeRect(...pixels(crop.box));
    pen.restore();
  }
  buttons.undo.disabled = buttons.save.disabled = done.length === 0;
}

function choose(wanted) {
  kind = wanted;
  for (const one of ["cover", "crop"]) buttons[one].setAttribute("aria-pressed", String(one === kind));
}

function show(id) {
  for (const one of ["saved", "failed", "over"]) document.getElementById(one).hidden = one !== id;
}

canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  start = place(event);
});
canvas.addEventListener("pointermove", (event) => {
  if (!start) return;
  now = box(start, place(event));
  paint();
});
canvas.addEventListener("pointerup", (event) => {
  if (!start) return;
  const drawn = box(start, place(event));
  start = now = null;
  if (big(drawn)) done.push({ kind, box: drawn });
  paint();
});
canvas.addEventListener("pointercancel", () => {
  start = now = null;
  paint();
});
buttons.cover.addEventListener("click", () => choose("cover"));
buttons.crop.addEventListener("click", () => choose("crop"));
buttons.undo.addEventListener("click", () => {
  done.pop();
  paint();
});
buttons.save.addEventListener("click", async () => {
  buttons.save.disabled = true;
  const crop = done.findLast((one) => one.kind === "crop");
  const drawing = { covered: done.filter((one) => one.kind === "cover").map((one) => one.box), crop: crop ? crop.box : null };
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(drawing),
    });
    work.hidden = answer.ok || answer.status === 404;
    show(answer.ok ? "saved" : answer.status === 404 ? "over" : "failed");
  } catch {
    show("failed");
  }
  buttons.save.disabled = false;
});
picture.addEventListener("load", () => {
  canvas.width = picture.naturalWidth;
  canvas.height = picture.naturalHeight;
  work.hidden = false;
  paint();
});
picture.addEventListener("error", () => show("over"));
picture.src = work.dataset.photo;
