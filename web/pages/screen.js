/** What every page of the wall has: full screen, strong contrast, a screen that stays awake, the word when we are lost. */

export const lost = (there) => {
  document.getElementById("lost").hidden = there;
};

const root = document.documentElement;
const contrast = document.getElementById("contrast");

function turnContrast() {
  root.dataset.contrast = root.dataset.contrast === "strong" ? "normal" : "strong";
  contrast.setAttribute("aria-pressed", String(root.dataset.contrast === "strong"));
  try {
    localStorage.setItem("contrast", root.dataset.contrast);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

const fill = () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(() => {});

contrast.setAttribute("aria-pressed", String(root.dataset.contrast === "strong"));
contrast.addEventListener("click", turnContrast);
document.getElementById("full").addEventListener("click", fill);
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "c") turnContrast();
  if (event.key === "f") fill();
});

let still = 0;
addEventListener("pointermove", () => {
  root.classList.add("moving");
  clearTimeout(still);
  still = setTimeout(() => root.classList.remove("moving"), 2500);
});

const stayAwake = () => navigator.wakeLock?.request("screen").catch(() => {});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && stayAwake());
stayAwake();
