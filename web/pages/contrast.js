/** Strong contrast: what was chosen on this screen, else what the system says. Runs before the first paint. */
(() => {
  const read = () => {
    try {
      return localStorage.getItem("contrast");
    } catch {
      return null;
    }
  };
  const strong = matchMedia("(prefers-contrast: more)").matches ? "strong" : "normal";
  document.documentElement.dataset.contrast = ["strong", "normal"].find((one) => one === read()) || strong;
})();
