/** Light or dark: what the person chose on this page, else what the system says. Runs before the first paint. */
(() => {
  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const chosen = new URLSearchParams(location.search).get("theme") || read();
  if (["light", "dark"].includes(chosen)) document.documentElement.dataset.theme = chosen;
})();
